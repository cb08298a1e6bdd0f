/** What a refused request means and what to do next, by status. Nothing of the request is repeated. */
interface Words {
  heading: string
  todo: string[]
}

const again = '回到上一页，填过的内容一般还在。'

const WORDS: Record<number, Words> = {
  400: { heading: '没有看懂这次请求', todo: ['从首页重新进入，再试一次。', again] },
  401: { heading: '请先登录', todo: ['登录后接着做，网址不变。'] },
  403: { heading: '这里不能打开', todo: ['从首页重新进入要办的事项。', '工作人员请确认登录的账号和岗位。'] },
  404: {
    heading: '没有找到这个页面',
    todo: ['看看网址有没有抄错。', '页面可能已经换了地方，到网站地图里找一找。', '要查办理进度，请用编号和查询码。'],
  },
  405: { heading: '不能这样访问', todo: ['从首页重新进入要办的事项。'] },
  409: { heading: '情况刚刚有变化', todo: ['回到上一页，刷新后看最新情况再办。'] },
  413: { heading: '内容太大了', todo: ['文字太长的，删短一些再提交。', again] },
  414: { heading: '网址太长了', todo: ['从首页重新进入要办的事项。'] },
  415: { heading: '不支持这种内容格式', todo: ['从首页重新进入，用页面上的表单提交。', again] },
  422: { heading: '有内容需要改正', todo: ['回到上一页，按红色提示改好再提交。', again] },
  429: { heading: '请稍等一会儿', todo: ['过几分钟再试。', '急事请拨打监督电话。'] },
  431: { heading: '浏览器发来的信息太多', todo: ['清除本站的Cookie，再打开一次。'] },
  500: { heading: '平台出了问题', todo: ['我们已经记下这次故障。', '过几分钟再试。', again] },
  503: { heading: '暂时不能办理', todo: ['过几分钟再试，已经提交的不受影响。', '急事请拨打监督电话。'] },
}

/** A status without words of its own is told by its family. */
export const wordsOf = (status: number): Words =>
  WORDS[status] ?? WORDS[status >= 500 ? 500 : 400] ?? { heading: '没有办成', todo: [again] }
