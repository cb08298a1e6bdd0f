import type { Field } from '../../../api/form.ts'

/** The one thing to bring: the number printed on the certificate. It travels in a body, never in an address. */
export const verify: Field[] = [
  {
    name: 'certificate',
    title: '证号',
    kind: 'text',
    hint: '印在执法证上，11到14位数字。空格可以不填，全角数字也认。',
    required: true,
    maxLength: 40,
    autocomplete: 'off',
    inputmode: 'numeric',
  },
]

/** What each answer means and what to do now; the standing only, never why. */
export const MEANING = {
  valid: {
    valid: true,
    says: '这个证号的执法证今天有效。再对一对下面的姓名、单位和人。',
    todo: [
      '看证件上的照片是不是本人，姓名、单位和下面是不是一样。',
      '现场执法至少要有两个人，两个人都要出示证件。可以把另一个人的证号也查一下。',
      '执法类别里没有的事，这张证不能管。',
    ],
  },
  suspended: {
    valid: false,
    says: '这个证号的执法证现在暂扣，暂扣期间不能执法。',
    todo: ['可以不接受检查，请他的单位另外派有证的人来。', '记下时间、地点和来了几个人。'],
  },
  cancelled: {
    valid: false,
    says: '这个证号的执法证已经收回或注销，持证人不能再用它执法。',
    todo: ['可以不接受检查，请他的单位另外派有证的人来。', '记下时间、地点、证号和说过的话。'],
  },
  expired: {
    valid: false,
    says: '这个证号的执法证不在有效期内，今天不能用它执法。',
    todo: ['请他出示新的证件，再查一次。', '没有新证的，可以不接受检查，请他的单位另外派人来。'],
  },
  unknown: {
    valid: false,
    says: '名册里没有这个证号。可能输错了，可能不是本地发的证，也可能是假的。',
    todo: [
      '对照证件，把证号一位一位再输一次。',
      '请对方的两个人都出示证件，并打他单位的公开电话核对，电话从本平台的单位页上找。',
      '警察证、检察和法院的证件照各自的法律发，这里查不到。对穿警服的，可以打110核对。',
    ],
  },
} as const
