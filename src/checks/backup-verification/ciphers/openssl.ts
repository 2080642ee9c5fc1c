import { HEAD_LENGTH, recognizeBytes } from '../codecs/magic.ts'
import type { Intake } from '../intake.ts'
import { base64Decoding, type TextDecoding } from './base64.ts'
import {
  type CipherKeys,
  type CipherReading,
  type CipherState,
  cipherFault,
  cipherState,
  conclude,
  handOn,
  isDecided,
  NO_KEY,
} from './cipher-reading.ts'
import {
  modeProblem,
  OPENSSL_MODE,
  type OpensslCipher,
  type OpensslMode,
  opensslDecipher,
} from './openssl-key.ts'

const MAGIC = 'Salted__'
const HEADER = 16

const CUT = cipherFault('incomplete', 'ends inside of its openssl data')
const WRONG_KEY = cipherFault(
  'undecryptable',
  'is not opened by the passphrase given, or was not encrypted in the way that is configured',
)
const DOUBT = 'what was decrypted begins as nothing that is known: the passphrase may be another'

interface OpensslState extends CipherState {
  header: Buffer
  opened: OpensslCipher | undefined
  text: TextDecoding | undefined
  /** Encrypted bytes behind the header. */
  length: number
  /** The first of the decrypted bytes: whether the key is right is seen from what they are. */
  head: Buffer
}

/** The passphrase is not tried here: of one that is wrong, nothing is known before the end. */
async function open(state: OpensslState, keys: CipherKeys, mode: OpensslMode): Promise<void> {
  const [passphrase] = keys.passphrases
  const problem = modeProblem(mode)
  if (passphrase === undefined) state.lack = NO_KEY
  else if (problem !== undefined) state.lack = { what: 'openssl', text: problem }
  if (passphrase === undefined || isDecided(state)) return
  try {
    state.opened = await opensslDecipher(mode, passphrase, state.header.subarray(MAGIC.length, HEADER))
  } catch {
    state.lack = { what: 'openssl', text: `${mode.cipher.slice(0, 100)} cannot be used here` }
  }
}

/** The bytes behind the header; the key is derived once the header is there. */
async function readHeader(
  state: OpensslState,
  bytes: Uint8Array,
  keys: CipherKeys,
  mode: OpensslMode,
): Promise<Uint8Array> {
  const missing = HEADER - state.header.length
  if (missing <= 0) return bytes
  state.header = Buffer.concat([state.header, bytes.subarray(0, missing)])
  const start = state.header.toString('latin1', 0, MAGIC.length)
  if (!MAGIC.startsWith(start)) state.fault = cipherFault('corrupt', 'does not begin as openssl data')
  else if (state.header.length === HEADER) await open(state, keys, mode)
  return bytes.subarray(missing)
}

function give(state: OpensslState, into: Intake<unknown>, plain: Uint8Array): void | Promise<void> {
  if (state.head.length < HEAD_LENGTH)
    state.head = Buffer.concat([state.head, plain.subarray(0, HEAD_LENGTH - state.head.length)])
  return handOn(state, into, plain)
}

/**
 * There is no checksum, only the padding of the last block: where it is wrong the passphrase is, unless what came out
 * before begins as something known. Then the end is missing: files are cut between blocks.
 */
async function judgeEnd(state: OpensslState, into: Intake<unknown>): Promise<void> {
  const { opened } = state
  const text = state.text?.end()
  if (text === 'damaged' && !state.fault) state.fault = cipherFault('corrupt', 'has damaged base64')
  else if (text === 'cut' || state.header.length < HEADER) state.fault ??= CUT
  if (isDecided(state) || !opened) return
  if (opened.block > 1 && (state.length === 0 || state.length % opened.block !== 0)) state.fault = CUT
  if (state.fault) return
  const isKnown = () => recognizeBytes(state.head) !== 'unknown'
  try {
    await give(state, into, opened.decipher.final())
    state.isOpened = true
    if (state.length > 0 && !isKnown()) state.remarks.push({ text: DOUBT })
  } catch {
    state.isOpened = state.head.length > 0 && isKnown()
    state.fault = state.isOpened
      ? cipherFault('incomplete', 'ends without the padding of its last block')
      : WRONG_KEY
  }
}

/**
 * Decrypts what `openssl enc -salt` writes, in its binary form or in base64 (`-a`), by the first of the passphrases. Nothing in
 * it is authenticated: a flipped bit comes through, and what is inside must tell. A passphrase that is wrong is known in 255
 * of 256 cases (by the padding, with CBC), a remark says so in the others and with stream ciphers. No authority but the
 * program itself: https://docs.openssl.org/3.0/man1/openssl-enc/.
 */
export function createUnopenssl<T>(
  into: Intake<T>,
  keys: CipherKeys,
  mode: OpensslMode = OPENSSL_MODE,
): Intake<CipherReading<T>> {
  const state: OpensslState = {
    ...cipherState('openssl'),
    header: Buffer.alloc(0),
    opened: undefined,
    text: undefined,
    length: 0,
    head: Buffer.alloc(0),
  }
  async function decrypt(chunk: Uint8Array): Promise<void> {
    const bytes = state.text ? state.text.decode(chunk) : chunk
    const behind = await readHeader(state, bytes, keys, mode)
    if (isDecided(state)) return
    state.length += behind.length
    if (state.opened) await give(state, into, state.opened.decipher.update(behind))
  }
  return {
    write: (chunk) => {
      if (state.bytesIn === 0 && chunk[0] === 'U'.charCodeAt(0)) state.text = base64Decoding()
      state.bytesIn += chunk.length
      return state.fault ? undefined : decrypt(chunk)
    },
    end: async (isWhole) => {
      if (isWhole) await judgeEnd(state, into)
      return conclude(state, into, isWhole)
    },
  }
}
