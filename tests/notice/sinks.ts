import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'

interface Message {
  headers: IncomingHttpHeaders
  body: string
}

/** A gateway for messages that takes what comes, or answers as told. */
export async function smsSink() {
  const taken: Message[] = []
  /** Statuses for the next requests; 200 once they are used up. `hang` never answers. */
  const next: (number | 'hang')[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const status = next.shift() ?? 200
    if (status === 'hang') return
    taken.push({ headers: request.headers, body: Buffer.concat(chunks).toString() })
    response.writeHead(status).end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/send`
  return {
    url,
    taken,
    next,
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

interface Mail {
  from: string
  to: string[]
  raw: string
}

/** A mail server; `fail` makes it refuse with a temporary error. */
export async function mailSink() {
  const taken: Mail[] = []
  const state = { fail: 0 }
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData(stream, session, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        if (state.fail > 0) {
          state.fail--
          return done(Object.assign(new Error('try again later'), { responseCode: 451 }))
        }
        const { mailFrom, rcptTo } = session.envelope
        taken.push({
          from: mailFrom ? mailFrom.address : '',
          to: rcptTo.map((r) => r.address),
          raw: Buffer.concat(chunks).toString(),
        })
        done()
      })
    },
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.server.address() as AddressInfo
  return {
    url: `smtp://127.0.0.1:${port}?from=yangguang%40example.cn&ignoreTLS=true`,
    taken,
    state,
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  }
}

/** Decodes the words of a mail: headers unfolded, base64 and quoted-printable undone. */
export function readMail(raw: string) {
  const [head = '', body = ''] = raw.split(/\r\n\r\n([\s\S]*)/)
  const header = (name: string) =>
    new RegExp(`^${name}: (.*(?:\r\n[ \t].*)*)`, 'im').exec(head)?.[1]?.replace(/\r\n[ \t]/g, ' ') ?? ''
  const encoding = header('Content-Transfer-Encoding').toLowerCase()
  const text =
    encoding === 'base64'
      ? Buffer.from(body, 'base64').toString()
      : encoding === 'quoted-printable'
        ? Buffer.from(
            body
              .replace(/=\r\n/g, '')
              .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
            'latin1',
          ).toString()
        : body
  const words = (value: string) =>
    value
      .replace(/\?= +=\?/g, '?==?')
      .replace(/=\?UTF-8\?B\?([^?]*)\?=/gi, (_, b: string) => Buffer.from(b, 'base64').toString())
      .replace(/=\?UTF-8\?Q\?([^?]*)\?=/gi, (_, q: string) =>
        Buffer.from(
          q
            .replace(/_/g, ' ')
            .replace(/=([0-9A-F]{2})/g, (_m, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
          'latin1',
        ).toString(),
      )
  return {
    subject: words(header('Subject')),
    from: words(header('From')),
    id: header('Message-ID'),
    text: text.replace(/\r\n$/, ''),
    names: head.split('\r\n').flatMap((line) => /^([\w-]+):/.exec(line)?.[1] ?? []),
  }
}
