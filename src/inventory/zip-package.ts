import { RunError } from '../core/errors.ts'
import type { PackageItem } from '../core/ports.ts'
import type { InstalledPackage } from './installed.ts'
import { partsOfPath } from './installed-path.ts'
import { readMember } from './zip.ts'
import { type Entry, readDirectory } from './zip-directory.ts'
import type { ReadAt } from './zip-window.ts'

/** An archive's entries by their names, a folder's without its slash. */
type Entries = ReadonlyMap<string, Entry | 'twice'>

function readerOf(bytes: Uint8Array): ReadAt {
  return async (offset, length) => {
    const isInside = offset >= 0 && length >= 0 && offset + length <= bytes.length
    return isInside ? bytes.subarray(offset, offset + length) : undefined
  }
}

/** Whether a name leads out of where the archive is unpacked. */
function isUnsafe(name: string): boolean {
  return name.startsWith('/') || name.includes('\0') || name.split('/').includes('..')
}

async function entriesIn(bytes: Uint8Array): Promise<Entries> {
  const directory = await readDirectory(readerOf(bytes), bytes.length)
  if (typeof directory === 'string') throw new RunError(directory)
  const entries = new Map<string, Entry | 'twice'>()
  for (const entry of directory) {
    if (isUnsafe(entry.name)) throw new RunError('holds a name that leads out of the archive')
    const name = entry.name.endsWith('/') ? entry.name.slice(0, -1) : entry.name
    entries.set(name, entries.has(name) ? 'twice' : entry)
  }
  return entries
}

function itemOf(name: string, entry: Entry | 'twice'): PackageItem {
  if (entry === 'twice') return { name, kind: 'other', size: 0 }
  if (entry.isLink) return { name, kind: 'link', size: 0 }
  return entry.name.endsWith('/')
    ? { name, kind: 'folder', size: 0 }
    : { name, kind: 'file', size: entry.size }
}

function itemsIn(entries: Entries, folder: string): readonly PackageItem[] {
  const start = `${folder}/`
  const items = new Map<string, PackageItem>()
  for (const [path, entry] of entries) {
    if (!path.startsWith(start)) continue
    const rest = path.slice(start.length)
    const slash = rest.indexOf('/')
    const item: PackageItem =
      slash === -1 ? itemOf(rest, entry) : { name: rest.slice(0, slash), kind: 'folder', size: 0 }
    // What is a file and holds files, or a link that does, is neither.
    const known = items.get(item.name)
    items.set(item.name, known && known.kind !== item.kind ? { ...item, kind: 'other' } : item)
  }
  return [...items.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
}

/** Throws where a folder on the way to a path is a link or a file. */
function refuseLinks(entries: Entries, base: string, parts: readonly string[]): void {
  let folder = base
  for (const part of parts) {
    folder = `${folder}/${part}`
    const entry = entries.get(folder)
    if (entry === 'twice') throw new RunError('stands twice in the archive')
    if (entry?.isLink) throw new RunError('lies behind a link')
  }
}

/**
 * A package in a zip archive as Yarn makes them, below `node_modules/` and its name. `bytesOf` gives the archive's
 * bytes each time they are needed. An archive that is damaged, or that leads out of itself, is a RunError of every call.
 */
export function archivePackage(
  place: string,
  name: string,
  bytesOf: () => Promise<Uint8Array>,
): InstalledPackage {
  const base = `node_modules/${name}`
  let known: Promise<Entries> | undefined
  const entriesOnce = () => {
    known ??= bytesOf().then(entriesIn)
    return known
  }
  return {
    place,
    list: async (folder) => {
      const parts = partsOfPath(folder)
      const entries = await entriesOnce()
      refuseLinks(entries, base, parts)
      const path = [base, ...parts].join('/')
      const entry = entries.get(path)
      if (entry && entry !== 'twice' && !entry.name.endsWith('/')) throw new RunError('is not a folder')
      return itemsIn(entries, path)
    },
    read: async (path, limit) => {
      const parts = partsOfPath(path)
      const entries = await entriesOnce()
      refuseLinks(entries, base, parts.slice(0, -1))
      const entry = entries.get([base, ...parts].join('/'))
      if (entry === undefined && parts.length > 0) return undefined
      if (entry === 'twice') throw new RunError('stands twice in the archive')
      if (entry?.isLink) throw new RunError('is a link')
      if (!entry || entry.name.endsWith('/')) throw new RunError('is not a file')
      if (entry.size > limit) throw new RunError(`is larger than ${limit} bytes`)
      const bytes = await readMember(readerOf(await bytesOf()), entry, limit)
      if (typeof bytes === 'string') throw new RunError(bytes)
      return bytes
    },
  }
}
