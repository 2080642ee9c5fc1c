import { createGunzip } from '../codecs/gzip.ts'
import { createUnlz4 } from '../codecs/lz4.ts'
import { createUnzstd } from '../codecs/zstd.ts'
import type { Fault, Intake, Lack, Reading } from '../intake.ts'
import { createFolderArchive, type FolderArchive } from '../pg-archive/folder-archive.ts'
import type { LayerContext } from './context.ts'
import { type Layer, lacksAt } from './layer.ts'

/** Names that pg_dump -Fd and -Ft give to files. */
const PART = /^(?:toc\.dat|blobs(?:_\d+)?\.toc|(?:\d+|blob_\d+)\.dat)(?:\.(gz|lz4|zst))?$/
const SCRIPT = 'restore.sql'
const TABLE_OF_CONTENTS = 'toc.dat'
/** Folders that may be such archives; of more in one backup the files are read, and not what they are together. */
const MOST_FOLDERS = 100

interface Candidate {
  readonly archive: FolderArchive
  readonly faults: Fault[]
  readonly lacks: Lack[]
  hasToc: boolean
  size: number
}

/** Archives of pg_dump whose parts are files in a folder: of a container's members, or of a folder on disk. */
export interface FolderMembers {
  /** A reader for one of their files; undefined for a file that is none of theirs. `name` is the plain path. */
  readonly take: (name: string) => Intake<void> | undefined
  /** Every file has come. Those folders that turned out to be archives, and what is wrong with files that are none of any. */
  readonly layers: (isWhole: boolean) => readonly Layer[]
}

function ignored(): Intake<void> {
  return { write: () => undefined, end: () => undefined }
}

/** Unpacks what a part of such an archive is packed by, which its name's last word says. */
export function unpacked(
  word: string | undefined,
  into: Intake<void>,
  { unpack, external }: LayerContext,
): Intake<Reading | undefined> {
  if (word === 'gz') return createGunzip(into, unpack)
  if (word === 'lz4') return createUnlz4(into, unpack, external)
  if (word === 'zst') return createUnzstd(into, unpack, external)
  return {
    write: into.write,
    end: async (isWhole) => {
      await into.end(isWhole)
      return undefined
    },
  }
}

function layerOf(folder: string, path: readonly string[], candidate: Candidate, isWhole: boolean): Layer {
  const archive = candidate.archive.end(isWhole)
  return {
    path: folder === '' ? path : [...path, folder],
    kind: 'folder',
    size: candidate.size,
    contents: { type: 'archive', archive },
    faults: [...candidate.faults, ...archive.faults],
    remarks: archive.remarks,
    lacks: [...lacksAt(2, candidate.lacks), ...lacksAt(3, archive.lacks)],
    inner: [],
  }
}

/** Files that only had the names of an archive's: of them is known whether they unpack. */
function plainLayer(folder: string, path: readonly string[], { size, faults, lacks }: Candidate): Layer {
  return {
    path: folder === '' ? path : [...path, folder],
    kind: 'folder',
    size,
    contents: { type: 'bytes' },
    faults,
    remarks: [],
    lacks: lacksAt(2, lacks),
    inner: [],
  }
}

/** For archives behind the last folder that is looked at. */
function unreadLayer(path: readonly string[], count: number): Layer {
  const text = `it holds ${count} more folders of pg_dump's than the ${MOST_FOLDERS} that are read of one backup`
  return {
    ...{ path, kind: 'folder', size: 0, contents: { type: 'bytes' }, faults: [], remarks: [], inner: [] },
    lacks: lacksAt(3, [{ what: 'members', text }]),
  }
}

/** Whether a file lies directly in the folder that somebody else wants. */
function isTaken(path: readonly string[], folder: string, wanted: readonly string[]): boolean {
  const own = folder === '' ? path : [...path, folder]
  return own.length === wanted.length && own.every((part, index) => part === wanted[index])
}

function takeFor(
  context: LayerContext,
  path: readonly string[],
  folder: string,
  fileName: string,
  word: string | undefined,
): Intake<void> | undefined {
  const { takeMember } = context
  if (!takeMember || !isTaken(path, folder, takeMember.folder)) return ignored()
  const into = takeMember.member(fileName.replace(/\.(?:gz|lz4|zst)$/, ''))
  if (!into) return ignored()
  const reader = unpacked(word, into, context)
  return { write: reader.write, end: async (isWhole) => void (await reader.end(isWhole)) }
}

/** Looks for such archives among files that come one after the other. `path` is that of what holds the files. */
export function findFolderArchives(path: readonly string[], context: LayerContext): FolderMembers {
  const candidates = new Map<string, Candidate>()
  let hasOthers = false
  let unread = 0

  function candidateOf(folder: string, isTar: boolean): Candidate | undefined {
    const known = candidates.get(folder)
    if (known || candidates.size >= MOST_FOLDERS) return known
    const archive = createFolderArchive(isTar ? 'tar' : 'directory')
    const made = { archive, faults: [], lacks: [], hasToc: false, size: 0 }
    candidates.set(folder, made)
    return made
  }

  return {
    take: (name) => {
      const slash = name.lastIndexOf('/')
      const fileName = name.slice(slash + 1)
      const [isPart, word] = PART.exec(fileName) ?? []
      const folder = name.slice(0, Math.max(0, slash))
      // pg_dump -Ft ends in a script for people; it says nothing that the table of contents does not.
      if (fileName === SCRIPT && candidates.get(folder)?.hasToc) return ignored()
      if (isPart === undefined) {
        hasOthers = true
        return undefined
      }
      if (context.takeMember) return takeFor(context, path, folder, fileName, word)
      const candidate = candidateOf(folder, fileName === TABLE_OF_CONTENTS && slash === -1)
      if (!candidate && fileName === TABLE_OF_CONTENTS) unread += 1
      if (!candidate) return undefined
      if (fileName === TABLE_OF_CONTENTS) candidate.hasToc = true
      const reader = unpacked(word, candidate.archive.member(fileName) ?? ignored(), context)
      return {
        write: (chunk) => {
          candidate.size += chunk.length
          return reader.write(chunk)
        },
        end: async (isWhole) => {
          const reading = await reader.end(isWhole)
          if (!reading) return
          if (reading.faults.length + reading.lacks.length > 0) candidate.archive.unread(fileName)
          const told = reading.faults.map((fault) => ({
            ...fault,
            text: `its file ${fileName} ${fault.text}`,
          }))
          candidate.faults.push(...told.slice(0, Math.max(0, 5 - candidate.faults.length)))
          candidate.lacks.push(...reading.lacks.slice(0, Math.max(0, 5 - candidate.lacks.length)))
        },
      }
    },
    layers: (isWhole) => [
      ...[...candidates].map(([folder, candidate]) => {
        // Nothing but parts of one, and that is all of the backup: an archive without its table of contents.
        const isAlone = path.length === 0 && folder === '' && !hasOthers
        return candidate.hasToc || isAlone
          ? layerOf(folder, path, candidate, isWhole)
          : plainLayer(folder, path, candidate)
      }),
      ...(unread > 0 ? [unreadLayer(path, unread)] : []),
    ],
  }
}
