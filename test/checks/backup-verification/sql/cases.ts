import type { Intake, Reading, Word } from '../../../../src/checks/backup-verification/intake.ts'

/** A backup, and the one word for it. */
export interface Case<Source> {
  readonly name: string
  readonly bytes: (source: Source) => Buffer
  readonly word: Word | 'ok'
  /** Of the fault's or the remark's text. */
  readonly says?: RegExp
}

/** Feeds a reader in pieces of one size, overwriting each piece once it was taken. */
export async function readAll<Result>(
  intake: Intake<Result>,
  bytes: Uint8Array,
  size = 65_536,
  isWhole = true,
): Promise<Result> {
  const piece = Buffer.alloc(size)
  for (let at = 0; at < bytes.length; at += size) {
    const count = Math.min(size, bytes.length - at)
    piece.set(bytes.subarray(at, at + count))
    await intake.write(piece.subarray(0, count))
    piece.fill(0xa5)
  }
  return intake.end(isWhole)
}

/** What is wrong with a verdict about a case; undefined where it is right. */
export function mistakeIn<Source>(
  { word, says }: Case<Source>,
  { faults, remarks }: Reading,
): string | undefined {
  const [first] = faults
  if (word === 'ok' && first !== undefined) return `a false alarm: ${first.word}: ${first.text}`
  if (word !== 'ok' && first?.word !== word)
    return `${first?.word ?? 'ok'} instead of ${word}: ${first?.text ?? ''}`
  if (first !== undefined && first.level !== 3) return `level ${first.level}`
  const texts = [...(word === 'ok' ? remarks : faults)].map(({ text }) => text)
  if (says !== undefined && !texts.some((text) => says.test(text)))
    return `says not ${says}: ${texts.join(' | ')}`
  return undefined
}

/** How many cases a verifier gets wrong that gives the same answer to all. */
export function mistakesOf<Source>(cases: readonly Case<Source>[], reading: Reading): number {
  return cases.filter((one) => mistakeIn(one, reading) !== undefined).length
}

const NOTHING: Reading = { faults: [], remarks: [], lacks: [] }
/** A verifier that is always content, and one that never is. */
export const CONTENT: Reading = NOTHING
export const NEVER_CONTENT: readonly Reading[] = (
  ['corrupt', 'incomplete', 'empty', 'wrong-content', 'unsafe'] as const
).map((word) => ({ ...NOTHING, faults: [{ word, level: 3, text: '' }] }))

/** Replaces what is there once; throws where it is not there, so that no case is a good one by mistake. */
export function swap(bytes: Buffer, from: string | RegExp, to: string): Buffer {
  const text = bytes.toString('latin1')
  const changed = text.replace(from, () => to)
  if (changed === text) throw new Error(`${String(from)} is not there`)
  return Buffer.from(changed, 'latin1')
}

/** Up to and with a text; throws where it is not there. */
export function upTo(bytes: Buffer, text: string, more = 0): Buffer {
  const at = bytes.indexOf(text)
  if (at < 0) throw new Error(`${text} is not there`)
  return bytes.subarray(0, at + text.length + more)
}

/** From a text on. */
export function from(bytes: Buffer, text: string): Buffer {
  const at = bytes.indexOf(text)
  if (at < 0) throw new Error(`${text} is not there`)
  return bytes.subarray(at)
}

/** Every LF made CR LF, as a terminal does. */
export function throughTerminal(bytes: Buffer): Buffer {
  return Buffer.from(bytes.toString('latin1').replaceAll('\n', '\r\n'), 'latin1')
}
