import { publishingDone } from '../../api/import/publishing.ts'
import { importsDone } from '../../api/import/taking.ts'
import type { Browser } from '../staff/people.ts'
import { pageToken } from '../support/ask.ts'

/** A workbook as comma-separated text: titles as the template has them, one entry a line. */
export const csv = (...lines: string[][]): string =>
  `\ufeff${lines.map((line) => line.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',')).join('\r\n')}\r\n`
export const HEAD = ['词条编码', '生效日期', '老百姓的说法', '规范说法']

/** Hands a file in as the page's form does, in a boundary of its own. */
export async function handIn(
  browser: Browser,
  file: { name: string; body: string | Uint8Array<ArrayBuffer> } | undefined,
  fields: Record<string, string> = { kind: 'synonym' },
): Promise<Response> {
  const form = new FormData()
  for (const [name, value] of Object.entries({ _token: pageToken(browser.w), ...fields })) form.set(name, value)
  form.set('file', file ? new File([file.body], file.name) : new File([], ''))
  const encoded = new Response(form)
  const bytes = Buffer.from(await encoded.arrayBuffer())
  const cookie = [...browser.jar].map(([k, v]) => `${k}=${v}`).join('; ')
  return browser.w.app.request('http://localhost/desk/imports', {
    method: 'POST',
    headers: {
      host: 'localhost',
      origin: 'http://localhost',
      cookie,
      'content-type': encoded.headers.get('content-type') ?? '',
    },
    body: bytes,
  })
}

/** The page of an import once everything under way has come to its end. */
export async function settled(): Promise<void> {
  await importsDone()
  await publishingDone()
}

/** Hands in, waits until it is read, and answers where it stands. */
export async function taken(browser: Browser, body: string, fields?: Record<string, string>): Promise<string> {
  const answer = await handIn(browser, { name: '同义词（六月）.csv', body }, fields)
  if (answer.status !== 303) throw new Error(`not taken in: ${answer.status} ${(await answer.text()).slice(0, 300)}`)
  await settled()
  return answer.headers.get('location') ?? ''
}
