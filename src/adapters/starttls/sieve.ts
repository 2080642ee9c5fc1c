import { refusal, type Talk } from './talk.ts'

const LITERAL = /\{(\d{1,9})\+?\}$/

/** One line with the literals in it (RFC 5804, 1.2): their bytes may be anything, also what looks like an answer. */
async function readWhole(talk: Talk): Promise<string> {
  let text = await talk.readLine()
  for (let found = LITERAL.exec(text); found; found = LITERAL.exec(text)) {
    await talk.readBytes(Number(found[1]))
    text = `${text.slice(0, found.index)}"" ${await talk.readLine()}`.trimEnd()
  }
  return text
}

/** Reads capabilities up to the answer: OK, NO or BYE. */
async function expectOk(talk: Talk, command?: string): Promise<void> {
  let line = await readWhole(talk)
  while (/^["{]/.test(line)) line = await readWhole(talk)
  if (!/^OK\b/i.test(line)) throw refusal(line, command)
}

/** ManageSieve (RFC 5804, 2.2). */
export async function startSieve(talk: Talk): Promise<void> {
  await expectOk(talk)
  talk.write('STARTTLS\r\n')
  await expectOk(talk, 'STARTTLS')
}
