import type { Fault, Intake } from '../intake.ts'
import { armorDecoding, beginsAsArmor } from './age-armor.ts'
import { openHeader } from './age-keys.ts'
import { openPayload, type Payload, type PayloadEnd } from './age-payload.ts'
import type { TextDecoding } from './base64.ts'
import {
  type CipherKeys,
  type CipherReading,
  type CipherState,
  cipherFault,
  cipherState,
  conclude,
  handOn,
  isDecided,
} from './cipher-reading.ts'

const MAGIC = 'age-encryption.org/v1\n'
/** A header for some thousand recipients. */
const MAX_HEADER = 256 * 1024

const CUT = cipherFault('incomplete', 'ends inside of its age data')
const DAMAGED = cipherFault('corrupt', 'has damaged age data: a part of it is not authentic')

interface AgeState extends CipherState {
  header: Buffer
  payload: Payload | undefined
  armor: TextDecoding | undefined
  /** Bytes of payload, for what can be told of it without a key. */
  behind: number
}

/** Where the header ends: after the line of its MAC. */
function headerEnd(bytes: Buffer): number | undefined {
  const mac = bytes.indexOf('\n--- ')
  const end = mac === -1 ? -1 : bytes.indexOf('\n', mac + 1)
  return end === -1 ? undefined : end + 1
}

/** Reads on in the header; what stands behind it, once it is over. */
async function readHeader(state: AgeState, bytes: Uint8Array, keys: CipherKeys): Promise<Uint8Array> {
  const none = new Uint8Array()
  state.header = Buffer.concat([state.header, bytes])
  const start = state.header.toString('latin1', 0, MAGIC.length)
  if (!MAGIC.startsWith(start)) state.fault = cipherFault('corrupt', 'does not begin as age data')
  const end = headerEnd(state.header)
  if (end === undefined && state.header.length > MAX_HEADER)
    state.fault = cipherFault('corrupt', 'has an age header without an end')
  if (state.fault || end === undefined) return none
  const opened = await openHeader(state.header.subarray(0, end), keys)
  if ('fault' in opened) state.fault = opened.fault
  if ('lack' in opened) state.lack = opened.lack
  if (!('fileKey' in opened)) state.behind = state.header.length - end
  if (!('fileKey' in opened)) return none
  state.isOpened = true
  state.payload = openPayload(opened.fileKey)
  return state.header.subarray(end)
}

function faultAtEnd(end: PayloadEnd, state: AgeState): Fault | undefined {
  if (end === 'whole') return undefined
  if (end === 'cut') return CUT
  if (end === 'damaged') return DAMAGED
  // An armor that has its last line was not cut; else a cut is likelier than damage in the last of many chunks.
  return state.armor || state.bytesOut === 0
    ? cipherFault('corrupt', 'is damaged in its last part, or ends inside of it: that part is not authentic')
    : cipherFault('incomplete', 'ends inside of its age data, or is damaged in its last part')
}

/** What can be told without a key: a header, a nonce and at least one chunk must be there. */
function faultUnopened(state: AgeState): Fault | undefined {
  return state.behind < 32 ? CUT : undefined
}

async function judgeEnd(state: AgeState, into: Intake<unknown>): Promise<void> {
  const armor = state.armor?.end()
  if (state.lack) state.fault = armor === 'cut' ? CUT : faultUnopened(state)
  if (isDecided(state)) return
  if (armor === 'damaged') state.fault = cipherFault('corrupt', 'has a damaged armor')
  else if (armor === 'cut' || !state.payload) state.fault = CUT
  else state.fault = faultAtEnd(await state.payload.end((plain) => handOn(state, into, plain)), state)
}

/**
 * Decrypts age (https://age-encryption.org/v1), in its binary form or in ASCII armor. Bytes are handed on as they are
 * authenticated. No key that fits is `undecryptable`, a part that is not authentic `corrupt`, an end too early
 * `incomplete`; where only the last part fails, nobody can know which of the two it is.
 */
export function createUnage<T>(into: Intake<T>, keys: CipherKeys): Intake<CipherReading<T>> {
  const state: AgeState = {
    ...cipherState('age'),
    header: Buffer.alloc(0),
    payload: undefined,
    armor: undefined,
    behind: 0,
  }
  async function decrypt(bytes: Uint8Array): Promise<void> {
    const behind = state.payload ? bytes : await readHeader(state, bytes, keys)
    const isAuthentic = await state.payload?.write(behind, (plain) => handOn(state, into, plain))
    if (isAuthentic === false) state.fault = DAMAGED
  }
  return {
    write: (chunk) => {
      if (state.bytesIn === 0 && beginsAsArmor(chunk)) state.armor = armorDecoding()
      state.bytesIn += chunk.length
      if (state.fault) return undefined
      const bytes = state.armor ? state.armor.decode(chunk) : chunk
      if (!state.lack) return decrypt(bytes)
      state.behind += bytes.length
      return undefined
    },
    end: async (isWhole) => {
      if (isWhole) await judgeEnd(state, into)
      return conclude(state, into, isWhole)
    },
  }
}
