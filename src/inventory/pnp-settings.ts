import { posix } from 'node:path'
import { loadAll } from 'js-yaml'
import { messageOf } from '../core/errors.ts'
import type { Tree } from '../core/ports.ts'
import { objectOf, textOf } from './json.ts'

/** Where Yarn 2 and later keep packages that are in no node_modules, relative to the root that is checked. */
export interface PnpSettings {
  /** Of the archives; undefined where it is outside or cannot be told. */
  readonly cache: string | undefined
  /** Of packages that are unpacked. */
  readonly unplugged: string | undefined
  /** What could not be told, each a sentence. */
  readonly problems: readonly string[]
}

const FILE = '.yarnrc.yml'
const LIMIT = 1024 * 1024
const DEFAULTS = { cacheFolder: '.yarn/cache', pnpUnpluggedFolder: '.yarn/unplugged' }

type Fields = Readonly<Record<string, unknown>>

function parseFields(text: string): Fields | undefined {
  try {
    // A file of comments alone has no document.
    const [top, ...more] = loadAll(text, { maxAliases: 100 })
    return more.length === 0 ? objectOf(top ?? {}) : undefined
  } catch {
    return undefined
  }
}

async function readFields(tree: Tree, path: string): Promise<Fields | string> {
  try {
    const bytes = await tree.read(path, LIMIT)
    if (!bytes) return {}
    const decoded = textOf(bytes)
    if ('problem' in decoded) return `${path} ${decoded.problem}`
    return parseFields(decoded.text) ?? `${path} is not YAML that holds one mapping`
  } catch (thrown) {
    return `${path} ${messageOf(thrown)}`
  }
}

/** A folder as a file of settings names it, relative to the root; undefined where it is outside or not known here. */
function folderOf(base: string, written: unknown): string | undefined {
  if (typeof written !== 'string' || /^[/~\\]|^[A-Za-z]:|\$\{/.test(written)) return undefined
  const folder = posix.join(base, written.replaceAll('\\', '/')).replace(/\/$/, '')
  return folder === '..' || folder.startsWith('../') ? undefined : folder
}

/** A folder and those above it, up to the root. */
function upwards(folder: string): readonly string[] {
  const parts = folder === '.' ? [] : folder.split('/')
  return Array.from(
    { length: parts.length + 1 },
    (_, up) => parts.slice(0, parts.length - up).join('/') || '.',
  )
}

/** Reads what .yarnrc.yml says of places (https://yarnpkg.com/configuration/yarnrc), beside a lockfile and above it. */
export async function pnpSettings(tree: Tree, project: string): Promise<PnpSettings> {
  const problems: string[] = []
  const found: Record<keyof typeof DEFAULTS, string | undefined> = {
    cacheFolder: posix.join(project, DEFAULTS.cacheFolder),
    pnpUnpluggedFolder: posix.join(project, DEFAULTS.pnpUnpluggedFolder),
  }
  // The nearest counts, so it is read last.
  for (const base of upwards(project).toReversed()) {
    const path = posix.join(base, FILE)
    const fields = await readFields(tree, path)
    if (typeof fields === 'string') {
      problems.push(fields)
      continue
    }
    for (const key of ['cacheFolder', 'pnpUnpluggedFolder'] as const) {
      if (!Object.hasOwn(fields, key)) continue
      found[key] = folderOf(base, fields[key])
      if (found[key] === undefined) problems.push(`${path}: ${key} is no folder of the repository`)
    }
  }
  return { cache: found.cacheFolder, unplugged: found.pnpUnpluggedFolder, problems }
}
