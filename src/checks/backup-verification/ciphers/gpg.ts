import type { Child } from '../../../core/engine-ports.ts'
import { excessOf, UNPACK_LIMITS, type UnpackLimits } from '../codecs/limits.ts'
import { type Ends, keepEnds } from '../codecs/tail.ts'
import type { Intake } from '../intake.ts'
import type { TextEnd } from './base64.ts'
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
import { type GpgHome, type GpgPorts, noGpg, openGpgHome } from './gpg-home.ts'
import { type PacketWalk, walkPackets } from './gpg-packets.ts'
import { judgeStatus, statusLines } from './gpg-status.ts'

const END = '-----END PGP MESSAGE-----'

interface GpgState extends CipherState {
  home: GpgHome | undefined
  child: Child | undefined
}

interface Outline {
  readonly write: (bytes: Uint8Array) => void
  readonly end: () => TextEnd
}

/** The packets, or of an armored message whether it has its last line. */
function outlineOf(): Outline {
  const ends: Ends = keepEnds(1, 256)
  const packets: PacketWalk = walkPackets()
  const isArmor = () => (ends.head()[0] ?? 0) < 0x80
  return {
    write: (bytes) => {
      ends.write(bytes)
      if (!isArmor()) packets.write(bytes)
    },
    end: () => {
      if (!isArmor()) return packets.end()
      return Buffer.from(ends.tail()).toString('latin1').includes(END) ? 'whole' : 'cut'
    },
  }
}

async function begin(
  state: GpgState,
  into: Intake<unknown>,
  keys: CipherKeys,
  ports: GpgPorts,
  limits: UnpackLimits,
): Promise<void> {
  if (keys.keys.length + keys.passphrases.length === 0) state.lack = NO_KEY
  if (isDecided(state)) return
  const home = await openGpgHome(ports, keys)
  if (!('decrypt' in home)) {
    state.lack = home
    return
  }
  state.home = home
  state.child = home.decrypt(Number.POSITIVE_INFINITY, (plain) => {
    const excess = excessOf(limits, state.bytesIn, state.bytesOut + plain.length)
    // gpg compresses before it encrypts: what comes out may be a bomb.
    if (excess) state.fault ??= cipherFault('unsafe', excess)
    return state.fault ? undefined : handOn(state, into, plain)
  })
  if (!state.child) state.lack = noGpg()
}

function judgeOutline(state: GpgState, outline: TextEnd): void {
  if (outline === 'cut') state.fault = cipherFault('incomplete', 'ends inside of its gpg data')
  if (outline === 'damaged')
    state.fault = cipherFault('corrupt', 'has other bytes after the end of its gpg data, or among them')
}

/** Whether gpg says that it has no key for a message and has it: its agent did not answer, which says nothing of the message. */
async function isAgentLost({ home }: GpgState, lines: ReturnType<typeof statusLines>): Promise<boolean> {
  const isWithout =
    lines.some(([word]) => word === 'NO_SECKEY') && !lines.some(([word]) => word === 'DECRYPTION_KEY')
  if (!home || !isWithout) return false
  const ids = await home.keyIds()
  return lines.some(([word, id = '']) => word === 'ENC_TO' && ids.has(id))
}

async function judgeEnd(state: GpgState, outline: TextEnd, isWhole: boolean): Promise<void> {
  const isWanted = isWhole && state.fault === undefined
  const end = await (isWanted ? state.child?.end() : state.child?.stop())
  if (!isWanted) return
  const verdict = end && judgeStatus(statusLines(end.stderr))
  const isStopped = end?.outcome === 'stopped'
  if (isStopped) state.lack = { what: 'gpg', text: 'gpg was stopped before its end' }
  if (verdict && end && (await isAgentLost(state, statusLines(end.stderr)))) {
    state.lack = { what: 'gpg', text: 'gpg did not come by a key that was given' }
    return
  }
  const isShut = verdict?.kind === 'fault' && verdict.fault.word === 'undecryptable'
  if (verdict && !isStopped)
    state.isOpened = verdict.kind === 'whole' || (verdict.kind === 'fault' && verdict.isOpened)
  if (!isShut) judgeOutline(state, outline)
  if (isDecided(state) || !verdict) return
  if (verdict.kind === 'fault') state.fault = verdict.fault
  if (verdict.kind === 'lack') state.lack = verdict.lack
}

/**
 * Decrypts OpenPGP messages (RFC 9580) by the gpg of this machine, in a keyring of its own. No key that fits is `undecryptable`,
 * what its integrity protection refuses `corrupt`, a packet that is shorter than it says `incomplete`, a message without
 * integrity protection `unsafe`. Without gpg or a key the packets are looked at, and a lack says so. Of several passphrases
 * the first is used. `end` must be called: a keyring is there until then.
 */
export function createUngpg<T>(
  into: Intake<T>,
  keys: CipherKeys,
  ports: GpgPorts,
  limits: UnpackLimits = UNPACK_LIMITS,
): Intake<CipherReading<T>> {
  const state: GpgState = { ...cipherState('gpg'), home: undefined, child: undefined }
  const outline = outlineOf()
  async function decrypt(chunk: Uint8Array): Promise<void> {
    if (state.bytesIn === chunk.length) await begin(state, into, keys, ports, limits)
    if (!state.fault) await state.child?.write(chunk)
  }
  return {
    write: (chunk) => {
      if (chunk.length === 0) return undefined
      outline.write(chunk)
      state.bytesIn += chunk.length
      return decrypt(chunk)
    },
    end: async (isWhole) => {
      try {
        await judgeEnd(state, outline.end(), isWhole)
      } finally {
        await state.home?.close()
      }
      return conclude(state, into, isWhole)
    },
  }
}
