import type { Gap } from '../core/finding.ts'
import { type Positions, positionsOf } from './positions.ts'

/** JSON with what JSON.parse forgets: where things stand and which keys are written twice. */
export interface Json extends Positions {
  readonly value: unknown
}

/** UTF-8 text without its byte order mark, or why it is none. */
export function textOf(bytes: Uint8Array): { readonly text: string } | { readonly problem: string } {
  const [first, second] = bytes
  const utf16 = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)
  if (utf16 || bytes.subarray(0, 4).includes(0)) return { problem: 'is UTF-16, not UTF-8: save it as UTF-8' }
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) }
  } catch {
    return { problem: 'is not valid UTF-8' }
  }
}

/** Why a text that no parser takes is none, as far as that can be told. */
export function syntaxProblem(text: string): string {
  if (text.trim() === '') return 'is empty'
  if (/^(<{7}|={7}|>{7})/m.test(text)) return 'has merge conflict markers: resolve them'
  return 'is not valid JSON (truncated or damaged)'
}

interface Parsed {
  readonly value: unknown
  readonly text: string
}

/** Parses strictly (RFC 8259, a byte order mark allowed); the problem says what is wrong, without the file's name. */
export function parseValue(bytes: Uint8Array): Parsed | { readonly problem: string } {
  const decoded = textOf(bytes)
  if ('problem' in decoded) return decoded
  try {
    return { value: JSON.parse(decoded.text) as unknown, text: decoded.text }
  } catch {
    return { problem: syntaxProblem(decoded.text) }
  }
}

/** The same, with where things stand; that takes several times as long. */
export function parseJson(bytes: Uint8Array): { readonly json: Json } | { readonly problem: string } {
  const parsed = parseValue(bytes)
  if ('problem' in parsed) return parsed
  const positions = positionsOf(parsed.text)
  return positions ? { json: { value: parsed.value, ...positions } } : { problem: 'is nested too deeply' }
}

/** A plain object, or undefined for anything else. */
export function objectOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  const plain = typeof value === 'object' && value !== null && !Array.isArray(value)
  return plain ? (value as Readonly<Record<string, unknown>>) : undefined
}

/** Keys that stand twice, as gaps of a lockfile. */
export function duplicateGaps(path: string, json: Pick<Positions, 'duplicates'>): readonly Gap[] {
  return json.duplicates.map((duplicate) => ({
    target: path,
    subject: duplicate.path.join(' > ') || '(root)',
    reason: `the key stands twice in one object (line ${duplicate.line}), and readers disagree on which counts`,
  }))
}
