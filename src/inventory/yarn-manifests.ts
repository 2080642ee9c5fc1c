import { posix } from 'node:path'
import type { Gap } from '../core/finding.ts'
import type { Tree } from '../core/ports.ts'
import { readFields } from './declared.ts'
import { objectOf } from './json.ts'
import { type Edge, edgesOf } from './manifest.ts'
import { workspacesOf } from './workspaces.ts'

/** What a package.json of the repository says that counts for Yarn. */
export interface Own {
  /** Relative to the lockfile's; the root's is empty. */
  readonly folder: string
  readonly name: string
  readonly version: string
  /** What is installed for it. */
  readonly edges: readonly Edge[]
  /** Peers that it does not also develop with. */
  readonly peers: readonly Edge[]
}

/** The root and the members of its workspaces, as the manifests have them. */
export interface OwnPackages {
  /** By folder, the root first; without those that cannot be read. */
  readonly own: ReadonlyMap<string, Own>
  /** Folders whose package.json stands there and cannot be read. */
  readonly unreadable: ReadonlySet<string>
  /** `resolutions` of the root. */
  readonly resolutions: unknown
  readonly gaps: readonly Gap[]
}

type Fields = Readonly<Record<string, unknown>>

/** What a manifest asks for, by the rules of Yarn: a peer that is also developed with is installed. */
export function ownOf(folder: string, fields: Fields): Own {
  const { peerDependencies, peerDependenciesMeta, ...hard } = fields
  const meta = objectOf(fields['dependenciesMeta']) ?? {}
  const edges = edgesOf(hard, true).map((edge): Edge => {
    const isOptional = edge.kind === 'prod' && isMarked(meta, edge.name)
    return isOptional ? { ...edge, kind: 'optional' } : edge
  })
  const names = new Set(edges.map((edge) => edge.name))
  const peers = edgesOf({ peerDependencies, peerDependenciesMeta }, false)
  const { name, version } = fields
  return {
    folder,
    name: typeof name === 'string' ? name : '',
    version: typeof version === 'string' ? version : '',
    edges,
    peers: peers.filter((edge) => !names.has(edge.name)),
  }
}

/** Whether `dependenciesMeta` or `peerDependenciesMeta` calls a name optional; lockfiles say it in words. */
export function isMarked(meta: Fields, name: string): boolean {
  const marked = Object.hasOwn(meta, name) ? objectOf(meta[name])?.['optional'] : undefined
  return marked === true || marked === 'true'
}

/** Folders with a package.json below a lockfile's, relative to it. */
function foldersBelow(lockfile: string, files: readonly string[]): readonly string[] {
  const base = posix.dirname(lockfile)
  const start = base === '.' ? '' : `${base}/`
  return files
    .filter((path) => path.startsWith(start) && posix.basename(path) === 'package.json')
    .map((path) => posix.dirname(path.slice(start.length)))
    .filter((folder) => folder !== '.')
}

/** The folders that `workspaces` of the package in one folder names. */
function membersBelow(folder: string, workspaces: unknown, folders: readonly string[]): readonly string[] {
  if (workspaces === undefined) return []
  const isAmong = workspacesOf(workspaces)
  const start = folder === '' ? '' : `${folder}/`
  return folders.filter((one) => one.startsWith(start) && isAmong(one.slice(start.length)))
}

/**
 * Reads the root's package.json and those of the members that its `workspaces` name; in a nested workspace the
 * members' own `workspaces` count too, as in Yarn 2 and later.
 */
export async function readOwn(
  tree: Tree,
  path: string,
  files: readonly string[],
  isNested: boolean,
): Promise<OwnPackages> {
  const folders = foldersBelow(path, files)
  const own = new Map<string, Own>()
  const unreadable = new Set<string>()
  const gaps: Gap[] = []
  let resolutions: unknown
  const looked = new Set([''])
  for (const folder of looked) {
    const manifest = posix.join(posix.dirname(path), folder, 'package.json')
    const read = await readFields(tree, manifest)
    if (read === undefined) continue
    if (typeof read === 'string') {
      unreadable.add(folder)
      gaps.push({ target: path, subject: manifest, reason: `${manifest} ${read}` })
      continue
    }
    own.set(folder, ownOf(folder, read.fields))
    if (folder === '') resolutions = read.fields['resolutions']
    if (folder !== '' && !isNested) continue
    for (const member of membersBelow(folder, read.fields['workspaces'], folders)) looked.add(member)
  }
  return { own, unreadable, resolutions, gaps: [...gaps, ...sameNames(path, own)] }
}

/** Members that share a name: Yarn refuses them, and nobody can say which one is meant. */
function sameNames(path: string, own: ReadonlyMap<string, Own>): readonly Gap[] {
  const byName = new Map<string, string>()
  const gaps: Gap[] = []
  for (const { name, folder } of own.values()) {
    const other = name === '' ? undefined : byName.get(name)
    if (other !== undefined) {
      const reason = `${folder} and ${other || 'the root'} are both called ${name.slice(0, 200)}`
      gaps.push({ target: path, subject: folder, reason })
    }
    byName.set(name, other ?? folder)
  }
  return gaps
}
