import type { TlsFault } from '../core/ports.ts'

/** A conversation that ended without a certificate; its message is the reason, in plain words. */
export class Unserved extends Error {
  readonly fault: TlsFault
  /** Whether the same may go well a moment later. */
  readonly canPass: boolean

  constructor(fault: TlsFault, reason: string, canPass = PASSING.includes(fault)) {
    super(reason)
    this.fault = fault
    this.canPass = canPass
  }
}

const PASSING: readonly TlsFault[] = ['refused', 'reset', 'timeout']

/** Characters of a server's words that are repeated. */
const QUOTED = 60

/** What a server said, on one line of printable ASCII: enough to recognize it. */
export function quote(said: string | Uint8Array): string {
  const text = typeof said === 'string' ? said : Buffer.from(said).toString('latin1')
  return text
    .replace(/[^\x21-\x7e]+/g, ' ')
    .trim()
    .slice(0, QUOTED)
    .trimEnd()
}

const NO_ROUTE = [
  'ENETUNREACH',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'ENETDOWN',
  'EADDRNOTAVAIL',
  'EAFNOSUPPORT',
  'EINVAL',
  'EACCES',
  'EPERM',
]

/** Why no connection came about, or why it ended, by the system's code. */
export function connectionFault(code: string | undefined): Unserved {
  if (code === 'ECONNREFUSED') return new Unserved('refused', 'it refuses the connection')
  if (code === 'ETIMEDOUT') return new Unserved('timeout', 'no connection in time')
  if (code !== undefined && NO_ROUTE.includes(code))
    return new Unserved('no-route', 'this machine has no way to the address')
  return new Unserved('reset', 'it closes the connection before it shows a certificate')
}

/** RFC 8446, 6.2, with the older ones of RFC 5246, 7.2. */
const ALERTS: Readonly<Record<number, string>> = {
  10: 'unexpected_message',
  20: 'bad_record_mac',
  21: 'decryption_failed',
  22: 'record_overflow',
  30: 'decompression_failure',
  40: 'handshake_failure',
  41: 'no_certificate',
  42: 'bad_certificate',
  43: 'unsupported_certificate',
  44: 'certificate_revoked',
  45: 'certificate_expired',
  46: 'certificate_unknown',
  47: 'illegal_parameter',
  48: 'unknown_ca',
  49: 'access_denied',
  50: 'decode_error',
  51: 'decrypt_error',
  70: 'protocol_version',
  71: 'insufficient_security',
  80: 'internal_error',
  86: 'inappropriate_fallback',
  90: 'user_canceled',
  100: 'no_renegotiation',
  109: 'missing_extension',
  110: 'unsupported_extension',
  112: 'unrecognized_name',
  115: 'unknown_psk_identity',
  116: 'certificate_required',
  120: 'no_application_protocol',
}

/** The first record is none: of another type, of another version, or longer than any. */
const NO_RECORD =
  /wrong version number|packet length too long|data length too long|http request|bad record type/

/** The number of the alert with which the server ended it; undefined where it sent none. */
function alertOf(message: string): number | undefined {
  const [, number] = /SSL alert number (\d+)/.exec(message) ?? []
  return number === undefined ? undefined : Number(number)
}

/** Whether it was the server that ended the handshake, and not this side for what it found in it. */
export function isTheirs({ code, message }: NodeJS.ErrnoException): boolean {
  return alertOf(message) !== undefined || code === 'ECONNRESET' || code === 'EPIPE'
}

/** Why a handshake ended: OpenSSL's words are read here and go no further. */
export function handshakeFault({ code, message }: NodeJS.ErrnoException): Unserved {
  const alert = alertOf(message)
  if (alert !== undefined)
    return new Unserved('handshake', `it ends the handshake: ${ALERTS[alert] ?? `alert ${alert}`}`)
  if (NO_RECORD.test(message)) return new Unserved('not-tls', 'what it answers is no TLS')
  if (message.includes('unsupported protocol'))
    return new Unserved('handshake', 'it speaks only versions older than TLS 1.0')
  // A code of the system is short; OpenSSL's begin with ERR_SSL_ or are EPROTO.
  const isSystem = code !== undefined && code !== 'EPROTO' && !code.startsWith('ERR_')
  return isSystem ? connectionFault(code) : new Unserved('handshake', 'its handshake is not in order')
}
