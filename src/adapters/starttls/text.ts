import { refusal, type Talk } from './talk.ts'

/** Who we say we are: a name that nobody has (RFC 2606, 2), and that tells a log what this was. */
const OWN_NAME = 'upkeep.invalid'

/** A reply of one or more lines with a code of three digits (RFC 5321, 4.2.1; RFC 959, 4.2): its code and last line. */
async function readReply({ readLine }: Talk): Promise<{ readonly code: string; readonly line: string }> {
  let line = await readLine()
  const [, code = '', mark] = /^(\d{3})([ -]|$)/.exec(line) ?? []
  if (mark !== '-') return { code, line }
  while (line !== code && !line.startsWith(`${code} `)) line = await readLine()
  return { code, line }
}

async function expectCode(talk: Talk, codes: readonly string[], command = ''): Promise<void> {
  const { code, line } = await readReply(talk)
  if (!codes.includes(code)) throw refusal(line, command)
}

async function ask(talk: Talk, command: string, code: string): Promise<void> {
  talk.write(`${command}\r\n`)
  await expectCode(talk, [code], command)
}

/** SMTP and submission (RFC 3207). Not having announced STARTTLS is no reason: the reply to it is. */
export async function startSmtp(talk: Talk): Promise<void> {
  await expectCode(talk, ['220'])
  await ask(talk, `EHLO ${OWN_NAME}`, '250')
  await ask(talk, 'STARTTLS', '220')
}

/** FTP (RFC 4217). */
export async function startFtp(talk: Talk): Promise<void> {
  await expectCode(talk, ['220'])
  await ask(talk, 'AUTH TLS', '234')
}

/** NNTP (RFC 4642). */
export async function startNntp(talk: Talk): Promise<void> {
  await expectCode(talk, ['200', '201'])
  await ask(talk, 'STARTTLS', '382')
}

/** POP3 (RFC 2595, 4). */
export async function startPop3(talk: Talk): Promise<void> {
  const greeting = await talk.readLine()
  if (!/^\+OK\b/.test(greeting)) throw refusal(greeting)
  talk.write('STLS\r\n')
  const reply = await talk.readLine()
  if (!/^\+OK\b/.test(reply)) throw refusal(reply, 'STLS')
}

/** IMAP (RFC 9051, 6.2.1). A server that greets with PREAUTH or BYE allows no STARTTLS (7.1.4, 7.1.5). */
export async function startImap(talk: Talk): Promise<void> {
  const greeting = await talk.readLine()
  if (!/^\* OK\b/i.test(greeting)) throw refusal(greeting)
  talk.write('a1 STARTTLS\r\n')
  let reply = await talk.readLine()
  while (/^\* (?!BYE\b)/i.test(reply)) reply = await talk.readLine()
  if (!/^a1 OK\b/i.test(reply)) throw refusal(reply, 'STARTTLS')
}
