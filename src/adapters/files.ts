import {
  type Dirent,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  type Stats,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { messageOf, RunError } from '../core/errors.ts'
import type { Listing, PackageItem, Tree } from '../core/ports.ts'

/** Bytes of one file that are read at most: 20 times the largest real lockfile seen. */
const LIMIT = 200 * 1024 * 1024
const SKIPPED = new Set(['.git', 'node_modules'])

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b)
}

/** What lies at a path, its links followed; undefined where there is nothing. */
function statOf(path: string): Stats | undefined {
  try {
    // Thousands of packages are looked for that are not installed: an exception for each would cost.
    return statSync(path, { throwIfNoEntry: false })
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    throw thrown
  }
}

function listFiles(root: string): Listing {
  const files: string[] = []
  const unreadable: { path: string; reason: string }[] = []
  const open = ['']
  for (let folder = open.pop(); folder !== undefined; folder = open.pop()) {
    try {
      for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
        const path = folder === '' ? entry.name : `${folder}/${entry.name}`
        if (entry.isDirectory() && !SKIPPED.has(entry.name)) open.push(path)
        else if (entry.isFile() || entry.isSymbolicLink()) files.push(path)
      }
    } catch (thrown) {
      unreadable.push({ path: folder || '.', reason: messageOf(thrown) })
    }
  }
  return { files: files.sort(compare), unreadable }
}

/** Where a path leads; out of the root is refused, as that would not be part of the checkout. */
function fileIn(root: string, path: string): string {
  const file = resolve(root, path)
  if (file === root || file.startsWith(root.endsWith(sep) ? root : root + sep)) return file
  throw new RunError('lies outside the directory')
}

function readFile(file: string, limit: number): Uint8Array | undefined {
  const stat = statOf(file)
  if (!stat) return undefined
  if (!stat.isFile()) throw new RunError('is not a file')
  const most = Math.min(limit, LIMIT)
  if (stat.size > most)
    throw new RunError(`is larger than ${most === LIMIT ? `${LIMIT / 1024 / 1024} MB` : `${most} bytes`}`)
  return readFileSync(file)
}

/** Whether a link on the way leads out of the root, which is refused as well. */
function isLinkOut(root: string, file: string): boolean {
  // Only what is not installed: links in node_modules (pnpm, npm link) lead out of it by design.
  if (relative(root, file).split(sep).includes('node_modules')) return false
  return !realpathSync(file).startsWith(realpathSync(root) + sep)
}

function itemOf(folder: string, entry: Dirent): PackageItem {
  const { name } = entry
  if (entry.isSymbolicLink()) return { name, kind: 'link', size: 0 }
  if (entry.isDirectory()) return { name, kind: 'folder', size: 0 }
  if (!entry.isFile()) return { name, kind: 'other', size: 0 }
  // Gone since it was listed: what reads it will say so.
  const stat = lstatSync(join(folder, name), { throwIfNoEntry: false })
  return { name, kind: 'file', size: stat?.size ?? 0 }
}

function listOneFolder(root: string, path: string): readonly PackageItem[] {
  const folder = fileIn(root, path)
  const stat = statOf(folder)
  if (!stat) return []
  if (!stat.isDirectory()) throw new RunError('is not a folder')
  if (folder !== root && isLinkOut(root, folder)) throw new RunError('is a link out of the directory')
  const items = readdirSync(folder, { withFileTypes: true }).map((entry) => itemOf(folder, entry))
  return items.sort((a, b) => compare(a.name, b.name))
}

/** Every node_modules that is in no other one; folders that cannot be listed are told by whoever lists the files. */
function installedFolders(root: string): string[] {
  const found = statOf(join(root, 'node_modules')) ? ['node_modules'] : []
  const open = ['']
  for (let folder = open.pop(); folder !== undefined; folder = open.pop()) {
    for (const entry of entriesOf(join(root, folder))) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`
      if (!entry.isDirectory() || path === 'node_modules') continue
      if (!SKIPPED.has(entry.name)) open.push(path)
      else if (entry.name === 'node_modules') found.push(path)
    }
  }
  return found
}

function entriesOf(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch {
    return []
  }
}

function listPackages(root: string): readonly string[] {
  const found: string[] = []
  const open = installedFolders(root)
  for (let folder = open.pop(); folder !== undefined; folder = open.pop()) {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      if (!entry.isDirectory()) continue
      const path = `${folder}/${entry.name}`
      const isStore = entry.name.startsWith('.') || /\/node_modules\/\.[^/]+$/.test(`/${folder}`)
      if (entry.name.startsWith('@') || isStore) open.push(path)
      else if (lstatSync(join(root, path, 'package.json'), { throwIfNoEntry: false })) found.push(path)
      const nested = `${path}/node_modules`
      // Not a link: it may lead up, and then there is no end.
      if (lstatSync(join(root, nested), { throwIfNoEntry: false })?.isDirectory()) open.push(nested)
    }
  }
  return found.sort(compare)
}

/** The files below a directory of this machine, which is absolute. */
export function diskTree(directory: string): Tree {
  const root = resolve(directory)
  const installed = new Map<string, boolean>()
  /** Whether the outermost node_modules on the way to a file is there: one look for all that would be in it. */
  const mayBeThere = (path: string): boolean => {
    const end = path.indexOf('node_modules/')
    if (end === -1) return true
    const folder = path.slice(0, end + 'node_modules'.length)
    const known = installed.get(folder) ?? statOf(join(root, folder)) !== undefined
    installed.set(folder, known)
    return known
  }
  return {
    list: async () => listFiles(root),
    read: async (path, limit = LIMIT) => {
      try {
        // One look for thousands of packages that are not installed, before anything is made of their paths.
        if (!path.includes('..') && !mayBeThere(path)) return undefined
        const file = fileIn(root, path)
        if (!mayBeThere(path)) return undefined
        const bytes = readFile(file, limit)
        if (bytes && isLinkOut(root, file)) throw new RunError('is a link out of the directory')
        return bytes
      } catch (thrown) {
        throw thrown instanceof RunError ? thrown : new RunError(`cannot be read: ${messageOf(thrown)}`)
      }
    },
    listFolder: async (path) => {
      try {
        return listOneFolder(root, path)
      } catch (thrown) {
        throw thrown instanceof RunError ? thrown : new RunError(`cannot be listed: ${messageOf(thrown)}`)
      }
    },
    listInstalled: async () => {
      try {
        return listPackages(root)
      } catch (thrown) {
        throw new RunError(`node_modules cannot be listed: ${messageOf(thrown)}`)
      }
    },
  }
}

/** Whether there is such a directory. */
export function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory()
  } catch {
    return false
  }
}

/** Writes a text file, making its folders. Throws a RunError that names it. */
export function writeText(path: string, text: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
  } catch (thrown) {
    throw new RunError(`${path} cannot be written: ${messageOf(thrown)}`)
  }
}

/** A text file of this machine; undefined where there is none. */
export function readText(path: string): string | undefined {
  return statOf(path) ? readFileSync(path, 'utf8') : undefined
}

/** The nearest folder at or above a directory that holds `.git`, if any. */
export function repositoryRoot(directory: string): string | undefined {
  for (let at = resolve(directory); ; at = dirname(at)) {
    if (statOf(join(at, '.git'))) return at
    if (dirname(at) === at) return undefined
  }
}
