import type { ContentfulStatusCode } from 'hono/utils/http-status'

/** Every way this server says no: status and the words people read. One table, one answer (RFC 9457). */
export const REFUSALS = {
  malformed: [400, '收到的内容不完整或格式不对，请返回重新提交'],
  host: [400, '请从公布的网址访问本平台'],
  sign_in: [401, '请先登录'],
  wrong_login: [401, '账号、密码或动态验证码不对，请重新输入'],
  wrong_origin: [403, '这次提交不是从本平台的页面发出的。请打开本平台页面重新提交'],
  not_yours: [403, '您没有做这件事的权限'],
  factor_first: [403, '请先开启动态验证码'],
  not_found: [404, '没有找到您要的内容'],
  no_such_case: [404, '编号或查询码不对。请对照凭证再输一次'],
  method: [405, '不支持这种访问方式'],
  moved_meanwhile: [409, '别人刚刚处理过这件事，页面已不是最新的。请看过最新情况再办'],
  not_now: [409, '现在的状态不能这样办。请看过最新情况再办'],
  already: [409, '已经有了，不用再做一次'],
  too_large: [413, '发来的内容太大了，请减少一些再提交'],
  uri_too_long: [414, '网址太长了，请缩短要查找或填写的内容'],
  media_type: [415, '不支持这种内容格式'],
  invalid: [422, '有填得不对的地方，请按提示改正'],
  stale_form: [422, '页面放得太久了，内容都还在，请再按一次提交'],
  same_key_other_body: [422, '这次提交和刚才的内容不一样，请再按一次提交'],
  too_many: [429, '操作太频繁了，请稍等一会儿再试'],
  too_big_header: [431, '浏览器发来的信息太多，请清除本站的Cookie后再试'],
  fault: [500, '平台出了问题，我们已经记下。您填的内容没有提交成功，请稍后再试'],
  unavailable: [503, '现在暂时不能提交，您填的内容还在。请过几分钟再试，急事请拨打监督电话'],
  too_long: [503, '这次查询用时太长，已经停下。请缩小范围再试'],
} as const satisfies Record<string, readonly [ContentfulStatusCode, string]>

export type RefusalCode = keyof typeof REFUSALS

/** What was wrong with one field, in words that say what to do. */
export interface FieldError {
  path: string
  message: string
}

export class Refusal extends Error {
  readonly code: RefusalCode
  readonly fields: FieldError[] | undefined
  /** Seconds after which it is worth trying again. */
  readonly retryAfter: number | undefined

  constructor(code: RefusalCode, more: { fields?: FieldError[]; retryAfter?: number; cause?: unknown } = {}) {
    super(code, { cause: more.cause })
    this.code = code
    this.fields = more.fields
    this.retryAfter = more.retryAfter ?? (REFUSALS[code][0] === 503 ? 30 : undefined)
  }

  get status() {
    return REFUSALS[this.code][0]
  }

  get title() {
    return REFUSALS[this.code][1]
  }

  /** Two refusals of one kind have the same bytes: nothing of the request is in them. */
  problem() {
    return {
      type: `/api#${this.code}`,
      title: this.title,
      status: this.status,
      code: this.code,
      ...(this.fields && { fields: this.fields }),
    }
  }
}
