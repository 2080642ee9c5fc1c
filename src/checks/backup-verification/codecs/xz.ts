import { crc32 } from 'node:zlib'
import type { Fault, Intake, Reading } from '../intake.ts'
import { type CodecReading, codecFault } from './codec-reading.ts'
import { type External, noExternal, unpackByTool } from './external.ts'
import { UNPACK_LIMITS, type UnpackLimits } from './limits.ts'
import { type Ends, keepEnds } from './tail.ts'

const MAGIC = Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00])
const HEADER_SIZE = 12
const FOOTER_SIZE = 12
/** The index of 6,000 blocks; a larger one is left to the tool. */
const MAX_INDEX = 64 * 1024

const CUT = codecFault('incomplete', 'does not end as xz data does')

function crcAt(bytes: Buffer, at: number, from: number, to: number): boolean {
  return bytes.readUInt32LE(at) === crc32(bytes.subarray(from, to))
}

/** Stream padding: zeros, in fours (2.2). */
function paddingOf(tail: Buffer): number {
  let end = tail.length
  while (end >= 4 && tail.readUInt32LE(end - 4) === 0) end -= 4
  return tail.length - end
}

function headFault(head: Buffer, size: number): Fault | undefined {
  if (!beginsAsXz(head)) return codecFault('corrupt', 'does not begin as xz data')
  if (size < HEADER_SIZE) return codecFault('incomplete', 'ends inside of its xz header')
  return crcAt(head, 8, 6, 8) ? undefined : codecFault('corrupt', 'has a damaged xz header')
}

function endFault(tail: Buffer, size: number): Fault | undefined {
  const footer = tail.subarray(-FOOTER_SIZE)
  if (size < HEADER_SIZE + FOOTER_SIZE || footer.toString('latin1', 10) !== 'YZ') return CUT
  if (!crcAt(footer, 0, 4, 10)) return codecFault('corrupt', 'has a damaged xz footer')
  const length = (footer.readUInt32LE(4) + 1) * 4
  if (length > MAX_INDEX) return undefined
  const end = tail.length - FOOTER_SIZE
  if (length < 8 || end < length) return codecFault('corrupt', 'has a damaged xz index')
  const isIndex = tail[end - length] === 0 && crcAt(tail, end - 4, end - length, end - 4)
  return isIndex ? undefined : codecFault('corrupt', 'has a damaged xz index')
}

function beginsAsXz(bytes: Buffer): boolean {
  const length = Math.min(bytes.length, MAGIC.length)
  return MAGIC.subarray(0, length).equals(bytes.subarray(0, length))
}

/** Whether a footer stands before the last bytes and they are not another stream that was cut. */
function hasOtherBytes(tail: Buffer): boolean {
  for (let at = tail.lastIndexOf('YZ'); at >= 10; at = tail.lastIndexOf('YZ', at - 1)) {
    if (crcAt(tail, at - 10, at - 6, at)) return !beginsAsXz(tail.subarray(at + 2))
  }
  return false
}

function faultOf(ends: Ends): Fault | undefined {
  const tail = Buffer.from(ends.tail())
  const padding = paddingOf(tail)
  const start = headFault(Buffer.from(ends.head()), ends.size())
  const fault = start ?? endFault(tail.subarray(0, tail.length - padding), ends.size() - padding)
  if (fault !== CUT || !hasOtherBytes(tail)) return fault
  return codecFault('corrupt', 'has other bytes after the end of its xz data')
}

/** The first header and the last footer and index with their CRC-32s (https://tukaani.org/xz/xz-file-format.txt, 1.2.1). */
function outlineOf(): Intake<Reading> {
  const ends = keepEnds(HEADER_SIZE, MAX_INDEX + FOOTER_SIZE + 1024)
  return {
    write: ends.write,
    end: (isWhole) => {
      const fault = faultOf(ends)
      const isTold = fault && (isWhole || fault.word !== 'incomplete')
      return { faults: isTold ? [fault] : [], remarks: [], lacks: [] }
    },
  }
}

/** Unpacks xz by the tool; its two ends are looked at without, too. */
export function createUnxz<T>(
  into: Intake<T>,
  limits: UnpackLimits = UNPACK_LIMITS,
  external: External = noExternal,
): Intake<CodecReading<T>> {
  return unpackByTool('xz', outlineOf(), into, external, limits)
}
