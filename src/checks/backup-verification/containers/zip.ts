import { excessOf, UNPACK_LIMITS, type UnpackLimits } from '../codecs/limits.ts'
import type { Fault, Intake, Lack, Reading, Remark } from '../intake.ts'
import { type HazardSearch, plainName, searchHazards } from './hazards.ts'
import { CONTAINER_LIMITS, type ContainerLimits } from './limits.ts'
import { type Member, shownName } from './member.ts'
import { createNameSet, type NameSet } from './name-set.ts'
import { walkDirectory, type ZipEntry } from './zip-directory.ts'
import { type RandomAccess, readAhead, readExactly, readZipEnd, type ZipEnd } from './zip-end.ts'
import { type EntryOutcome, readEntry } from './zip-entry.ts'
import { overlaps } from './zip-overlap.ts'

export type { Member as ZipMember } from './member.ts'
export type { RandomAccess } from './zip-end.ts'

/** What a zip archive holds. */
export interface ZipReading extends Reading {
  readonly members: number
  /** Members that are files, and the bytes in them, unpacked. */
  readonly files: number
  readonly bytes: number
  /** The latest modification time of a member that is a file, milliseconds since 1970; undefined where there is none. */
  readonly newest: number | undefined
}

interface Progress {
  readonly faults: Fault[]
  readonly names: NameSet
  readonly hazards: HazardSearch
  members: number
  files: number
  bytes: number
  newest: number | undefined
  twice: number
  encrypted: number
  strange: number
  damaged: number
  firstDamaged: string
}

type OnMember = (member: Member) => Intake<unknown> | undefined

const MAX_LINK = 4096

function fault(word: Fault['word'], text: string, level: Fault['level'] = 3): Fault {
  return { word, level, text }
}

/** What the end record alone tells: quickly, however many members there are. */
function faultOfEnd(end: ZipEnd, source: RandomAccess, limits: ContainerLimits): Fault | undefined {
  if (end.disks > 1) return fault('incomplete', `is one of ${end.disks} parts of an archive`)
  if (end.count > limits.entries)
    return fault('unsafe', `lists ${end.count} members: more than ${limits.entries}`)
  if (end.offset + end.size > source.size) return fault('corrupt', 'has no directory where its end says')
  return undefined
}

async function faultOfNoEnd(source: RandomAccess): Promise<Fault> {
  if (source.size === 0) return fault('empty', 'holds no bytes')
  const start = await readExactly(source, 0, 4)
  const isZip = start?.toString('latin1', 0, 2) === 'PK'
  return isZip
    ? fault('incomplete', 'ends without its directory')
    : fault('wrong-content', 'is no zip archive')
}

/** What the directory tells: members that share bytes, too many of them, too much in them. */
async function surveyDirectory(
  source: RandomAccess,
  end: ZipEnd,
  limits: ContainerLimits,
  unpack: UnpackLimits,
): Promise<Fault | undefined> {
  const starts: number[] = []
  const lengths: number[] = []
  let bytes = 0
  const walk = walkDirectory(source, end)
  let step = await walk.next()
  for (; !step.done; step = await walk.next()) {
    const { offset, packedSize, rawName, size } = step.value
    starts.push(offset)
    lengths.push(packedSize + rawName.length)
    bytes += size
    if (starts.length > limits.entries) return fault('unsafe', `lists more than ${limits.entries} members`)
  }
  if (!step.value) return fault('corrupt', 'has a damaged directory')
  if (end.count % 0x10000 !== starts.length % 0x10000)
    return fault('corrupt', `lists ${starts.length} members and counts ${end.count}`)
  if (overlaps(starts, lengths)) return fault('unsafe', 'has members that share bytes, as bombs have')
  const excess = excessOf(unpack, source.size, bytes)
  return excess ? fault('unsafe', excess, 2) : undefined
}

/** Where a symbolic link leads stands in its data. */
async function linkNameOf(source: RandomAccess, entry: ZipEntry): Promise<string> {
  if (entry.type !== 'symlink' || entry.size > MAX_LINK || entry.isEncrypted) return ''
  const pieces: Uint8Array[] = []
  const keep: Intake<void> = {
    write: (piece) => {
      pieces.push(Uint8Array.from(piece))
    },
    end: () => {},
  }
  await readEntry(source, entry, keep)
  return Buffer.concat(pieces).toString('utf8')
}

