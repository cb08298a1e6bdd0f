import type { IconName } from '../ui/icons.ts'

/** One way to somewhere that exists today; each issue adds its own. */
export interface Link {
  href: string
  label: string
  icon?: IconName
  /** Taken seldom: where there is no room for all, it stands behind “更多”. */
  rare?: boolean
  /** Other addresses that stand under it. */
  under?: string[]
}

const OPEN = [
  '/search',
  '/matters',
  '/benchmarks',
  '/leniencies',
  '/inspections',
  '/guides',
  '/exemplars',
  '/bulletins',
  '/officers',
  '/devices',
  '/questionnaires',
  '/directives',
  '/ratings',
  '/tools',
  '/data',
]

/** The main navigation, and the first half of the site map. */
export const main: Link[] = [
  { href: '/', label: '首页' },
  { href: '/complaint', label: '投诉举报' },
  { href: '/track', label: '查办理进度' },
  { href: '/publications', label: '公开内容', under: OPEN },
  { href: '/departments', label: '执法单位' },
  { href: '/surveys', label: '满意度测评' },
  { href: '/open-days', label: '执法开放日' },
  { href: '/enterprise', label: '企业专区', under: ['/credit-repair', '/credit-report', '/economic-impact'] },
  { href: '/supervisors', label: '社会监督员' },
  { href: '/help', label: '帮助' },
]

/** What stands in the enterprise zone, besides what is published for everybody. */
export const zone: Link[] = [
  { href: '/enterprise', label: '企业专区' },
  { href: '/enterprise/guidance', label: '请求合规指导' },
  { href: '/enterprise/inspections', label: '谁检查过我' },
  { href: '/enterprise/salons', label: '亲清会客厅' },
  { href: '/enterprise/contacts', label: '企业联系点' },
  { href: '/economic-impact', label: '怎样写经营影响说明' },
  { href: '/credit-repair', label: '信用修复' },
  { href: '/credit-report', label: '信用报告代替证明' },
]

/** What government sites carry at the foot of every page (国办发〔2017〕47号). T93 is “this page is wrong”. */
export const foot: Link[] = [
  { href: '/complaint?category=T93', label: '我为政府网站找错', icon: 'alert' },
  { href: '/tools', label: '查一查、算一算' },
  { href: '/q', label: '核验监督码' },
  { href: '/accessibility', label: '无障碍说明' },
  { href: '/privacy', label: '隐私与个人信息保护' },
  { href: '/sitemap', label: '网站地图' },
  { href: '/about', label: '关于本平台' },
  { href: '/data', label: '开放数据' },
]

/** How the bureau is reached; the number lies outside any numbering plan, for this city does not exist. */
export const contact = {
  phone: '0000-1234501',
  hours: '工作日8:30–12:00、13:30–17:30',
  address: '澄河市城东街道示例路1号',
}

/** The link under which a page stands: its own, or the nearest above it. */
export const current = (links: Link[], path: string): string | undefined =>
  links
    .filter(({ href, under = [] }) =>
      [href, ...under].some((at) => path === at || (at !== '/' && path.startsWith(`${at}/`))),
    )
    .sort((a, b) => b.href.length - a.href.length)[0]?.href
