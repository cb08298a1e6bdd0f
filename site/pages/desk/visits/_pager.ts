const A_PAGE = 20

/** The ways to the pages before and after, the filters of the address kept. */
export function pager(url: URL, total: number): { label: string; href?: string }[] {
  const at = Math.max(1, Number(url.searchParams.get('page')) || 1)
  const pages = Math.max(1, Math.ceil(total / A_PAGE))
  const to = (page: number) => {
    const search = new URLSearchParams(url.searchParams)
    search.set('page', String(page))
    return `${url.pathname}?${search}`
  }
  return [
    ...(at > 1 ? [{ label: '上一页', href: to(at - 1) }] : []),
    ...(pages > 1 ? [{ label: `第${at}页，共${pages}页` }] : []),
    ...(at < pages ? [{ label: '下一页', href: to(at + 1) }] : []),
  ]
}
