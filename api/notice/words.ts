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

/** To staff: how many things, and where to see which. */
export const STAFF = {
  subject: '工作台有事要办',
  text: (n: number, red: number, origin: string) =>
    `工作台有${n}件事要您办${red > 0 ? `，其中红牌${red}件` : ''}。请登录查看：${origin}/desk/notices`,
}

/** To somebody drawn for a survey. The token stands behind the `#`, so that it comes into no log. */
export const INVITATION = {
  subject: '请您给行政执法打分',
  text: (of: { title: string; code: string; closesOn: string; token: string; origin: string }) =>
    `澄河市司法局邀请您参加“${of.title}”，自愿、不记名。请打开：${of.origin}/surveys/${of.code}#${of.token}（邀请码${of.token}，只能用一次，${of.closesOn}截止）`,
}
