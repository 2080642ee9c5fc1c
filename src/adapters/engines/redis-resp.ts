import { createConnection } from 'node:net'
import { RunError } from '../../core/errors.ts'

/** What a server answers: a text, a number, nothing, or that it will not. Lists are not asked for. */
export type Reply = string | number | null | { readonly error: string }

const LONGEST = 1 << 20

/** The first reply in these bytes and where it ends; undefined where it is not whole. RESP2, the protocol's specification. */
function readReply(bytes: Buffer): { readonly reply: Reply; readonly end: number } | undefined {
  const line = bytes.indexOf('\r\n')
  if (line < 0) return undefined
  const text = bytes.toString('latin1', 1, line)
  const end = line + 2
  switch (bytes.toString('latin1', 0, 1)) {
    case '+':
      return { reply: text, end }
    case '-':
      return { reply: { error: text }, end }
    case ':':
      return { reply: Number(text), end }
    case '$': {
      const size = Number(text)
      if (size < 0) return { reply: null, end }
      if (bytes.length < end + size + 2) return undefined
      return { reply: bytes.toString('latin1', end, end + size), end: end + size + 2 }
    }
    default:
      throw new RunError('the server answers in another protocol')
  }
}

function encode(words: readonly string[]): string {
  const parts = words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`)
  return `*${words.length}\r\n${parts.join('')}`
}

/**
 * Sends commands over a Unix socket and gives as many replies. Throws a RunError where no server is there or it hangs
 * up; it waits as long as the server does, and ends with it.
 */
export function askRedis(
  socket: string,
  commands: readonly (readonly string[])[],
): Promise<readonly Reply[]> {
  if (commands.length === 0) return Promise.resolve([])
  return new Promise((done, fail) => {
    const connection = createConnection(socket)
    const replies: Reply[] = []
    let bytes: Buffer = Buffer.alloc(0)
    function take(chunk: Buffer): void {
      bytes = Buffer.concat([bytes, chunk])
      for (let one = readReply(bytes); one !== undefined; one = readReply(bytes)) {
        replies.push(one.reply)
        bytes = bytes.subarray(one.end)
        if (bytes.length === 0) break
      }
      if (bytes.length > LONGEST) throw new RunError('the server answers too much')
      if (replies.length >= commands.length) connection.destroy()
    }
    connection.on('connect', () => connection.write(commands.map(encode).join('')))
    connection.on('data', (chunk) => {
      try {
        take(chunk)
      } catch (thrown) {
        connection.destroy()
        fail(thrown)
      }
    })
    connection.on('error', () => undefined)
    connection.on('close', () => {
      if (replies.length >= commands.length) done(replies)
      else fail(new RunError('the server did not answer'))
    })
  })
}
