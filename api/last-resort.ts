/** When even the error page cannot be drawn: plain HTML, the same words, and a telephone. */
export const lastResort = (title: string, id: string) => `<!doctype html>
<html lang="zh-CN">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>暂时打不开 · 阳光执法</title>
<h1>${title}</h1>
<p>急事请拨打监督电话0000-1234501；人身危险请拨打110。</p>
<p>请求编号：${id}</p>
<p><a href="/">返回首页</a></p>
</html>
`
