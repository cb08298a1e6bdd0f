/** Things in an account that its writer may not have meant to give away. Only a hint: nothing is ever blocked. */
const SIGNS: [pattern: RegExp, hint: string][] = [
  [/(?<!\d)\d{17}[\dX](?!\d)/i, '这里好像写了身份证号。办理用不到，可以删去。'],
  [
    /(?<!\d)1[3-9]\d[\s-]?\d{4}[\s-]?\d{4}(?!\d)/,
    '这里好像写了手机号码，办理的人看得到。请删去；要留电话，请填到下面的“电话”里，那里会封存。',
  ],
  [
    /(?<![0-9A-Z])(?=[\s\S]{0,28}[A-Z])(?=[\s\S]{0,28}\d)(?:[0-9A-HJKMNP-TV-Z]{4}[\s-]?){5}[0-9A-HJKMNP-TV-Z]{4}(?![0-9A-Z])/i,
    '这里好像写了查询码。查询码不要告诉任何人，请删去。',
  ],
]

export const hintsFor = (account: string): string[] =>
  SIGNS.flatMap(([pattern, hint]) => (pattern.test(account) ? [hint] : []))
