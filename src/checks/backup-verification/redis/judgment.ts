import type { Fault, Lack, Remark, Word } from '../intake.ts'
import type { Crc64 } from './crc64.ts'
import type { RdbEnd } from './end.ts'
import { FIRST_WITH_CHECKSUM, type RdbHeader } from './header.ts'
import type { RdbReading } from './rdb-reading.ts'
import type { RdbWalker } from './walker.ts'

/** What was seen of a snapshot whose header could be read. */
export interface RdbSeen {
  readonly header: RdbHeader
  readonly walker: RdbWalker
  readonly checksum: Crc64
  readonly end: RdbEnd
  /** Where the walk stopped, in bytes from the start of the file. */
  readonly stoppedAt: number
}

/** What follows of it. */
export interface RdbJudgment {
  readonly checksum: RdbReading['checksum']
  readonly faults?: readonly Fault[]
  readonly remarks?: readonly Remark[]
  readonly lacks?: readonly Lack[]
}

const CHECKSUM_BYTES = 8

/** One thing that is wrong, as the third level knows it. */
export function faultOf(word: Word, text: string): Fault {
  return { word, level: 3, text }
}

function broken(word: Word, text: string): RdbJudgment {
  return { checksum: 'unknown', faults: [faultOf(word, text)] }
}

/** The walk met what it does not know: a newer or other server's value, or damage; the checksum of the whole tells. */
function judgeUnknown({ header, walker, checksum, end, stoppedAt }: RdbSeen, isWhole: boolean): RdbJudgment {
  const { format, layout } = header
  const what = `a value or an operation of type ${walker.code()} at byte ${stoppedAt}`
  const isNewer = format > layout.lastKnown
  const isRight = checksum.isZero() && end.looksWhole()
  if (isRight || (isNewer && (!isWhole || (end.looksWhole() && end.isUnchecked()))))
    return {
      checksum: isRight ? 'right' : 'unknown',
      lacks: [
        {
          what: 'redis-type',
          text: `it holds ${what}, which this version does not know${isRight ? '; its checksum is right' : ''}`,
        },
      ],
    }
  if (isNewer && !end.looksWhole()) return broken('incomplete', 'it has no end mark: it was cut off')
  return broken('corrupt', `there is ${what}, which no server writes`)
}

/** The bytes ended before the end mark came. */
function judgeUnended({ header, walker, end }: RdbSeen, isWhole: boolean): RdbJudgment {
  if (!isWhole) return { checksum: 'unknown' }
  const { keys } = walker.tally.counts()
  const isOverrun = !walker.isBetween() && end.looksWhole() && header.format >= FIRST_WITH_CHECKSUM
  if (isOverrun) return broken('corrupt', 'a value in it is longer than what is left of it')
  return broken('incomplete', `it has no end mark: it was cut off after ${keys} keys`)
}

function judgeTrailing({ walker, end }: RdbSeen, checksumBytes: number): Omit<RdbJudgment, 'checksum'> {
  const rest = end.size() - checksumBytes
  const trailing = end.trailing(checksumBytes)
  if (trailing === 'none') return {}
  if (trailing === 'mark')
    return {
      remarks: [
        { text: 'the mark that ends a transfer without a disk follows it, as redis-cli --rdb - leaves it' },
      ],
    }
  const { about } = walker.tally
  const isAppendOnly = about('aof-base') === '1' || about('aof-preamble') === '1'
  if (trailing === 'commands' && isAppendOnly)
    return {
      lacks: [
        { what: 'redis-commands', text: `${rest} bytes of commands follow the snapshot; they are not read` },
      ],
    }
  return { faults: [faultOf('corrupt', `${rest} bytes follow its end`)] }
}

/** The end mark came: the checksum, what follows it, and whether there are keys. */
function judgeEnded(seen: RdbSeen, isWhole: boolean): RdbJudgment {
  const { header, walker, checksum, end } = seen
  const hasChecksum = header.format >= FIRST_WITH_CHECKSUM
  const stored = end.stored()
  if (hasChecksum && stored === undefined)
    return isWhole
      ? broken('incomplete', `of its checksum ${end.size()} of ${CHECKSUM_BYTES} bytes are there`)
      : { checksum: 'unknown' }
  const isDisabled = hasChecksum && stored === 0n
  const isRight = !hasChecksum || isDisabled || stored === checksum.value()
  if (!isRight)
    return { checksum: 'wrong', faults: [faultOf('corrupt', 'its checksum is not that of its bytes')] }
  const rest = judgeTrailing(seen, hasChecksum ? CHECKSUM_BYTES : 0)
  const { keys } = walker.tally.counts()
  const empty = keys === 0 && !rest.faults && !rest.lacks ? [faultOf('empty', 'it holds no keys')] : []
  const unchecked = 'it has no checksum: a changed value cannot be told'
  return {
    checksum: isDisabled ? 'disabled' : hasChecksum ? 'right' : 'none',
    faults: [...(rest.faults ?? []), ...empty],
    remarks: [...(rest.remarks ?? []), ...(isDisabled || !hasChecksum ? [{ text: unchecked }] : [])],
    lacks: rest.lacks ?? [],
  }
}

/** What the bytes of a snapshot amount to. `isWhole` as an Intake's end has it. */
export function judgeRdb(seen: RdbSeen, isWhole: boolean): RdbJudgment {
  const phase = seen.walker.phase()
  if (phase === 'ended') return judgeEnded(seen, isWhole)
  if (phase === 'unknown') return judgeUnknown(seen, isWhole)
  if (phase === 'walking') return judgeUnended(seen, isWhole)
  return broken('corrupt', `there is no length that a server writes at byte ${seen.stoppedAt}`)
}
