import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

const PATIENCE = 60_000

/** What a clamd says of a file, by its INSTREAM command; `away` when it cannot be asked or does not answer. */
export async function scan(
  url: string,
  chunks: AsyncIterable<Buffer>,
): Promise<'clean' | 'found' | 'too_large' | 'away'> {
  const socket = dial(new URL(url))
  let said = ''
  socket.setTimeout(PATIENCE, () => socket.destroy())
  socket.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  const closed = once(socket, 'close').catch(() => undefined)
  try {
    await once(socket, 'connect')
    await send(socket, Buffer.from('zINSTREAM\0'))
    for await (const chunk of chunks) {
      // One that answers before the end has seen enough, or too much.
      if (said) break
      const length = Buffer.alloc(4)
      length.writeUInt32BE(chunk.length)
      await send(socket, Buffer.concat([length, chunk]))
    }
    await send(socket, Buffer.alloc(4))
    await closed
  } catch {
    // A connection cut short may still have brought the answer.
  } finally {
    socket.destroy()
  }
  if (/size limit exceeded/i.test(said)) return 'too_large'
  return / FOUND\0?$/.test(said) ? 'found' : /^stream: OK\0?$/.test(said) ? 'clean' : 'away'
}

const dial = ({ protocol, hostname, port, pathname }: URL): Socket =>
  protocol === 'unix:'
    ? connect(decodeURIComponent(pathname))
    : connect(Number(port || 3310), hostname.replace(/^\[(.*)\]$/, '$1'))

const send = async (socket: Socket, bytes: Buffer) => {
  if (socket.destroyed) throw new Error('clamd hung up')
  if (!socket.write(bytes)) await Promise.race([once(socket, 'drain'), once(socket, 'close')])
}
