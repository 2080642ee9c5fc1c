import { realpath, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { RunError } from '../../../core/errors.ts'
import { globOf } from '../../../core/glob.ts'
import { checkName, isInside, wordsOf } from './local-entry.ts'
import { openLocalFile } from './local-file.ts'
import { type Found, type Walked, walkFolder, walkLocal } from './local-walk.ts'
import type { LocalPlace } from './place.ts'
import { byName, type Item, type Listed, type Source, type SourceProblem } from './source.ts'

interface Roots {
  /** Both real paths. */
  readonly root: string
  readonly base: string
}

/** Where the place is; undefined where it is not there. What leads out of the checked directory is refused. */
async function rootsOf(place: LocalPlace, directory: string): Promise<Roots | undefined> {
  try {
    const path = place.isAbsolute ? place.base : join(directory, place.base)
    const base = await realpath(path)
    const root = place.isAbsolute ? base : await realpath(directory)
    if (!isInside(root, base)) throw new RunError(`${place.base} is a link that leads out of the directory`)
    if (!(await stat(base)).isDirectory()) throw new RunError(`${place.base} is no folder`)
    return { root, base }
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException
    if (code === 'ENOENT') return undefined
    throw thrown instanceof RunError ? thrown : new RunError(`${place.base} ${wordsOf(thrown)}`)
  }
}

function fileItem({ name, stats }: Found): Item {
  const { size, mtimeMs: modified } = stats
  return { name, kind: 'file', size, files: 1, modified, etag: '', checksums: {} }
}

function folderItem({ name, stats }: Found, { found }: Walked): Item {
  const times = found.map((file) => file.stats.mtimeMs)
  return {
    name,
    kind: 'folder',
    size: found.reduce((sum, file) => sum + file.stats.size, 0),
    files: found.length,
    modified: times.reduce((newest, time) => Math.max(newest, time), times.length > 0 ? 0 : stats.mtimeMs),
    etag: '',
    checksums: {},
  }
}

/** A link to another item of the list (`latest.sql.gz`) is not one more backup. */
function withoutAliases(found: readonly Found[]): readonly Found[] {
  const real = new Set(found.filter(({ isLink }) => !isLink).map(({ path }) => path))
  return found.filter(({ isLink, path }) => !isLink || !real.has(path))
}

function told(problems: Walked['problems'], subjectOf: Source['subjectOf']): readonly SourceProblem[] {
  return problems.map(({ name, reason }) => ({ subject: subjectOf(name), reason }))
}

async function listPlace(
  place: LocalPlace,
  directory: string,
  subjectOf: Source['subjectOf'],
): Promise<Listed> {
  const roots = await rootsOf(place, directory)
  if (!roots) return { items: [], problems: [] }
  const last = place.glob.split('/').at(-1) ?? ''
  const { found, problems } = await walkLocal({
    ...roots,
    glob: globOf(place.glob, 'alone'),
    wanted: place.wanted,
    isDeep: place.glob.split('/').includes('**'),
    isTelling: /[^*?]/.test(last),
  })
  const items: Item[] = []
  for (const one of withoutAliases(found)) {
    const inner = place.wanted === 'folders' ? await walkFolder(one) : undefined
    items.push(inner ? folderItem(one, inner) : fileItem(one))
    problems.push(...(inner?.problems ?? []))
  }
  return { items: items.sort(byName), problems: told(problems, subjectOf) }
}

async function listInside(
  place: LocalPlace,
  directory: string,
  folder: string,
  subjectOf: Source['subjectOf'],
): Promise<Listed> {
  checkName(folder)
  const roots = await rootsOf(place, directory)
  const path = roots && (await realpath(join(roots.base, folder)).catch(() => undefined))
  if (!roots || path === undefined || !isInside(roots.root, path)) throw new RunError('is not there')
  const { found, problems, links } = await walkFolder({ name: folder, path })
  return { items: found.map(fileItem).sort(byName), problems: told(problems, subjectOf), links }
}

/**
 * Files or folders of this machine, below the checked directory, which is absolute, or where the user said. Nothing
 * outside of that is read, whatever links say; nothing hangs. A place that is not there is empty.
 */
export function localSource(place: LocalPlace, directory: string): Source {
  const subjectOf = (name: string) =>
    [place.base.replace(/\/$/, ''), name].filter((part) => part !== '').join('/')
  return {
    subjectOf,
    list: () => listPlace(place, directory, subjectOf),
    inside: (folder) => listInside(place, directory, folder, subjectOf),
    open: async (name) => {
      checkName(name)
      const roots = await rootsOf(place, directory)
      if (!roots) throw new RunError('is not there')
      return openLocalFile(roots.root, join(roots.base, name))
    },
  }
}
