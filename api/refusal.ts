import type { ContentfulStatusCode } from 'hono/utils/http-status'

/** Every way this server says no: status and the words people read. One table, one answer (RFC 9457). */
export const REFUSALS = {
  malformed: [400, '收到的内容不完整或格式不对，请返回重新提交'],
  host: [400, '请从公布的网址访问本平台'],
  sign_in: [401, '请先登录'],
  no_door: [401, '这部手机还没有配对。请向主办单位要配对码'],
  wrong_login: [401, '账号、密码或动态验证码不对，请重新输入'],
  supervisor_ahead: [403, '您的任期还没有开始，到了聘任的第一天再登录'],
  supervisor_suspended: [403, '您现在暂停履职，不能登录。要问原因，请打市司法局的电话'],
  supervisor_expired: [403, '您的任期已经届满，不能再登录。续聘以后就能登录，请打市司法局的电话询问'],
  supervisor_left: [403, '您已经不是社会监督员，不能再登录。有问题要反映，请从首页“投诉举报”进入'],
  no_such_link: [404, '这个登录链接已经用过、过了10分钟，或者不完整。请重新要一个'],
  wrong_origin: [403, '这次提交不是从本平台的页面发出的。请打开本平台页面重新提交'],
  not_yours: [403, '您没有做这件事的权限'],
  factor_first: [403, '请先开启动态验证码'],
  not_serving: [
    403,
    '您的聘期没有开始、已满或者暂停，现在不能提交、查看线索。有问题要反映，请走“我要监督”；已经交的，凭编号和查询码照样能查',
  ],
  other_person: [403, '这份草稿是别人的账号写的，不能用您的账号提交'],
  not_found: [404, '没有找到您要的内容'],
  no_such_case: [404, '编号或查询码不对。请对照凭证再输一次'],
  no_such_arrival: [404, '编号和手机号码对不上这场开放日的报名。请核对后再试，或者到门口请工作人员签到'],
  no_such_pairing: [404, '配对码不对，或者已经过期、用过。请向主办单位要新的配对码'],
  no_such_company: [404, '代码和监督码对不上，或者有的码已经停用。请对照营业执照和码上的12位号再填；只填自己企业的码'],
  no_such_ticket: [404, '没有找到这个报名。请对照凭证上的24位凭证码再输一次。活动结束90日后，报名信息已按承诺删除'],
  no_such_application: [404, '没有找到。请对照凭证上的24位凭证码再输一次'],
  no_such_recovery: [404, '编号或找回码不对，或者找回码已经过期。请对照短信再输一次，或重新获取'],
  method: [405, '不支持这种访问方式'],
  too_slow: [408, '网络太慢，没有收到完整的内容，请换个网络好的地方再试'],
  moved_meanwhile: [409, '别人刚刚处理过这件事，页面已不是最新的。请看过最新情况再办'],
  not_now: [409, '现在的状态不能这样办。请看过最新情况再办'],
  asking_over: [409, '这个申请过了7天没有人同意，已经作废。还需要的，请重新申请'],
  asker_gone: [409, '申请的人已经停用，或者不再是系统管理员，不能再同意。还需要的，请另一位系统管理员重新申请'],
  too_late: [409, '提交已经超过十分钟，不能再修改。可以补充材料，或者撤回后重新提交'],
  lead_direct: [409, '监督员、联系点的线索不经初筛，直接受理，不能不予受理'],
  one_recheck: [409, '复核只能要求一次，这件已经要求过了'],
  recheck_over: [409, '要求复核的期限已经过了。有新的情况，请重新提交一件'],
  call_first: [409, '来件人希望回访。先回访，写下“已回访来件人”，再办结'],
  hear_first: [409, '这是差评整改件，要先回访来件人（记录回访，或者给来件人留言），再办这一步'],
  contest_over: [409, '误评申诉的期限已经过了'],
  one_improvement: [409, '这件已经请有关单位改进过一次。请不勾选“请有关单位改进并回访我”，只提交评价'],
  one_rating: [409, '这次答复您已经评价过了'],
  account_entered: [
    409,
    '联络员已经启用了账号，不再发设置码，再发等于替本人打开。请联络员用短信登录链接登录；换了人的，先办“换联络员”',
  ],
  another_person: [403, '前面的步骤是您办的，这一步要由别的同事来办'],
  assigned_other: [403, '这件指定了别的承办人。要换人，请分办岗重新分办'],
  grant_first: [403, '来件人要求保密，先申请查看身份，经另一人同意后才能打开'],
  one_supplement: [409, '补充材料只通知一次，这件已经通知过了。还缺什么，请给来件人留言'],
  return_over: [409, '退回的期限已经过了，请办理；确有争议的，提请协调职责'],
  extension_open: [409, '已经申请延期，等审批后再办'],
  extension_over: [409, '不能再延期：已经延过一次，或者已经过了期限'],
  review_first: [409, '这件要先提交审核、经批准后才能答复'],
  window_open: [409, '来件人还可以要求复核，过了这个期限再归档'],
  contest_open: [409, '误评申诉还没有审定，审定以后再办结、归档'],
  children_open: [409, '还有分出去的办件没有办完'],
  reopen_over: [409, '已经恢复办理过两次，不能再恢复'],
  no_identity: [409, '来件人没有留下身份信息'],
  same_hands: [403, '起草、审核、签发、公开确认要由不同的人办，这一步请别的同事来'],
  not_due: [409, '反馈期限还没有过，现在不能催告、升级或者转下一份文书'],
  objection_over: [409, '申请复查的期限已经过了，或者已经申请过一次'],
  unsettled: [409, '还没有整改到位，也没有转下一份文书或报上级，不能办结'],
  visit_day: [409, '进门登记只能在检查当天、在门前办。当天没登记成的，用“补录”；日子改了的，取消后另外安排'],
  visit_ahead: [409, '检查的日子还没有到，没有什么要补录的'],
  publicity_open: [409, '公示期还没有过，这几天谁都可以提出异议。请过了公示期再聘任'],
  objection_open: [409, '还有异议没有处理完。请先处理异议，再聘任'],
  supervisor_twice: [409, '同一个人（姓名和电话相同）已经在公示、履职或者暂停中，不能再办一次。请核对'],
  objection_upheld: [409, '有异议成立，不能聘任。请办“不通过”，写明理由'],
  renewal_early: [409, '期限还有半年以上，现在还不能续。剩不到半年的时候再办'],
  person_erased: [409, '联络员的姓名和电话已经到期删除，请重新设立联系点'],
  duty_shut: [409, '这项任务已经取消、办结或者结束，不能再办'],
  duty_begun: [409, '活动已经开始，不能再改。不能参加的，请告诉现场的工作人员'],
  duty_day: [409, '签到只能在活动当天办：开始前一小时起，到活动结束。事后不能补签'],
  duty_lasts: [409, '活动还没有结束，请结束以后再办'],
  duty_report: [409, '这项任务要交报告，收到报告以后再确认'],
  duty_interest: [409, '申报过和被查看的单位有关系，这项任务要回避，不能参加'],
  duty_unsettled: [409, '还有人没有确认，也没有记为没有到场。请先逐一确认，再办结'],
  survey_invited: [401, '这次测评只有受邀的人能答。请输入邀请码，它在给您的短信、邮件或信里'],
  survey_closed: [409, '这次测评现在不收答卷：还没有开始、已经截止，或者已经收满了'],
  survey_spent: [409, '这个邀请码已经用过了，每个只能答一次'],
  call_closed: [409, '现在不收报名：这次招募还没有开始报名、已经截止，或者已经取消。请看招募公告'],
  publicity_over: [409, '公示期已经过了，或者公示已经结束。有新的情况，请通过“我要反映”告诉我们'],
  registration_closed: [409, '这场开放日现在不收报名：还没有开始、已经截止，或者活动已经取消'],
  no_seats: [409, '没有那么多空的名额，您原来的报名没有变。可以少带同行的人，或者换一场'],
  offer_over: [409, '确认的时间已经过了，名额让给了后面的人。还想参加，可以重新报名'],
  unscored: [409, '这一年没有公布的评分办法，不能计分。请先在发布台公布'],
  year_open: [409, '这一年还没有过完，过完以后才能定稿'],
  year_closed: [409, '这一年的考核已经定稿，到场记录不能再更正'],
  already: [409, '已经有了，不用再做一次'],
  offset: [409, '文件没有接上，请从平台收到的地方接着传'],
  door_over: [410, '这个签到口已经收回，或者活动已经结束。手机里的名单会清空；还要用的，请主办单位重新开一个'],
  tus_version: [412, '上传只认 tus 1.0.0'],
  file_large: [413, '这个文件太大了。图片每个最多10MB，文书20MB，录音50MB，视频200MB；可以拍短一些或压缩后再传'],
  file_waiting: [409, '这个附件还在检查，请过几分钟再打开'],
  file_sealed: [409, '这个附件去不掉作者、时间和地点，没有副本，只有原件。办理的人写明理由才能打开'],
  too_large: [413, '发来的内容太大了，请减少一些再提交'],
  uri_too_long: [414, '网址太长了，请缩短要查找或填写的内容'],
  media_type: [415, '不支持这种内容格式'],
  file_type: [
    415,
    '这种文件不能收。请传图片（jpg、png、webp、heic）、视频（mp4、mov）、录音（mp3、m4a、wav）或文书（pdf、Word、Excel、PPT）',
  ],
  invalid: [422, '有填得不对的地方，请按提示改正'],
  file_broken: [422, '这个文件不完整，或者里面不是它该有的内容。请重新拍照、重新导出后再传'],
  file_active: [422, '这个文件里有宏、脚本，或者嵌着、连着别的文件，不能收。请另存为不带宏的文件，或者打印后拍照再传'],
  file_locked: [422, '这个文件有密码，别人打不开。请去掉密码后再传'],
  file_pixels: [422, '这张图片的尺寸太大了（最多五千万像素），请缩小后再传'],
  not_a_picture: [422, '只有图片和文书能这样遮盖。视频、录音不能随函询发出，请在摘要里说明'],
  file_found: [422, '这个文件里查出了病毒，不能收。请换一个文件'],
  stale_form: [422, '页面放得太久了，内容都还在，请再按一次提交'],
  locked: [423, '这个文件正在另一处接着传，请过几秒再试'],
  same_key_other_body: [422, '这次提交和刚才的内容不一样，请再按一次提交'],
  too_many: [429, '操作太频繁了，请稍等一会儿再试'],
  file_budget: [429, '从您这个网络今天传来的附件已经很多了。请先提交文字，明天凭编号和查询码再补交附件'],
  too_big_header: [431, '浏览器发来的信息太多，请清除本站的Cookie后再试'],
  fault: [500, '平台出了问题，我们已经记下。您填的内容没有提交成功，请稍后再试'],
  no_room: [503, '现在收不下附件了。请先提交文字，过后凭编号和查询码再补交附件'],
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
