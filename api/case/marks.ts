import { WEIGHS } from '../../content/kinds/rule.ts'

/** What the words of an account may mean for its way. Only hints: but for bribes and retaliation no rule sends a case anywhere for its words. */
export const MARK = {
  integrity: '写到索要好处或打击报复',
  minor: WEIGHS.minor,
  group: WEIGHS.group,
  injury: WEIGHS.injury,
  urgent: '正在发生或可能激化',
  bureau: '写到了司法局，核对要不要由上级办理',
} as const
export type Mark = keyof typeof MARK

/** Each pattern is bounded, so that an account of five thousand characters is read once. */
const WORDS: Record<Mark, readonly RegExp[]> = {
  integrity: [
    /索贿|受贿|行贿|贿赂|吃拿卡要|好处费|辛苦费|黑钱|回扣/g,
    /(?:要|索要|索取|讨要|收|收受|收下|塞|送)(?:了|过|走|去)?(?:我|我们|他|她|店里|商户|老板){0,2}的?(?:一|两|几)?[个些点]?(?:红包|好处|购物卡)/g,
    // What is carried off in an inspection may be tobacco too, so nothing is made of taking it.
    /(?:要|索要|讨要|塞|送)(?:了|过)?(?:我|我们|他|她|店里){0,2}[一两二三四五几](?:条|箱|瓶)好?[烟酒]/g,
    /打击报复|报复(?:我|我们|我家|投诉|举报|反映)/g,
  ],
  minor: [
    /未成年|不满(?:十[四八]|1[48])(?:周)?岁|我(?:今年|才|刚|刚满){0,2}1[0-7]岁/g,
    /(?:孩子|儿子|女儿|孙子|孙女|学生|外甥|侄子)[^，。；！？\n]{0,6}?(?<!\d)(?:[1-9]|1[0-7])岁/g,
  ],
  group: [
    /联名|集体(?:反映|投诉|举报|上访)|(?:我们|一共|共有|总共|一起的有)[^，。；！？\n]{0,4}?(?:[5-9]|[1-9]\d{1,3}|[五六七八九十百][一二三四五六七八九十百多几]{0,3}|几十|好几十)(?:多|余)?(?:个人|人|户|家|名)/g,
  ],
  injury: [/打伤|受伤|流血|骨折|住院|昏迷|致残|打死|死亡|身亡/g],
  bureau: [/司法[局所]/g],
  urgent: [
    /正在(?:强拆|拆|砸|打人|查封|拉走|扣)|马上(?:就)?要?(?:强拆|拆|断水|断电)|自杀|轻生|跳楼|喝农药|同归于尽|记者|媒体|曝光/g,
  ],
}

/** Before the word, in the same clause: it did not happen, is only feared, or was turned down. */
const DENIED =
  /(?:(?:没|未|不(?![但仅止光断停])|无(?![故缘]))[^，。；！？\n]{0,3}|(?:拒|谢绝|退回|严禁|禁止|杜绝|防止|以免|免得|怕|担心|别(?!人|家|的))[^，。；！？\n]{0,5})$/

/** What an account speaks of, by its words. */
export const marksIn = (account: string): Mark[] => {
  const text = account.normalize('NFKC').replace(/[^\S\n]+/g, '')
  return (Object.keys(WORDS) as Mark[]).filter((mark) =>
    WORDS[mark].some((pattern) =>
      [...text.matchAll(pattern)].some(({ index }) => !DENIED.test(text.slice(Math.max(0, index - 12), index))),
    ),
  )
}
