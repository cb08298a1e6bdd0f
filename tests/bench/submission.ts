import { randomBytes } from 'node:crypto'

const ACCOUNT =
  '今天上午十点左右，两名穿蓝色制服的执法人员到我在城东街道的早餐店检查，没有出示执法证件，也没有说明检查的依据，' +
  '拿走了一台电子秤和两箱包装袋，没有给我扣押清单。我问什么时候能取回，对方说等通知。希望查清楚这样做是不是符合规定，并把东西还给我。'

/** A complaint of ordinary length from a named person, told apart from all others by its key. */
export function submission(port: number, key = randomBytes(12).toString('hex')) {
  const body = {
    category: 'T05',
    about: { department: 'ZFJ', place: '城东街道人民路示例市场南门' },
    account: `${ACCOUNT}（记号${key}）`,
    happenedOn: '2026-01-05',
    person: { name: '示例来件人', phone: '19900001234' },
    confidential: true,
    consent: true,
  }
  const json = JSON.stringify(body)
  const head = `POST /api/complaints HTTP/1.1\r\nHost: localhost:${port}\r\nContent-Type: application/json\r\nIdempotency-Key: ${key}\r\nContent-Length: ${Buffer.byteLength(json)}\r\n\r\n`
  return { key, body, json, request: Buffer.from(head + json) }
}
