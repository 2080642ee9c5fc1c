import { bodyOf, decode, isElidedAt } from './base64.ts'
import { inspectDocuments } from './documents.ts'
import { headAt } from './elements.ts'
import type { Finds } from './found.ts'
import { inspectDer, type Place } from './inspect-der.ts'
import { inspectBlock, inspectBody } from './pem.ts'
import { runAt } from './runs.ts'
import { cutShort } from './shapes.ts'

/**
 * What a certificate in a text begins with: PEM; DER of at least 128 bytes in base64 (`MI`); an element of XML
 * signatures; PEM in base64, wherever it stands in it; a keystore in base64; either in base64 twice; and keys of
 * Kubernetes, whatever their value is.
 */
const TOKEN =
  /(?<pem>-----BEGIN )|(?<element><(?:[A-Za-z0-9_-]{1,30}:)?X509Certificate(?:\s[^<>]{0,200})?>)|(?<packed>LS0tLS1CRUdJT|0tLS0tQkVHSU|tLS0tLUJFR0lO|TFMwdExTMUNSVWRKVGl|TUlJ[A-Za-z0-9+/]{60}|\/u3\+7QAAAA[EI]|zs7OzgAAAA[EI])|(?<der>MI[GHI][A-Za-z0-9+/]{9})|(?<key>(?:certificate-authority-data|client-certificate-data|tls\.crt|ca\.crt|caBundle)["']?[ \t]{0,20}:[ \t]{0,20}["']?(?=[A-Za-z0-9+/]{64}))/g

/** Bytes of DER that are enough to see what it is. */
const ENOUGH = 48
/** No certificate in PEM is so short. */
const MIN_PACKED = 100
const BASE64_CHARACTER = /[A-Za-z0-9+/]/
const SEALED = /\bkind:\s{0,20}SealedSecret\b/

interface Scan {
  readonly text: string
  readonly finds: Finds
  readonly place: Place
  /** Whether the values of the keys are encrypted, so that nobody expects to read them. */
  readonly isSealed: boolean
}

/** Whether base64 begins here, and does not go on; `\n` in a string constant ends with a letter. */
function isStart(text: string, at: number): boolean {
  if (!BASE64_CHARACTER.test(text[at - 1] ?? ' ')) return true
  return text[at - 2] === '\\' && /[nrt]/.test(text[at - 1] ?? '')
}

/** Where the run of base64 begins that this is a part of. */
function startOf(text: string, at: number, floor: number): number {
  let start = at
  while (start > floor && !isStart(text, start)) start--
  return start
}

function inspectElement({ text, finds, place }: Scan, at: number): number {
  const stop = text.indexOf('<', at)
  const end = stop === -1 ? text.length : stop
  const body = bodyOf(text.slice(at, end))
  const before = finds.count()
  inspectBody(body, finds, place)
  if (finds.count() === before && !body.isElided && body.longest >= ENOUGH)
    finds.problem('an X509Certificate element holds no certificate', place.line)
  return end
}

/** Base64 of DER, whose length it says itself. */
function inspectBare({ text, finds, place }: Scan, at: number): number {
  const head = headAt(decode(text.slice(at, at + 12)), 0)
  if (head?.length === undefined) return at + 3
  const length = head.start + head.length
  const { base64, end } = runAt(text, at, Math.ceil(length / 3) * 4)
  const bytes = decode(base64)
  if (bytes.length >= length) {
    inspectDer(bytes.subarray(0, length), finds, place)
  } else if (bytes.length >= ENOUGH && !isElidedAt(text, end)) {
    const kind = cutShort(bytes, 0)
    if (kind) finds.problem(`a ${kind} in base64 is cut short`, place.line)
  }
  return end
}

function inspectPacked({ text, place }: Scan, at: number, floor: number): number {
  const start = startOf(text, at, floor)
  const { base64, end } = runAt(text, start)
  if (base64.length >= MIN_PACKED) place.look(decode(base64))
  return Math.max(end, at + 3)
}

function inspectKey({ text, finds, place, isSealed }: Scan, token: string, at: number): number {
  const { base64, end } = runAt(text, at)
  const before = finds.count()
  place.look(decode(base64))
  if (finds.count() === before && !isSealed && !isElidedAt(text, end))
    finds.problem(`${token.replace(/["':\s]+$/, '')} holds no certificate`, place.line)
  return end
}

/** Counts lines as far as it is asked, always further on; each character is looked at once. */
function lineCounter(text: string): (at: number) => number {
  let line = 1
  let next = text.indexOf('\n')
  return (at) => {
    while (next !== -1 && next < at) {
      line++
      next = text.indexOf('\n', next + 1)
    }
    return line
  }
}

/** Looks at what begins here. Gives where it ends; undefined where it is nothing. */
function inspectToken(scan: Scan, token: RegExpExecArray, floor: number): number | undefined {
  const { text, finds, place } = scan
  const { pem, element, der, key } = token.groups ?? {}
  const after = token.index + token[0].length
  if (pem !== undefined) return inspectBlock(text, token.index, finds, place)
  if (element !== undefined) return inspectElement(scan, after)
  if (key !== undefined) return inspectKey(scan, key, after)
  if (der === undefined) return inspectPacked(scan, token.index, floor)
  return isStart(text, token.index) ? inspectBare(scan, token.index) : undefined
}

/**
 * Finds what has an end date in a text, one character a byte, in one pass. `line` is where the text itself stands in
 * a file, where it was packed into one; else lines are counted.
 */
export function inspectText(
  text: string,
  finds: Finds,
  line: number | undefined,
  look: (bytes: Uint8Array, line: number | undefined) => void,
): void {
  const lineOf = text.includes('\0') ? () => undefined : lineCounter(text)
  const isSealed = SEALED.test(text)
  const tokens = new RegExp(TOKEN)
  let floor = 0
  for (let token = tokens.exec(text); token; token = tokens.exec(text)) {
    const at = token.index
    const found = line ?? lineOf(at)
    const place: Place = { line: found, look: (bytes) => look(bytes, found) }
    const end = inspectToken({ text, finds, place, isSealed }, token, floor)
    // What is not consumed may be a part of a run that is recognized further on.
    if (end !== undefined) floor = end
    tokens.lastIndex = end ?? at + 3
  }
  inspectDocuments(text, finds)
}
