import type { Field } from '../../api/form.ts'

/** The two things on the slip. The query code travels in a body, never in an address. */
export const track: Field[] = [
  {
    name: 'no',
    title: '编号',
    kind: 'text',
    hint: '在提交凭证上，如2026-48203917K',
    required: true,
    maxLength: 40,
    autocomplete: 'off',
  },
  {
    name: 'code',
    title: '查询码',
    kind: 'text',
    hint: '24位，在提交凭证上。空格可以不填。',
    required: true,
    maxLength: 80,
    autocomplete: 'off',
  },
]
