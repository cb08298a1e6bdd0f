import { onTestFinished } from 'vitest'
import { hashPassword } from '../../api/staff/password.ts'
import { addPeople } from '../../api/staff/people.ts'
import { Browser, PASSWORD, signedIn } from '../staff/people.ts'
import { json } from '../support/ask.ts'
import { render } from '../support/render.ts'
import { makeWorld, type World } from '../support/world.ts'

const hash = await hashPassword(PASSWORD)
const PEOPLE = [
  { login: 'editor', name: '苏文', roles: ['editor'], department: 'SFJ', post: '内容编辑' },
  { login: 'editor2', name: '苏二', roles: ['editor'], department: 'SFJ', post: '内容编辑' },
  { login: 'publisher', name: '顾明', roles: ['publisher'], department: 'SFJ', post: '发布审核' },
  { login: 'both', name: '兼任', roles: ['editor', 'publisher'], department: 'SFJ', post: '兼任' },
  { login: 'intake', name: '陈安', roles: ['intake'], department: 'SFJ', post: '受理岗' },
]

/** A world with drawn pages and the people of the publishing desk; whoever makes it closes it. */
export async function makePublishing(options: Parameters<typeof makeWorld>[0] = {}): Promise<World> {
  const w = await makeWorld({ render, ...options })
  await addPeople(w.deps.store, PEOPLE, hash, w.deps.now())
  return w
}
/** The same, gone when the test ends. */
export async function publishing(options: Parameters<typeof makeWorld>[0] = {}): Promise<World> {
  const w = await makePublishing(options)
  onTestFinished(w.close)
  return w
}
export const desk = async (w: World, ...logins: string[]): Promise<Browser[]> =>
  Promise.all(logins.map((login) => signedIn(w, login)))
export const stranger = (w: World) => new Browser(w)
export const text = async (answer: Response | Promise<Response>) => (await answer).text()

/** What the controls of a form on a page hold, by name, as a browser would send them. */
export function controls(html: string, action: string): Record<string, string> {
  const start = html.indexOf(`action="${action}"`)
  const form = html.slice(start, html.indexOf('</form>', start))
  const plain = (s: string) =>
    s
      .replaceAll('&quot;', '"')
      .replaceAll('&#34;', '"')
      .replaceAll('&#39;', "'")
      .replaceAll('&#38;', '&')
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&amp;', '&')
  const held: Record<string, string> = {}
  const attribute = (tag: string, name: string) => new RegExp(` ${name}="([^"]*)"`).exec(tag)?.[1]
  for (const [tag] of form.matchAll(/<input[^>]*>/g)) {
    const name = attribute(tag, 'name')
    if (!name || (/type="(checkbox|radio)"/.test(tag) && !/ checked/.test(tag))) continue
    held[name] = plain(attribute(tag, 'value') ?? '')
  }
  for (const [, name = '', body = ''] of form.matchAll(/<textarea[^>]* name="([^"]*)"[^>]*>([\s\S]*?)<\/textarea>/g))
    held[name] = plain(body)
  for (const [, name = '', body = ''] of form.matchAll(/<select[^>]* name="([^"]*)"[^>]*>([\s\S]*?)<\/select>/g))
    held[name] = plain(/<option value="([^"]*)" selected/.exec(body)?.[1] ?? '')
  return held
}

export { json }
