import type { Field } from '../../api/form.ts'

/** The two things on the slip. The query code travels in a body, never in an address. */
export const track: Field[] = [
  {
    name: 'no',
    title: '编号',
    kind: 'text',
    hint: '在提交凭证上，如2026-48203917K。也可以把整张凭证的文字粘贴到这里。',
    required: true,
    maxLength: 600,
    autocomplete: 'off',
  },
  {
    name: 'code',
    title: '查询码',
    kind: 'text',
    hint: '24位。空格可以不填；上面粘贴了整张凭证的，这里空着。',
    required: false,
    maxLength: 80,
    autocomplete: 'off',
  },
]
