import { RunError } from '../../core/errors.ts'
import { type Checksum, readChecksums, sidecarOf } from './containers/checksums.ts'
import type { PlacedFault, PlacedLack } from './fact.ts'
import type { Item, Opened, Source } from './sources/source.ts'
import { excerpt } from './sql/names.ts'
import { type ExpectedSum, readSmall, sumsOfStore } from './sums.ts'

/** Checksum files in a folder, and what they say of the files in it. */
export interface FolderSums {
  /** Those that a file must have, by its name below the folder. */
  readonly of: (name: string, opened: Opened) => readonly ExpectedSum[]
  /** Files with a checksum that are not there: first level. */
  readonly faults: readonly PlacedFault[]
  readonly lacks: readonly PlacedLack[]
  /** Whether a file is one of checksums itself. */
  readonly isSums: (name: string) => boolean
}

const MOST_NAMED = 3
/** Folders before a name that are looked behind. */
const MOST_PARTS = 32

/** A file that a list names, with or without the folders before this one; empty for one that lies elsewhere. */
function fileAt(written: string, there: ReadonlySet<string>): string {
  const name = written.replaceAll('\\', '/')
  const parts = name.split('/').filter((part) => part !== '.' && part !== '')
  for (let at = 0; at < Math.min(parts.length, MOST_PARTS); at += 1) {
    const rest = parts.slice(at).join('/')
    if (there.has(rest)) return rest
  }
  return name.startsWith('/') || parts.includes('..') ? '' : parts.join('/')
}

/** The file that a checksum is of: a list names it, a file beside it may hold the hash alone. */
function subjectOf({ name }: Checksum, sidecar: string, there: ReadonlySet<string>): string {
  const folder = sidecar.slice(0, sidecar.lastIndexOf('/') + 1)
  const beside = sidecarOf(sidecar.slice(folder.length))
  return beside ? `${folder}${beside}` : fileAt(name ?? '', there)
}

function faultsOf(known: ReadonlyMap<string, readonly ExpectedSum[]>, there: ReadonlySet<string>) {
  const gone = [...known].filter(([name]) => !there.has(name))
  if (gone.length === 0) return []
  const more = gone.length > MOST_NAMED ? ` and ${gone.length - MOST_NAMED} more` : ''
  const names = gone.slice(0, MOST_NAMED).map(([name]) => excerpt(name))
  const from = gone[0]?.[1][0]?.from ?? ''
  const text = `lacks ${names.join(', ')}${more}, of which ${from} has a checksum`
  return [{ word: 'incomplete', level: 1, text, path: [] }] as const
}

/** Which names are those of checksum files: lists at the top, and those beside a file that is there. */
function sumsAmong(there: ReadonlySet<string>): FolderSums['isSums'] {
  return (name) => {
    const folder = name.slice(0, name.lastIndexOf('/') + 1)
    const beside = sidecarOf(name.slice(folder.length))
    return beside !== undefined && (beside === '' ? folder === '' : there.has(`${folder}${beside}`))
  }
}

/**
 * Reads the checksum files of a folder: lists at its top (`SHA256SUMS`), which name files below it, and those beside a file
 * (`a.sql.gz.sha256`) at any depth. What cannot be read is a lack.
 */
export async function readFolderSums(
  source: Source,
  folder: string,
  files: readonly Item[],
): Promise<FolderSums> {
  const named = files.map((file) => ({ file, name: file.name.slice(folder.length).replace(/^\/+/, '') }))
  const there = new Set(named.map(({ name }) => name))
  const isSums = sumsAmong(there)
  const known = new Map<string, ExpectedSum[]>()
  const lacks: PlacedLack[] = []
  for (const { file, name } of named.filter((one) => isSums(one.name))) {
    try {
      const bytes = await readSmall(source, file.name)
      for (const sum of readChecksums(bytes ?? new Uint8Array(), name).checksums) {
        const subject = subjectOf(sum, name, there)
        // A list that a shell writes while the tool runs has itself in it, when it was empty.
        if (subject === '' || isSums(subject)) continue
        const { algorithm, hash } = sum
        known.set(subject, [...(known.get(subject) ?? []), { algorithm, hash, from: name }])
      }
    } catch (thrown) {
      if (!(thrown instanceof RunError)) throw thrown
      const text = `${name}, a checksum file, ${thrown.message}`
      lacks.push({ what: 'checksum', text, level: 1, path: [] })
    }
  }
  const of = (name: string, opened: Opened) => [...(known.get(name) ?? []), ...sumsOfStore(opened)]
  return { of, faults: faultsOf(known, there), lacks, isSums }
}
