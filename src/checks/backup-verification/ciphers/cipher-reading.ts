import type { Fault, Intake, Lack, Reading } from '../intake.ts'

/** What encrypted bytes are encrypted by. */
export type Cipher = 'age' | 'gpg' | 'openssl'

/** What may open encrypted bytes. Both are secrets: they are in no argument of a process, no message and no fault. */
export interface CipherKeys {
  /** Texts of key files: age identities, one a line, or exported OpenPGP secret keys, in ASCII armor. */
  readonly keys: readonly string[]
  /** Without the line end of a file that they came from. The first is what opens a protected OpenPGP key. */
  readonly passphrases: readonly string[]
}

/** What decrypting some bytes said of them, and what the reader of what came out said. */
export interface CipherReading<T> extends Reading {
  readonly cipher: Cipher
  /** Whether a key opened them. What came out may be damaged still. */
  readonly isOpened: boolean
  readonly bytesIn: number
  /** Bytes that were handed on: what came out before a fault, where there is one. */
  readonly bytesOut: number
  /** What the reader of the decrypted bytes made of them; nothing worth telling where they were not opened. */
  readonly inner: T
}

/** A fault of encrypted bytes. */
export function cipherFault(word: Fault['word'], text: string): Fault {
  return { word, level: 2, text }
}

/** For bytes that nobody gave a key for. */
export const NO_KEY: Lack = { what: 'key', text: 'no key was given: name one in `keys`, or a `passphrase`' }

/** What is known of encrypted bytes so far. */
export interface CipherState {
  readonly cipher: Cipher
  bytesIn: number
  bytesOut: number
  isOpened: boolean
  fault: Fault | undefined
  lack: Lack | undefined
  readonly remarks: { readonly text: string }[]
}

/** Nothing, yet. */
export function cipherState(cipher: Cipher): CipherState {
  return { cipher, bytesIn: 0, bytesOut: 0, isOpened: false, fault: undefined, lack: undefined, remarks: [] }
}

/** Whether more bytes can change nothing. */
export function isDecided({ fault, lack }: CipherState): boolean {
  return fault !== undefined || lack !== undefined
}

/** Hands decrypted bytes on. */
export function handOn(state: CipherState, into: Intake<unknown>, plain: Uint8Array): void | Promise<void> {
  state.bytesOut += plain.length
  return plain.length > 0 ? into.write(plain) : undefined
}

/**
 * What is said in the end. What is missing where the reader above found its own fault is not told again: `cut` and wrong
 * ends come of that then.
 */
export async function conclude<T>(
  state: CipherState,
  into: Intake<T>,
  isWhole: boolean,
): Promise<CipherReading<T>> {
  const inner = await into.end(isWhole && state.isOpened && !isDecided(state))
  const { cipher, isOpened, bytesIn, bytesOut, fault, lack, remarks } = state
  return {
    cipher,
    isOpened,
    bytesIn,
    bytesOut,
    inner,
    faults: fault ? [fault] : [],
    remarks,
    lacks: lack && !fault ? [lack] : [],
  }
}
