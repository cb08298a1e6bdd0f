/** A tool or a page that answers a question no entry does; the search covers entries only. */
interface Way {
  href: string
  title: string
  /** What people write who want it. */
  said: RegExp
}

const WAYS: Way[] = [
  { href: '/tools/benchmark', title: '按我的情形查罚多少', said: /罚(多少|几|款|单|不罚)|怎么罚|顶格|裁量/ },
  {
    href: '/tools/leniency',
    title: '看能不能不罚、少罚',
    said: /不罚|免罚|少罚|轻罚|首违|首次|减轻|从轻|免于|不予处罚/,
  },
  { href: '/tools/remedy', title: '算复议、诉讼哪天截止', said: /复议|诉讼|起诉|不服|申诉|上诉|听证|申辩|被罚/ },
  { href: '/tools/inspection', title: '看谁能来检查、一年几次', said: /检查|几次|上限|上门|入企|查店/ },
  { href: '/officers', title: '核对执法证', said: /证件|执法证|证号|冒充|真假|执法人员|工作证|^\d{8,}$/ },
  { href: '/devices', title: '电子监控设备的位置', said: /电子眼|摄像头|探头|监控|抓拍|违章/ },
  { href: '/guides', title: '合规指引和自查表', said: /自查|指引|一业一册|开店|合规/ },
  { href: '/complaint', title: '投诉举报', said: /投诉|举报|控告|反映|告状|乱罚/ },
  { href: '/track', title: '查办理进度', said: /进度|查询码|办到哪|回执/ },
  { href: '/data', title: '下载全部数据', said: /数据|下载|接口|excel|xlsx|csv|json/i },
]
const MOST = 3

/** Where a question leads besides what is published, the likeliest first. */
export const waysTo = (q: string): { href: string; title: string }[] =>
  WAYS.filter(({ said }) => said.test(q.normalize('NFKC').slice(0, 100))).slice(0, MOST)
