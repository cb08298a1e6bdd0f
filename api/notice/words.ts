/**
 * All that ever leaves by mail or message: fixed words, a number, a link, a one-time code, the title of a survey. Nothing a person wrote, and
 * the same for every case, so that nobody who reads along learns what it is about or how it stands.
 */
export const NEWS = {
  subject: '您反映的事项有新进展',
  text: (no: string, origin: string) => `您反映的事项（编号${no}）有新进展，请凭查询码查看：${origin}/track`,
}

export const RECOVERY = {
  subject: '找回查询码',
  text: (no: string, code: string, origin: string) =>
    `您在找回编号${no}的查询码。找回码${code}，15分钟内有效，请不要告诉任何人。填写：${origin}/track/recover`,
}

/** To who registered for an open day, by what such a day is called. Its code is public; that it is about this one is all anybody reads. */
export const OPEN_DAY = {
  subject: (called: string) => `您报名的${called}有新消息`,
  text: (called: string, code: string, origin: string) =>
    `您报名的${called}（${code}）有新消息，请凭凭证码查看：${origin}/registrations`,
  /** To the one telephone itself, and told nowhere else. */
  again: (called: string, code: string, origin: string) =>
    `您的手机号在${called}（${code}）报名不止一次，每次各占名额。不需要的，请凭那一次的凭证码取消：${origin}/registrations`,
}

/** To whoever applied to be a supervisor, or is one: never what it is, only where to look. */
export const SUPERVISOR = {
  subject: '社会监督员有新消息',
  text: (origin: string) =>
    `您的社会监督员报名或者履职有新消息。报名的请凭凭证码看${origin}/supervisors/application，已聘任的请登录看${origin}/supervisor。没有凭证码、不能登录的，请打市司法局的电话。`,
}

/** To a contact point: never what it is, only where to look and whom to ask. */
export const CONTACT = {
  subject: '企业联系点有新消息',
  text: (origin: string) => `您的企业联系点有新消息，请登录看${origin}/contact。不能登录的，请打市司法局的电话。`,
}

/** To staff: how many things, and where to see which. */
export const STAFF = {
  subject: '工作台有事要办',
  text: (n: number, red: number, origin: string) =>
    `工作台有${n}件事要您办${red > 0 ? `，其中红牌${red}件` : ''}。请登录查看：${origin}/desk/notices`,
}

/** To a social supervisor or a contact point. The link stands behind the `#`, so that it comes into no log. */
export const SIGN_IN = {
  subject: '登录链接',
  text: (token: string, origin: string) =>
    `登录阳光执法请打开：${origin}/desk/sign-in/link#${token}（10分钟内有效，只能用一次）。账号只限本人使用，不得转借。不是您本人要的，不用理会，也不要转给别人。`,
}

/** To the same, when somebody chose a password for their account: whoever handed over the code could have. */
export const SET_UP = {
  subject: '账号设定了密码',
  text: '您的阳光执法账号刚刚用设置码设定了密码。不是您本人办的，请马上打市司法局的电话，停用这个账号。',
}

/** To somebody drawn for a survey. The token stands behind the `#`, so that it comes into no log. */
export const INVITATION = {
  subject: '请您给行政执法打分',
  text: (of: { title: string; code: string; closesOn: string; token: string; origin: string }) =>
    `澄河市司法局邀请您参加“${of.title}”，自愿、不记名。请打开：${of.origin}/surveys/${of.code}#${of.token}（邀请码${of.token}，只能用一次，${of.closesOn}截止）`,
}
