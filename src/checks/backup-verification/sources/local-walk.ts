import type { Dirent, Stats } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Glob } from '../../../core/glob.ts'
import { type Led, lead, oddity, wordsOf } from './local-entry.ts'

/** Something that a glob means. */
export interface Found {
  /** Below the base. */
  readonly name: string
  /** Where it is, links followed. */
  readonly path: string
  readonly stats: Stats
  /** It is a link, or was found behind one. */
  readonly isLink: boolean
}

/** What is looked for. */
export interface Walk {
  /** Real paths: nothing outside of the root is looked at. */
  readonly root: string
  readonly base: string
  readonly glob: Glob
  readonly wanted: 'files' | 'folders'
  /** Whether the glob goes over folders (`**`): then links to folders are not followed, as they might have no end. */
  readonly isDeep: boolean
  /** Whether the glob's last part says something of the name, so that what has it and is no file is odd. */
  readonly isTelling: boolean
}

/** What was found, and what could not be looked at by its name below the base. */
export interface Walked {
  readonly found: Found[]
  readonly problems: { readonly name: string; readonly reason: string }[]
  /** Links that were not followed, of a folder that is an artifact. */
  readonly links: string[]
}

/** Not entered by `**`: a repository and what a package manager put there. */
const SKIPPED = new Set(['.git', 'node_modules'])

async function lookAt(root: string, path: string, isLink: boolean): Promise<Led> {
  if (isLink) return lead(root, path)
  try {
    return { path, stats: await stat(path) }
  } catch (thrown) {
    return { reason: wordsOf(thrown) }
  }
}

/** Whether what a name leads to is what is looked for; a reason where it is not, and should be. */
function judge(stats: Stats, { wanted, glob, isTelling }: Walk): boolean | string {
  if (wanted === 'folders') {
    if (stats.isDirectory()) return true
    return glob.isExact ? 'is no folder, and its place ends in a slash' : false
  }
  const odd = oddity(stats)
  if (odd === undefined) return true
  return stats.isDirectory() && !isTelling ? false : odd
}

interface Place {
  readonly name: string
  readonly path: string
}

interface Folder extends Place {
  readonly isLink: boolean
}

/** Takes one entry; gives the folder that is to be looked into, if it is one. */
async function take(entry: Dirent, folder: Folder, walk: Walk, walked: Walked): Promise<Folder | undefined> {
  const name = folder.name === '' ? entry.name : `${folder.name}/${entry.name}`
  const path = join(folder.path, entry.name)
  const isLink = entry.isSymbolicLink()
  const isMeant = walk.glob.matches(name)
  const isSkipped = walk.isDeep && SKIPPED.has(entry.name)
  const mayHold =
    !isSkipped && (entry.isDirectory() || (isLink && !walk.isDeep)) && walk.glob.mayMatchBelow(name)
  if (!isMeant && !mayHold) return undefined
  const isBehind = isLink || folder.isLink
  if (!isMeant && !isLink) return { name, path, isLink: isBehind }
  const led = await lookAt(walk.root, path, isLink)
  if ('reason' in led) {
    // Gone since it was listed; of a link that stands.
    if (isLink || led.reason !== 'is not there') walked.problems.push({ name, reason: led.reason })
    return undefined
  }
  const verdict = isMeant && judge(led.stats, walk)
  if (verdict === true) walked.found.push({ name, path: led.path, stats: led.stats, isLink: isBehind })
  if (typeof verdict === 'string') walked.problems.push({ name, reason: verdict })
  return mayHold && led.stats.isDirectory() ? { name, path: led.path, isLink: isBehind } : undefined
}

async function entriesOf(folder: Place, walked: Walked): Promise<readonly Dirent[]> {
  try {
    return await readdir(folder.path, { withFileTypes: true })
  } catch (thrown) {
    walked.problems.push({ name: folder.name, reason: `cannot be listed: it ${wordsOf(thrown)}` })
    return []
  }
}

/** Finds what a glob means below a base. */
export async function walkLocal(walk: Walk): Promise<Walked> {
  const walked: Walked = { found: [], problems: [], links: [] }
  const open: Folder[] = [{ name: '', path: walk.base, isLink: false }]
  for (let folder = open.pop(); folder; folder = open.pop())
    for (const entry of await entriesOf(folder, walked)) {
      const below = await take(entry, folder, walk, walked)
      if (below) open.push(below)
    }
  return walked
}

/** Takes one entry of a folder that is an artifact; gives it where it is a folder as well. */
async function takeInner(entry: Dirent, folder: Place, walked: Walked): Promise<Place | undefined> {
  const inner = { name: `${folder.name}/${entry.name}`, path: join(folder.path, entry.name) }
  if (entry.isDirectory()) return inner
  if (entry.isSymbolicLink()) {
    walked.links.push(inner.name)
    return undefined
  }
  try {
    const stats = await stat(inner.path)
    const odd = oddity(stats)
    if (odd === undefined) walked.found.push({ ...inner, stats, isLink: false })
    else walked.problems.push({ name: inner.name, reason: odd })
  } catch (thrown) {
    walked.problems.push({ name: inner.name, reason: wordsOf(thrown) })
  }
  return undefined
}

/** What is in a folder: its files in all depths. Links in it are not followed. */
export async function walkFolder(folder: Place): Promise<Walked> {
  const walked: Walked = { found: [], problems: [], links: [] }
  const open: Place[] = [folder]
  for (let one = open.pop(); one; one = open.pop())
    for (const entry of await entriesOf(one, walked)) {
      const below = await takeInner(entry, one, walked)
      if (below) open.push(below)
    }
  return walked
}
