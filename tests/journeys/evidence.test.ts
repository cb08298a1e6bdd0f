import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { film, picture } from '../file/made.ts'
import { DESKTOP } from './browser.ts'
import { ACCOUNT, fill, signIn, slip, submit } from './people.ts'
import { portal } from './portal.ts'

const city = portal()

const PROGRAM = Buffer.concat([Buffer.from('MZ'), Buffer.alloc(2000)])
const filed = async ({ no, code }: { no: string; code: string }) => {
  const answer = await fetch(`${city.site.url}/api/track/${no}/attachments`, { headers: { 'x-query-code': code } })
  return (await answer.json()) as { items: { kind: string; sha256: string; bytes: number }[] }
}
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')

describe('with script', () => {
  test('several files go up, one through a tunnel, one is refused; the form takes what arrived', async () => {
    const { page, noise } = await city.visit()
    const [photo, video] = [await picture('jpg', 1200, 900), film({ size: 9_000_000 }).bytes]
    const loaded: string[] = []
    page.on('request', (request) => loaded.push(new URL(request.url()).pathname))
    let cut = 2
    await page.route('**/api/uploads/*', async (route) => {
      // The second and the third piece are lost on the way.
      const offset = Number(route.request().headers()['upload-offset'] ?? 0)
      if (route.request().method() === 'PATCH' && offset > 0 && cut-- > 0) return route.abort('connectionreset')
      return route.continue()
    })
    await page.goto('/complaint')
    await fill(page, {
      look: async (step) => {
        if (step !== 'evidence') return
        await page.waitForSelector('astro-island:not([ssr]) #evidence')
        expect(loaded.filter((path) => /\/browser\./.test(path))).toEqual([])
        await page.setInputFiles('#evidence', [
          { name: '张三手机_IMG.jpg', mimeType: 'image/jpeg', buffer: photo },
          { name: '经过.mp4', mimeType: 'video/mp4', buffer: video },
          { name: '看看.exe', mimeType: 'image/png', buffer: PROGRAM },
        ])
        await page.waitForSelector('text=这种文件不能收', { timeout: 30_000 })
        await page.waitForSelector('text=已经收下2个文件', { timeout: 30_000 })
        expect((await page.inputValue('input[type=hidden][name=attachments]')).split(' ')).toHaveLength(2)
      },
    })
    await submit(page)
    await page.waitForURL('**/complaint/receipt')
    const { items } = await filed(await slip(page))
    expect(items.map((i) => [i.kind, i.sha256])).toEqual([
      ['jpg', sha256(photo)],
      ['mp4', sha256(video)],
    ])
    expect(noise.filter((line) => !/ERR_CONNECTION_RESET/.test(line))).toEqual([])
  })

  test('a file may be taken out again, and the form waits for one that is still going up', async () => {
    const { page } = await city.visit()
    let let_go: () => void = () => undefined
    const held = new Promise<void>((done) => {
      let_go = done
    })
    await page.route('**/api/uploads/*', async (route) => {
      if (route.request().method() === 'PATCH') await held
      return route.continue()
    })
    await page.goto('/complaint')
    await fill(page, {
      look: async (step) => {
        if (step !== 'evidence') return
        await page.waitForSelector('astro-island:not([ssr]) #evidence')
        const photo = await picture('png', 100, 100)
        await page.setInputFiles('#evidence', [{ name: 'a.png', mimeType: 'image/png', buffer: photo }])
        await page.waitForSelector('text=正在传')
        await submit(page)
        await page.waitForSelector('text=传完再继续')
        let_go()
        await page.waitForSelector('text=已经收下1个文件')
        await page.click('button:has-text("去掉")')
        expect(await page.inputValue('input[type=hidden][name=attachments]')).toBe('')
      },
    })
  })
})

test('without script three files travel with the press that leads on; what is refused is said, and the rest stays', async () => {
  const { page } = await city.visit({ script: false })
  const photo = await picture('jpg', 600, 400)
  await page.goto('/complaint')
  await fill(page, {
    look: async (step) => {
      if (step !== 'evidence') return
      await page.setInputFiles('input[type=file][name=file]', [
        { name: 'a.jpg', mimeType: 'image/jpeg', buffer: photo },
        { name: 'b.exe', mimeType: 'image/jpeg', buffer: PROGRAM },
      ])
      await submit(page)
      // What stands in <noscript> has no text to wait for.
      await page.waitForSelector('button[value=drop]')
      expect(await page.content()).toMatch(/已经收下1个文件[\s\S]*这种文件不能收/)
    },
  })
  await submit(page)
  await page.waitForURL('**/complaint/receipt')
  const { items } = await filed(await slip(page))
  expect(items.map((i) => [i.kind, i.sha256])).toEqual([['jpg', sha256(photo)]])
})

test('the desk saves the copy, and the original only with a reason', async () => {
  const tus = { 'tus-resumable': '1.0.0' }
  const photo = await picture('jpg', 600, 400)
  const begun = await fetch(`${city.site.url}/api/uploads`, {
    method: 'POST',
    headers: { ...tus, 'upload-length': String(photo.length) },
  })
  const upload = begun.headers.get('location') ?? ''
  await fetch(city.site.url + upload, {
    method: 'PATCH',
    headers: { ...tus, 'upload-offset': '0', 'content-type': 'application/offset+octet-stream' },
    body: new Uint8Array(photo),
  })
  const { no } = (await (
    await fetch(`${city.site.url}/api/complaints`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        category: 'T05',
        about: { department: 'ZFJ' },
        account: ACCOUNT,
        consent: true,
        attachments: [upload.split('/').at(-1)],
      }),
    })
  ).json()) as { no: string }
  const { page, noise } = await city.visit({ size: DESKTOP })
  const here = `/desk/cases/${no}/attachments/1`
  await signIn(page, 'handler', here)
  await page.waitForURL(`**${here}`)
  // Cleaned in the background.
  for (let tries = 0; tries < 40 && (await page.locator('text=下载副本').count()) === 0; tries++) {
    await page.waitForTimeout(250)
    await page.reload()
  }
  const [copy] = await Promise.all([page.waitForEvent('download'), page.click('text=下载副本')])
  expect(copy.suggestedFilename()).toBe('附件1.jpg')
  expect(readFileSync(await copy.path()).includes('CANARY')).toBe(false)
  const ask = page.locator('button:has-text("记下理由")')
  await page.locator('form:has([name=why])').evaluate((form) => form.setAttribute('novalidate', ''))
  await ask.click()
  await page.waitForSelector('[name=why][aria-invalid=true]', { timeout: 10_000 })
  await page.fill('[name=why]', '核对照片里的拍摄时间')
  const [original] = await Promise.all([page.waitForEvent('download'), ask.click()])
  expect(readFileSync(await original.path()).equals(photo)).toBe(true)
  expect(noise).toEqual([])
})
