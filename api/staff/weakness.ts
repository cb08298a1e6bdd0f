/** What people choose first; compared without case, marks, and the digits put around it. */
const COMMON = new Set(
  (
    'password passw0rd p@ssw0rd passwords mypassword newpassword admin administrator adminadmin root rootroot guest letmein welcome ' +
    'iloveyou woaini woainima woaiwojia wodemima mima mimamima nihao monkey dragon sunshine princess football baseball superman ' +
    'qwerty qwertyuiop asdfgh asdfghjkl zxcvbn zxcvbnm qazwsx qazwsxedc qweasd qweasdzxc abc abcd abcdef abcdefg aaa test testtest ' +
    'changeme default secret system login user demo default123 computer internet office china zhongguo zhonghua beijing shandong'
  ).split(' '),
)

/** Names from around this portal: the first things someone who knows where you work would try. */
const CONTEXT = [
  'yangguang',
  'zhifa',
  'chenghe',
  'sifaju',
  'daidong',
  'xingzheng',
  'jiandu',
  '阳光执法',
  '澄河',
  '司法局',
  '行政执法',
  '执法监督',
]

const ROWS = [
  '01234567890123456789',
  'abcdefghijklmnopqrstuvwxyz',
  'qwertyuiopasdfghjklzxcvbnm',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm',
  '一二三四五六七八九十',
]

const bare = (text: string) => text.toLowerCase().replace(/[\s\p{P}]/gu, (mark) => (mark === '@' ? mark : ''))
const backwards = (text: string) => [...text].reverse().join('')

/**
 * Why a password must not be used, in words, or nothing. Length is what protects; there are no rules about kinds of
 * characters (NIST SP 800-63B 3.1.1.2), only a refusal of what is guessed first.
 */
export function weakness(
  password: string,
  shortest: number,
  about: { login: string; name?: string },
): string | undefined {
  const typed = password.normalize('NFKC')
  if ([...typed].length < shortest) return `密码至少${shortest}个字符，可以是一句只有您知道的话`
  const plain = bare(typed)
  const core = plain.replace(/^\d+|\d+$/g, '')
  const repeated = /^(.{1,4}?)\1+.{0,3}$/u.test(plain)
  const inRow = ROWS.some((row) => row.includes(plain) || backwards(row).includes(plain))
  if (plain === '' || repeated || inRow || COMMON.has(core) || COMMON.has(plain))
    return '这个密码太常见，容易被猜中，请换一个'
  const names = [...CONTEXT, about.login, about.name ?? ''].map(bare).filter((name) => [...name].length > 1)
  // A name with only digits or a common word around it; a sentence that happens to contain one is fine.
  const rest = names.reduce((text, name) => text.replaceAll(name, ''), plain).replace(/\d/g, '')
  if (rest !== plain.replace(/\d/g, '') && ([...rest].length < 4 || COMMON.has(rest)))
    return '密码不要由账号、姓名或本平台的名称组成，请换一个'
  return undefined
}
