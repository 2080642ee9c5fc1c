import type { Fault, Remark } from '../intake.ts'
import type { Dated } from './dated.ts'
import { type Artifact, DEFAULT_SHRINKAGE, type Expectations } from './expectations.ts'
import { dateText, shown, spell } from './words.ts'

/** Sizes that a file of this name has when nothing is in it, or fewer; the first that fits counts. */
const HOLLOW: readonly (readonly [RegExp, number])[] = [
  [/\.(?:tar\.gz|tgz)$/i, 60],
  [/\.(?:tar\.(?:xz|zst|bz2|lz4)|txz)$/i, 60],
  [/\.gz$/i, 32],
  [/\.xz$/i, 32],
  [/\.bz2$/i, 14],
  [/\.(?:zst|lz4)$/i, 15],
  [/\.zip$/i, 22],
  [/\.tar$/i, 1023],
  [/\.sql$/i, 99],
  [/\.rdb$/i, 17],
  [/\.sqlite3?$/i, 511],
  [/\.age$/i, 160],
]

/** Why an artifact of this size can hold nothing; undefined where it can. */
export function hollowness({ name, size }: Artifact): string | undefined {
  if (size <= 0) return 'has no bytes'
  const [, most] = HOLLOW.find(([look]) => look.test(name)) ?? []
  if (most === undefined || size > most) return undefined
  return `has ${size} bytes, which is what one of its kind has with nothing in it`
}

/** A name without its digits: what is alike in it is of one kind. */
function shapeOf(name: string): string {
  return name.replace(/\d+/g, '#')
}

/** The one before the newest, of the same kind where there is one. */
function previousOf(sorted: readonly Dated[], newest: Dated): Artifact | undefined {
  const older = sorted.filter((one) => one !== newest && !hollowness(one.artifact)).toReversed()
  const shape = shapeOf(newest.artifact.name)
  return (older.find(({ artifact }) => shapeOf(artifact.name) === shape) ?? older[0])?.artifact
}

/** Whether the newest is much smaller than the one that an earlier run verified, else than the one before it. */
export function findShrinkage(
  sorted: readonly Dated[],
  newest: Dated,
  { verified, shrinkage = DEFAULT_SHRINKAGE }: Expectations,
): readonly Fault[] {
  const previous = verified ?? previousOf(sorted, newest)
  if (!previous || previous.size <= 0) return []
  const lost = previous.size - newest.artifact.size
  if (lost <= shrinkage.floor || lost <= shrinkage.share * previous.size) return []
  const percent = Math.round((lost / previous.size) * 100)
  const told = verified ? `${shown(previous.name)}, which was verified` : shown(previous.name)
  const text = `${shown(newest.artifact.name)} has ${newest.artifact.size} bytes, ${percent} % fewer than the ${previous.size} of ${told}`
  return [{ word: 'shrunk', level: 0, text }]
}

/** Whether the newest is byte for byte the one before it, and since when. */
export function findRepetition(
  sorted: readonly Dated[],
  newest: Dated,
  { mustChange = false, verified }: Expectations,
): { readonly faults: readonly Fault[]; readonly remarks: readonly Remark[] } {
  const { sha256, name } = newest.artifact
  if (sha256 === undefined || sha256 === '') return { faults: [], remarks: [] }
  const hash = sha256.toLowerCase()
  const older = sorted.slice(0, sorted.indexOf(newest)).toReversed()
  const end = older.findIndex((one) => one.artifact.sha256?.toLowerCase() !== hash)
  const same = end < 0 ? older : older.slice(0, end)
  const first = same.at(-1)
  const isVerified = verified?.sha256?.toLowerCase() === hash && verified.name !== name
  if (!first && !isVerified) return { faults: [], remarks: [] }
  const since = first
    ? `since ${dateText(first.from, first.isDay)} (${spell(newest.from - first.from)}, ${same.length + 1} of them)`
    : `as ${shown(verified?.name ?? '')}, which was verified`
  const text = `${shown(name)} has the same bytes ${since}`
  return mustChange
    ? { faults: [{ word: 'stale', level: 0, text }], remarks: [] }
    : { faults: [], remarks: [{ text }] }
}
