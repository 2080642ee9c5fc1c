import type { Fault, Intake, Reading, Remark } from '../intake.ts'
import { type CodecReading, codecFault } from './codec-reading.ts'
import { type External, noExternal, unpackByTool } from './external.ts'
import { UNPACK_LIMITS, type UnpackLimits } from './limits.ts'
import { type Ends, keepEnds } from './tail.ts'

const HEAD_SIZE = 10
const TAIL_SIZE = 64 * 1024
/** The first block's magic (π), or the end's (√π) where there is none. */
const BLOCK = '314159265359'
const END = '177245385090'
const END_BITS = 48
const CRC_BITS = 32

const CUT = codecFault('incomplete', 'does not end as bzip2 data does')

/** Bytes so much to the left as that a mark that begins at that bit begins at a byte. */
function shifted(bytes: Uint8Array, bits: number): Buffer {
  if (bits === 0) return Buffer.from(bytes)
  return Buffer.from(bytes.map((byte, at) => (byte << bits) | ((bytes[at + 1] ?? 0) >> (8 - bits))))
}

/** Where the last stream ends, in bytes from the start of `tail`: after its end mark, its CRC and the rest of that byte. */
function endOf(tail: Uint8Array): number | undefined {
  const mark = Buffer.from(END, 'hex')
  const ends = Array.from({ length: 8 }, (_, bits) => {
    const at = shifted(tail, bits).lastIndexOf(mark)
    return at === -1 ? -1 : Math.ceil((at * 8 + bits + END_BITS + CRC_BITS) / 8)
  })
  const last = Math.max(...ends)
  return last === -1 || last > tail.length ? undefined : last
}

function headFault(head: Buffer, size: number): Fault | undefined {
  const start = head.toString('latin1', 0, 4)
  if (!/^(B(Z(h([1-9])?)?)?)?$/.test(start)) return codecFault('corrupt', 'does not begin as bzip2 data')
  if (size < HEAD_SIZE) return CUT
  const mark = head.toString('hex', 4)
  return mark === BLOCK || mark === END ? undefined : codecFault('corrupt', 'has a damaged bzip2 header')
}

function endReading(tail: Uint8Array): { readonly fault?: Fault; readonly remark?: Remark } {
  const end = endOf(tail)
  if (end === undefined) return { fault: CUT }
  const rest = tail.subarray(end)
  if (rest.length === 0) return {}
  // One more stream that has no end is cut.
  if ('BZh'.startsWith(Buffer.from(rest.subarray(0, 3)).toString('latin1'))) return { fault: CUT }
  if (rest.some((byte) => byte !== 0))
    return { fault: codecFault('corrupt', 'has other bytes after the end of its bzip2 data') }
  return { remark: { text: `has ${rest.length} zeros after its end, as tapes have` } }
}

function readingOf(ends: Ends, isWhole: boolean): Reading {
  const start = headFault(Buffer.from(ends.head()), ends.size())
  const { fault = undefined, remark = undefined } = start ? { fault: start } : endReading(ends.tail())
  const isTold = fault && (isWhole || fault.word !== 'incomplete')
  return { faults: isTold ? [fault] : [], remarks: remark ? [remark] : [], lacks: [] }
}

/** The start, and the end mark in the last 64 KiB (https://github.com/dsnet/compress/blob/master/doc/bzip2-format.pdf). */
function outlineOf(): Intake<Reading> {
  const ends = keepEnds(HEAD_SIZE, TAIL_SIZE)
  return { write: ends.write, end: (isWhole) => readingOf(ends, isWhole) }
}

/** Unpacks bzip2 by the tool; its two ends are looked at without, too, because the tool forgives what stands after its end. */
export function createUnbzip2<T>(
  into: Intake<T>,
  limits: UnpackLimits = UNPACK_LIMITS,
  external: External = noExternal,
): Intake<CodecReading<T>> {
  return unpackByTool('bzip2', outlineOf(), into, external, limits)
}
