import { type Body, bodyOf, decode } from './base64.ts'
import { elementAt } from './elements.ts'
import type { Finds } from './found.ts'
import { inspectDer, type Place } from './inspect-der.ts'
import { runAt } from './runs.ts'

/** Labels of RFC 7468, and what OpenSSL, Netscape, Microsoft and GnuTLS write instead. Keys and requests are not here. */
const KINDS: Readonly<Record<string, string>> = {
  CERTIFICATE: 'certificate',
  'X509 CERTIFICATE': 'certificate',
  'X.509 CERTIFICATE': 'certificate',
  'TRUSTED CERTIFICATE': 'certificate',
  'X509 CRL': 'list of revoked certificates',
  PKCS7: 'PKCS#7 message',
  'PKCS #7 SIGNED DATA': 'PKCS#7 message',
  CMS: 'CMS message',
  PKCS12: 'PKCS#12 file',
}

const LABEL = /-----BEGIN ([A-Z0-9 #.]{1,40})-----/y
const DASHES = '-----'
/** A line of PEM has 64 characters; what is shorter and odd is a placeholder. */
const MIN_PIECE = 24
/** Two lines, whatever else is in the block. */
const MIN_WEIGHT = 120
const MIN_OPEN_PIECE = 40
const MIN_OPEN_BODY = 64
/** Of an unfinished block: what shows whether there is anything in it. */
const OPEN_BODY = 4096

const BETWEEN = /(?:[\s"'`+]|\\{1,8}[nrt]){0,200}/y

/** Bytes in a body of base64; where something is left out of them on purpose, nothing is missing. */
export function inspectBody(body: Body, finds: Finds, place: Place): void {
  const bytes = decode(body.base64)
  if (!body.isElided || elementAt(bytes, 0)) inspectDer(bytes, finds, place)
}

/** Where the base64 behind an offset ends. */
function endOfRun(text: string, at: number): number {
  const between = new RegExp(BETWEEN)
  between.lastIndex = at
  return runAt(text, at + (between.exec(text)?.[0].length ?? 0)).end
}

/** Whether somebody meant this to be data, and not `YOUR CERTIFICATE` or the code that takes PEM apart. */
function isMeant({ longest, lead, weight, isElided }: Body, isWhole: boolean): boolean {
  if (isElided) return false
  return isWhole
    ? weight >= MIN_WEIGHT || longest >= MIN_PIECE
    : longest >= MIN_OPEN_PIECE && lead >= MIN_OPEN_BODY
}

/**
 * The PEM block whose `-----BEGIN` stands here (RFC 7468; CRLF, indentation and `\n` in a string constant are fine).
 * Gives where to go on looking. A block that was meant as a certificate and is none is a problem.
 */
export function inspectBlock(text: string, at: number, finds: Finds, place: Place): number {
  const begin = new RegExp(LABEL)
  begin.lastIndex = at
  const [marker = '', label = ''] = begin.exec(text) ?? []
  if (marker === '') return at + DASHES.length
  const start = at + marker.length
  const kind = KINDS[label]
  const stop = text.indexOf(DASHES, start)
  const end = `-----END ${label}-----`
  const isWhole = stop !== -1 && text.startsWith(end, stop)
  if (!isWhole) {
    const body = bodyOf(text.slice(start, Math.min(start + OPEN_BODY, stop === -1 ? text.length : stop)))
    if (kind === undefined || !isMeant(body, false)) return start
    finds.problem(`a ${kind} in PEM has no end`, place.line)
    return endOfRun(text, start)
  }
  if (kind === undefined) return stop + end.length
  const body = bodyOf(text.slice(start, stop))
  const before = finds.count()
  inspectBody(body, finds, place)
  if (finds.count() === before && isMeant(body, true))
    finds.problem(`a PEM block that should be a ${kind} is none`, place.line)
  return stop + end.length
}
