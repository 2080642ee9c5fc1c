import { type Answer, createWalker, pass, type Request, take, type Walk } from '../codecs/byte-walk.ts'
import { isZero } from '../codecs/zeros.ts'
import type { Fault, Intake, Lack, Reading, Remark } from '../intake.ts'
import { type HazardSearch, plainName, searchHazards } from './hazards.ts'
import { CONTAINER_LIMITS, type ContainerLimits } from './limits.ts'
import { type Member, shownName } from './member.ts'
import { createNameSet, type NameSet } from './name-set.ts'
import {
  type Extensions,
  entryOf,
  isExtension,
  NO_EXTENSIONS,
  paddingOf,
  type TarEntry,
  walkExtension,
} from './tar-entry.ts'
import { BLOCK, hasChecksum, readTarHeader, saysUstar } from './tar-header.ts'

export type { Member as TarMember } from './member.ts'

/** What a tar archive holds. */
export interface TarReading extends Reading {
  readonly members: number
  /** Members that are files, and the bytes in them, as if unpacked. */
  readonly files: number
  readonly bytes: number
  /** The latest modification time of a member that is a file, milliseconds since 1970; undefined where there is none. */
  readonly newest: number | undefined
}

type Part<T> = Generator<Request, T, Answer>

interface Progress {
  readonly faults: Fault[]
  readonly lacks: Lack[]
  readonly names: NameSet
  readonly hazards: HazardSearch
  members: number
  files: number
  bytes: number
  newest: number | undefined
  twice: number
  /** Archives that follow the first one's end. */
  appended: number
}

type OnMember = (member: Member) => Intake<unknown> | undefined

function fault(word: Fault['word'], text: string): Fault {
  return { word, level: 3, text }
}

const CUT = fault('incomplete', 'ends inside of a tar member')
const NO_END = fault('incomplete', 'ends without the two blocks that end a tar archive')

function count(progress: Progress, { member }: TarEntry): void {
  const plain = plainName(member.name)
  progress.members += 1
  progress.hazards.look(member, plain)
  if (member.type === 'folder' || member.type === 'other') return
  if (!progress.names.add(plain)) progress.twice += 1
  if (member.type !== 'file' && member.type !== 'sparse') return
  progress.files += 1
  progress.bytes += member.size
  if (member.modified !== undefined) progress.newest = Math.max(progress.newest ?? 0, member.modified)
}

/** The rest of an old GNU sparse member's map: blocks that say whether another one follows. */
function* walkSparseMap(hasMore: boolean): Part<boolean> {
  for (let more = hasMore; more; ) {
    const { bytes, isWhole } = yield* take(BLOCK)
    if (!isWhole) return false
    more = bytes[504] === 1
  }
  return true
}

function* endOf(intake: Intake<unknown> | undefined, isWhole: boolean): Part<void> {
  const result = intake?.end(isWhole)
  if (result instanceof Promise) yield { kind: 'wait', until: result }
}

/** A member's data goes to its reader; false where it is cut. */
function* walkData(entry: TarEntry, progress: Progress, onMember: OnMember): Part<boolean> {
  const { member, stored } = entry
  const intake = onMember(member)
  if (member.type === 'sparse' && intake && progress.lacks.length < 3)
    progress.lacks.push({
      what: 'sparse member',
      text: `${shownName(member.name)} is stored without its holes: not read`,
    })
  const reader = member.type === 'file' ? intake : undefined
  const isWhole = yield* pass(stored, reader?.write)
  yield* endOf(intake, isWhole && member.type !== 'sparse')
  return isWhole && (yield* pass(paddingOf(stored)))
}

function* walkMember(
  block: Buffer,
  known: Extensions,
  progress: Progress,
  onMember: OnMember,
): Part<Extensions | Fault> {
  const header = readTarHeader(block)
  if (isExtension(header.flag)) {
    if (header.size === undefined) return fault('corrupt', 'has a damaged tar header')
    const extensions = yield* walkExtension(header.flag, header.size, known)
    if (extensions === 'cut') return CUT
    if (extensions === 'too long') return fault('unsafe', 'has a member with a name of megabytes')
    return extensions === 'damaged' ? fault('corrupt', 'has a damaged extended tar header') : extensions
  }
  const entry = entryOf(header, known)
  if (!entry) return fault('corrupt', `has a member of no readable size: ${shownName(header.name)}`)
  count(progress, entry)
  if (header.flag === 'M') progress.faults.push(fault('incomplete', 'is one part of several volumes'))
  if (!(yield* walkSparseMap(header.hasMoreMap))) return CUT
  if (!(yield* walkData(entry, progress, onMember))) return CUT
  return { ...NO_EXTENSIONS, global: known.global }
}

