import type { Fault, Lack } from '../intake.ts'
import { cipherFault } from './cipher-reading.ts'

/** What gpg said of a message. */
export type GpgVerdict =
  | { readonly kind: 'whole' }
  | { readonly kind: 'fault'; readonly isOpened: boolean; readonly fault: Fault }
  | { readonly kind: 'lack'; readonly lack: Lack }

type Lines = readonly (readonly string[])[]

/** GPG_ERR_BAD_PASSPHRASE and GPG_ERR_NO_PASSPHRASE, in the low half of an error's number. */
const BAD_PASSPHRASE = 11
const NO_PASSPHRASE = 177

const UNPROTECTED =
  'has no integrity protection: gpg refuses to be content with it, and cannot tell what was changed'

/** The status lines, as words; they are told apart from what gpg may quote, which never begins a line so. */
export function statusLines(stderr: string): Lines {
  const lines = stderr.split('\n').filter((line) => line.startsWith('[GNUPG:] '))
  return lines.map((line) => line.trim().split(' ').slice(1))
}

function has(lines: Lines, ...words: readonly string[]): boolean {
  return lines.some(([word = '']) => words.includes(word))
}

function hasError(lines: Lines, number: number): boolean {
  const isSuch = (code = '') => (Number.parseInt(code, 10) & 0xffff) === number
  return lines.some(([word, , code]) => word === 'ERROR' && isSuch(code))
}

/** Neither of the two methods that protect what is encrypted; the fields of DECRYPTION_INFO. */
function isUnprotected([word, mdc, , aead = '0']: readonly string[]): boolean {
  return word === 'DECRYPTION_INFO' && mdc === '0' && aead === '0'
}

/** Why nothing came out; undefined where something did. */
function closedFault(lines: Lines): Fault | undefined {
  if (hasError(lines, BAD_PASSPHRASE))
    return cipherFault('undecryptable', 'is not opened by the passphrase given')
  if (has(lines, 'MISSING_PASSPHRASE'))
    return cipherFault('undecryptable', 'is encrypted by a passphrase, and only keys were given')
  if (!has(lines, 'DECRYPTION_KEY') && has(lines, 'NO_SECKEY'))
    return cipherFault('undecryptable', 'is opened by none of the keys given')
  return undefined
}

/**
 * What the status lines mean (gnupg's doc/DETAILS, "Format of the --status-fd output"). The exit status is not asked: it is
 * not 0 for a message whose signature is by somebody unknown, which is none of our business.
 */
export function judgeStatus(lines: Lines): GpgVerdict {
  if (lines.length === 0) return { kind: 'lack', lack: { what: 'gpg', text: 'gpg could not be used' } }
  const isUnsafe = lines.some(isUnprotected)
  if (has(lines, 'DECRYPTION_OKAY') && !isUnsafe) return { kind: 'whole' }
  if (hasError(lines, NO_PASSPHRASE))
    return {
      kind: 'lack',
      lack: { what: 'key', text: 'the key that was given has a passphrase, and none was given' },
    }
  const closed = closedFault(lines)
  if (closed) return { kind: 'fault', isOpened: false, fault: closed }
  if (isUnsafe) return { kind: 'fault', isOpened: true, fault: cipherFault('unsafe', UNPROTECTED) }
  const isOpened = has(lines, 'PLAINTEXT', 'DECRYPTION_INFO')
  return { kind: 'fault', isOpened, fault: cipherFault('corrupt', 'has damaged gpg data, as gpg says') }
}
