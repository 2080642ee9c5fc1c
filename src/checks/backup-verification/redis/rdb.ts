import type { Intake } from '../intake.ts'
import { createCrc64 } from './crc64.ts'
import { createRdbEnd } from './end.ts'
import { HEADER_BYTES, headerOf, type RdbHeader } from './header.ts'
import { faultOf, judgeRdb, type RdbJudgment, type RdbSeen } from './judgment.ts'
import { describeOther } from './other-content.ts'
import type { RdbReading } from './rdb-reading.ts'
import { createRdbTally, type RdbTally } from './tally.ts'
import { createRdbWalker } from './walker.ts'

/** Enough of what is no snapshot to say what it is. */
const FIRST_BYTES = 64

function seconds(text: string | undefined): number | undefined {
  return text !== undefined && /^[1-9]\d{0,11}$/.test(text) ? Number(text) * 1000 : undefined
}

function readingOf(judgment: RdbJudgment, tally: RdbTally, header: RdbHeader | undefined): RdbReading {
  const version = tally.about('valkey-ver') ?? tally.about('redis-ver')
  return {
    dialect: header?.dialect,
    format: header?.format,
    serverVersion: version !== undefined && /^[\w.+-]{1,40}$/.test(version) ? version : undefined,
    createdAt: seconds(tally.about('ctime')),
    ...tally.counts(),
    checksum: judgment.checksum,
    faults: judgment.faults ?? [],
    remarks: judgment.remarks ?? [],
    lacks: judgment.lacks ?? [],
  }
}

/** What there is to say where no header was found. */
function judgeStart(first: Uint8Array, size: number, isWhole: boolean): RdbJudgment {
  const header = headerOf(first)
  if (header === 'packed')
    return {
      checksum: 'unknown',
      lacks: [{ what: 'redis-packed', text: 'Valkey compressed it as a whole, which is not read' }],
    }
  if (header === 'other')
    return { checksum: 'unknown', faults: [faultOf('wrong-content', describeOther(first))] }
  if (!isWhole) return { checksum: 'unknown' }
  const fault =
    size === 0 ? faultOf('empty', 'it has no bytes') : faultOf('incomplete', `it ends after ${size} bytes`)
  return { checksum: 'unknown', faults: [fault] }
}

/** Takes the bytes behind the header. */
function createBody(header: RdbHeader): {
  readonly take: (bytes: Uint8Array) => void
  readonly seen: () => RdbSeen
} {
  const walker = createRdbWalker(header.layout)
  const checksum = createCrc64()
  const end = createRdbEnd()
  let size = HEADER_BYTES
  let stoppedAt = 0
  const start = Buffer.from(
    header.dialect === 'redis'
      ? `REDIS${String(header.format).padStart(4, '0')}`
      : `VALKEY${String(header.format).padStart(3, '0')}`,
  )
  checksum.update(start, 0, start.length)

  function take(bytes: Uint8Array): void {
    const phase = walker.phase()
    if (phase === 'ended') end.take(bytes)
    if (phase === 'ended' || phase === 'wrong') return
    const at = phase === 'walking' ? walker.walk(bytes) : 0
    const isEnded = walker.phase() === 'ended'
    if (phase === 'walking' && walker.phase() !== 'walking') stoppedAt = size + at
    const until = isEnded ? at : bytes.length
    checksum.update(bytes, 0, until)
    if (isEnded) end.take(bytes.subarray(at))
    else end.passed(bytes)
    size += bytes.length
  }

  return { take, seen: () => ({ header, walker, checksum, end, stoppedAt }) }
}

/**
 * Reads a Redis or Valkey snapshot (RDB formats 1 to 14, and 80 of Valkey 9): its structure by lengths, its keys, its
 * checksum. Everything it finds is of the third level. About 400 MB a second, and no more memory than for its tables.
 */
export function createRdbReader(): Intake<RdbReading> {
  const first = Buffer.alloc(FIRST_BYTES)
  let size = 0
  let header: RdbHeader | undefined
  let body: ReturnType<typeof createBody> | undefined

  /** Returns what of the bytes is behind the header. */
  function begin(bytes: Uint8Array): Uint8Array {
    const before = size
    const part = bytes.subarray(0, FIRST_BYTES - before)
    first.set(part, before)
    size += part.length
    const found = headerOf(first.subarray(0, Math.min(size, HEADER_BYTES)))
    if (size < HEADER_BYTES || typeof found === 'string') return bytes.subarray(bytes.length)
    header = found
    body = createBody(found)
    return bytes.subarray(HEADER_BYTES - before)
  }

  return {
    write: (bytes) => {
      if (bytes.length === 0) return
      const rest = body ? bytes : begin(bytes)
      if (rest.length > 0) body?.take(rest)
    },
    end: (isWhole) => {
      if (!body)
        return readingOf(judgeStart(first.subarray(0, size), size, isWhole), createRdbTally(), undefined)
      const seen = body.seen()
      return readingOf(judgeRdb(seen, isWhole), seen.walker.tally, header)
    },
  }
}
