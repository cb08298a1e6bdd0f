/** The right door for what this portal does not decide: whom to ask, how, until when, and which rule says so. */
export interface Elsewhere {
  title: string
  says: string
  phones: { number: string; who: string }[]
  /** Until when, with the provision beside it. */
  limit?: string
  /** What this portal can still do. */
  here: string
}

const HOTLINE = { number: '12345', who: '政务服务便民热线，全天有人接' }
const LAW = { number: '12348', who: '公共法律服务热线，免费咨询' }
/** A matter that is somebody else’s is passed on once; the clock of supervision does not run for it. */
const ONCE = '也可以在这里写，司法局帮您转一次；转到以后由对方按它的期限办，不算在这里的期限里。'
const CLUE = '您仍然可以在这里说执法人员怎么做的，我们当作线索看；同一件事已经由别的机关审理的，不再重复受理。'

export const ELSEWHERE: Readonly<Record<string, Elsewhere>> = {
  danger: {
    title: '有危险，先打电话',
    says: '有人正在打人、抢夺、放火，或者有人受伤，请马上打电话，人安全了再来写。',
    phones: [
      { number: '110', who: '报警' },
      { number: '120', who: '急救' },
      { number: '119', who: '火警' },
      { number: '12345', who: '不伤人、但今天就要有人来的事' },
    ],
    here: '安全了再写也不迟，写到一半的内容可以留在这台手机或电脑上。',
  },
  shop: {
    title: '商家、企业的问题，请找市场监管等主管部门',
    says: '买卖纠纷、假货、价格、食品问题，打12315，或者在全国12315平台提交；污染、安全隐患等打12345，由它转给主管部门。',
    phones: [{ number: '12315', who: '消费投诉、举报' }, HOTLINE],
    limit: '市场监管部门收到投诉后7个工作日内告诉您受理不受理（《市场监督管理投诉举报处理办法》第十四条）。',
    here: `主管部门收到了却不管，那就是执法不作为，请返回上一步选“执法单位、执法人员做得不对，或者该管不管”。${ONCE}`,
  },
  employer: {
    title: '欠薪、社保、辞退，请找劳动监察和劳动仲裁',
    says: '欠薪、不缴社保，向人力资源和社会保障局的劳动监察投诉；要求补偿、赔偿，申请劳动仲裁，不收费。',
    phones: [{ number: '12333', who: '人力资源和社会保障' }, LAW],
    limit:
      '劳动仲裁要在知道权利受侵害起1年内申请（《劳动争议调解仲裁法》第二十七条）；劳动监察管2年内的事（《劳动保障监察条例》第二十条）。',
    here: ONCE,
  },
  neighbour: {
    title: '个人之间的纠纷，请找人民调解',
    says: '邻居、家人、房东之间的事，到村（社区）或者镇街的人民调解委员会，不收费；调解不成可以起诉。',
    phones: [LAW, HOTLINE],
    limit: '向法院起诉，一般要在知道权利受损害起3年内（《民法典》第一百八十八条）。',
    here: ONCE,
  },
  service: {
    title: '别的政务诉求，请打12345',
    says: '办事、水电、修路、噪声、停车这些事，12345登记以后转给管这件事的单位，并把结果告诉您。',
    phones: [HOTLINE],
    here: ONCE,
  },
  review: {
    title: '正在行政复议的，复议机关会一并审查',
    says: '执法程序、罚得重不重，都可以在复议里提出。向这里反映不影响也不延长复议的期限。',
    phones: [LAW],
    limit: '复议机关一般在受理后60日内作出决定，简易程序30日（《行政复议法》第六十二条）。',
    here: CLUE,
  },
  court: {
    title: '正在打官司的，由法院判断',
    says: '执法行为合不合法，法院会审查。向这里反映不影响也不延长诉讼的期限。',
    phones: [LAW],
    limit: '对一审判决不服，15日内上诉（《行政诉讼法》第八十五条）。',
    here: CLUE,
  },
  petition: {
    title: '正在信访的，由受理信访的机关答复',
    says: '同一件事信访机关已经受理，由它答复您。对答复不服的，可以申请复查。',
    phones: [HOTLINE],
    limit: '信访一般自受理起60日内办结；对答复不服，30日内申请复查（《信访工作条例》第三十四条、第三十五条）。',
    here: CLUE,
  },
}