/** What stands where a header should. */
function faultOfBlock(block: Buffer, { members }: Progress, zeros: number): Fault {
  if (zeros > 1) return fault('corrupt', 'has other bytes after its end')
  if (members === 0 && zeros === 0 && !saysUstar(block)) return fault('wrong-content', 'is no tar archive')
  return fault('corrupt', `has a damaged tar header after ${members} members`)
}

function faultOfEnd(rest: Uint8Array, { members }: Progress, zeros: number): Fault | undefined {
  if (zeros > 1) return isZero(rest) ? undefined : fault('corrupt', 'has other bytes after its end')
  if (rest.length > 0) return CUT
  return members === 0 && zeros === 0 ? fault('empty', 'holds no bytes') : NO_END
}

/** Headers and data up to the end blocks and what follows them; the fault that ends the walk. */
function* walkMembers(
  progress: Progress,
  onMember: OnMember,
  limits: ContainerLimits,
): Part<Fault | undefined> {
  let extensions = NO_EXTENSIONS
  let zeros = 0
  for (;;) {
    const { bytes, isWhole } = yield* take(BLOCK)
    if (!isWhole) return faultOfEnd(bytes, progress, zeros)
    if (isZero(bytes)) {
      zeros += 1
      continue
    }
    const block = Buffer.from(bytes.buffer, bytes.byteOffset, BLOCK)
    if (!hasChecksum(block)) return faultOfBlock(block, progress, zeros)
    if (zeros === 1) return fault('corrupt', 'goes on after a single empty block, where tar stops')
    if (zeros > 1) progress.appended += 1
    zeros = 0
    if (progress.members >= limits.entries)
      return fault('unsafe', `holds more than ${limits.entries} members`)
    const next = yield* walkMember(block, extensions, progress, onMember)
    if ('word' in next) return next
    extensions = next
  }
}

function remarksOf({ twice, appended }: Progress): readonly Remark[] {
  const remarks: Remark[] = []
  if (twice > 0)
    remarks.push({ text: `holds names that stood in it before, ${twice} times: the last one counts` })
  if (appended > 0)
    remarks.push({
      text: `goes on after its end, ${appended} times, which tar reads with --ignore-zeros alone`,
    })
  return remarks
}

function* walkTar(progress: Progress, onMember: OnMember, limits: ContainerLimits): Walk<void> {
  const last = yield* walkMembers(progress, onMember, limits)
  if (last) progress.faults.push(last)
  else if (progress.members === 0) progress.faults.push(fault('empty', 'holds no members'))
}

/**
 * Reads a tar archive: ustar and pax (POSIX), GNU's long names, links and large numbers, v7. Both blocks that end it are
 * demanded: without them it is `incomplete`, wherever it was cut. `onMember` is asked once for each member and may give
 * a reader of a file's bytes, which is ended before the next member. Sparse members are not read: a lack says so where one was wanted.
 */
export function createTarReader(
  onMember: OnMember,
  limits: ContainerLimits = CONTAINER_LIMITS,
): Intake<TarReading> {
  const progress: Progress = {
    faults: [],
    lacks: [],
    names: createNameSet(),
    hazards: searchHazards(limits),
    members: 0,
    files: 0,
    bytes: 0,
    newest: undefined,
    twice: 0,
    appended: 0,
  }
  const walker = createWalker(walkTar(progress, onMember, limits))
  return {
    write: walker.write,
    end: async (isWhole) => {
      await walker.end(isWhole)
      const told = progress.faults.filter(
        ({ word }) => isWhole || (word !== 'incomplete' && word !== 'empty'),
      )
      const { members, files, bytes, newest, lacks, hazards } = progress
      const faults = [...told, ...hazards.faults()]
      return { faults, remarks: remarksOf(progress), lacks, members, files, bytes, newest }
    },
  }
}
