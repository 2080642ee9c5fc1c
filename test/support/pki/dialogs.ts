import type { Socket } from 'node:net'

/** What is said before TLS; `begin` hands the connection over. */
export type Dialog = (socket: Socket, begin: () => void) => void

interface Line {
  readonly say?: string
  readonly isTls?: boolean
}

/** A protocol of lines: a greeting, then an answer to each line; TLS begins after one that says so. */
function lines(greeting: string, answer: (line: string) => Line): Dialog {
  return (socket, begin) => {
    let pending = ''
    const listen = (chunk: Buffer) => {
      // Who begins TLS uninvited is shown the door, as real servers do.
      if (chunk[0] === 22) return void socket.end()
      pending += chunk.toString('latin1')
      for (let end = pending.indexOf('\n'); end >= 0; end = pending.indexOf('\n')) {
        const { say, isTls } = answer(pending.slice(0, end).trim())
        pending = pending.slice(end + 1)
        if (isTls) socket.off('data', listen).pause()
        if (say !== undefined) socket.write(`${say}\r\n`)
        if (isTls) return begin()
      }
    }
    socket.on('data', listen)
    socket.write(`${greeting}\r\n`)
  }
}

function smtp(isOffered: boolean): Dialog {
  return lines('220-mail.example.test\r\n220 ESMTP', (line) => {
    if (/^EHLO/i.test(line))
      return {
        say: isOffered ? '250-mail.example.test\r\n250-STARTTLS\r\n250 HELP' : '250 mail.example.test',
      }
    if (/^STARTTLS/i.test(line))
      return isOffered ? { say: '220 go ahead', isTls: true } : { say: '502 5.5.1 not implemented' }
    return { say: '250 ok' }
  })
}

function imap(isOffered: boolean): Dialog {
  return lines('* OK [CAPABILITY IMAP4rev1] ready', (line) => {
    const [tag = '*', command = ''] = line.split(' ')
    if (/^CAPABILITY/i.test(command))
      return { say: `* CAPABILITY IMAP4rev1${isOffered ? ' STARTTLS' : ''}\r\n${tag} OK done` }
    if (/^STARTTLS/i.test(command))
      return isOffered ? { say: `${tag} OK begin`, isTls: true } : { say: `${tag} BAD unknown command` }
    return { say: `${tag} OK done` }
  })
}

/** PostgreSQL: eight bytes that ask for TLS, one byte in answer. */
function postgres(isOffered: boolean): Dialog {
  return (socket, begin) => {
    socket.once('data', () => {
      if (isOffered) socket.pause()
      socket.write(isOffered ? 'S' : 'N')
      if (isOffered) begin()
    })
  }
}

/** A few ways into TLS; the adapter's own tests have them all. */
export const DIALOGS = {
  smtp: smtp(true),
  'smtp-without': smtp(false),
  imap: imap(true),
  'imap-without': imap(false),
  postgres: postgres(true),
  'postgres-without': postgres(false),
} as const satisfies Record<string, Dialog>