async function describe(source: RandomAccess, entry: ZipEntry): Promise<Member> {
  const { name, type, size, modified, mode } = entry
  return { name, type, size, modified, mode, linkName: await linkNameOf(source, entry) }
}

function count(progress: Progress, member: Member): void {
  const plain = plainName(member.name)
  progress.members += 1
  progress.hazards.look(member, plain)
  if (member.type === 'folder') return
  if (!progress.names.add(plain)) progress.twice += 1
  if (member.type !== 'file') return
  progress.files += 1
  progress.bytes += member.size
  if (member.modified !== undefined) progress.newest = Math.max(progress.newest ?? 0, member.modified)
}

function note(progress: Progress, entry: ZipEntry, outcome: EntryOutcome): void {
  if (outcome === 'whole') return
  if (outcome === 'strange') progress.strange += 1
  else {
    if (progress.damaged === 0) progress.firstDamaged = `${shownName(entry.name)} (${REASONS[outcome]})`
    progress.damaged += 1
  }
}

const REASONS: Readonly<Record<Exclude<EntryOutcome, 'whole' | 'strange'>, string>> = {
  cut: 'the file ends before it',
  damaged: 'its bytes are not those of its CRC-32 and size',
  'other header': 'its own header is not the one in the directory',
}

async function readMember(
  source: RandomAccess,
  entry: ZipEntry,
  progress: Progress,
  onMember: OnMember,
): Promise<void> {
  const member = await describe(source, entry)
  count(progress, member)
  const intake = onMember(member)
  if (entry.isEncrypted) {
    progress.encrypted += 1
    await intake?.end(false)
    return
  }
  note(progress, entry, await readEntry(source, entry, intake))
}

function lacksOf({ encrypted, strange }: Progress): readonly Lack[] {
  const lacks: Lack[] = []
  if (encrypted > 0)
    lacks.push({ what: 'zip password', text: `${encrypted} members are encrypted: not read` })
  if (strange > 0)
    lacks.push({
      what: 'zip method',
      text: `${strange} members are packed neither stored nor deflated: not read`,
    })
  return lacks
}

function readingOf(progress: Progress, end: ZipEnd | undefined): ZipReading {
  const { members, files, bytes, newest, twice, damaged, firstDamaged } = progress
  const faults = [...progress.faults, ...progress.hazards.faults()]
  if (damaged > 0) faults.push(fault('corrupt', `has ${damaged} damaged members, first ${firstDamaged}`, 2))
  if (end && end.trailing > 0 && faults.length === 0)
    faults.push(fault('corrupt', `has ${end.trailing} other bytes after its end`))
  const remarks: Remark[] = []
  if (twice > 0) remarks.push({ text: `holds names that stood in it before, ${twice} times` })
  if (end && end.shift > 0) remarks.push({ text: `has ${end.shift} bytes before its first member` })
  return { faults, remarks, lacks: lacksOf(progress), members, files, bytes, newest }
}

/**
 * Reads a zip archive (APPNOTE 6.3.10; zip64 too) from its central directory on: stored and deflated members, each against its
 * local header, size and CRC-32. Before anything is unpacked the directory tells of too many members, shared bytes and bombs.
 * `onMember` may give a reader of a member's bytes, which is ended before the next one. Encrypted members are a lack.
 */
export async function readZip(
  source: RandomAccess,
  onMember: OnMember,
  limits: ContainerLimits = CONTAINER_LIMITS,
  unpack: UnpackLimits = UNPACK_LIMITS,
): Promise<ZipReading> {
  const progress: Progress = {
    faults: [],
    names: createNameSet(),
    hazards: searchHazards(limits),
    members: 0,
    files: 0,
    bytes: 0,
    newest: undefined,
    twice: 0,
    encrypted: 0,
    strange: 0,
    damaged: 0,
    firstDamaged: '',
  }
  const end = await readZipEnd(source)
  const first = end ? faultOfEnd(end, source, limits) : await faultOfNoEnd(source)
  const second = first ?? (end && (await surveyDirectory(source, end, limits, unpack)))
  if (second || !end) {
    if (second) progress.faults.push(second)
    return readingOf(progress, end)
  }
  const ahead = readAhead(source)
  for await (const entry of walkDirectory(source, end)) await readMember(ahead, entry, progress, onMember)
  if (progress.members === 0) progress.faults.push(fault('empty', 'holds no members'))
  return readingOf(progress, end)
}
