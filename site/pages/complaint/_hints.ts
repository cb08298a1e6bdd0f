/** Things in an account that its writer may not have meant to give away. Only a hint: nothing is ever blocked. */
const SIGNS: [pattern: RegExp, hint: string][] = [
  [/(?<!\d)\d{17}[\dX](?!\d)/i, '这里好像写了身份证号。办理用不到，可以删去。'],
  [
    /(?<!\d)1[3-9]\d[\s-]?\d{4}[\s-]?\d{4}(?!\d)/,
    '这里好像写了手机号码，办理的人看得到。请删去；要留电话，后面有一步专门填，那里会封存。',
  ],
  [
    /(?<![0-9A-Z])(?=[\s\S]{0,28}[A-Z])(?=[\s\S]{0,28}\d)(?:[0-9A-HJKMNP-TV-Z]{4}[\s-]?){5}[0-9A-HJKMNP-TV-Z]{4}(?![0-9A-Z])/i,
    '这里好像写了查询码。查询码不要告诉任何人，请删去。',
  ],
]

/** A name somebody gives of themselves, where it is not known from the form. */
const SAID = /(?:我叫|我的名字是|本人姓名[是：:]?)[\u4e00-\u9fff]{2,4}(?=[，。；、,\s]|$)/

/** `others`: who stands beside the sender, a minor’s guardian. */
export function hintsFor(account: string, name?: string, others: readonly string[] = []): string[] {
  const own = name && name.length > 1 ? account.includes(name) : SAID.test(account)
  return [
    ...SIGNS.flatMap(([pattern, hint]) => (pattern.test(account) ? [hint] : [])),
    ...(own ? ['这里好像写了您的名字，办理的人看得到。不想让人知道是谁写的，请删去。'] : []),
    ...(others.some((other) => account.includes(other))
      ? ['这里好像写了监护人的名字，办理的人看得到。不想让人知道是谁写的，请删去。']
      : []),
  ]
}
