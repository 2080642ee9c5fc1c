import { messageOf, RunError } from '../core/errors.ts'
import type { Tree } from '../core/ports.ts'
import { type Candidate, digestOf, isOf, type Sight } from './installed-index.ts'
import { readManifest } from './installed-manifest.ts'
import type { Package } from './package.ts'
import { keysOfPackage, keysOfSlug } from './pnp-slug.ts'
import { archivePackage } from './zip-package.ts'

/** Archives of Yarn's in a folder, by the keys of their names. */
export interface Archives {
  readonly byKey: ReadonlyMap<string, readonly Archive[]>
  /** Why the folder cannot be listed. */
  readonly problem: string | undefined
}

interface Archive {
  readonly tree: Tree
  readonly path: string
  /** For people. */
  readonly place: string
  /** Its name without hash and checksum. */
  readonly stem: string
  /** What its name ends in: ten digits of the checksum, or what Yarn calls the cache's key. */
  readonly mark: string
}

const END = '.zip'
/** Archives that are opened for one package, at most: a cache that is kept for years holds a few of each. */
const MOST = 20

/** Lists a folder of archives, `shown` to people under a name. */
export async function listArchives(tree: Tree, folder: string, shown: string): Promise<Archives> {
  const byKey = new Map<string, Archive[]>()
  try {
    for (const { name, kind } of await tree.listFolder(folder)) {
      if (kind !== 'file' || !name.endsWith(END)) continue
      const end = name.lastIndexOf('-')
      const [stem = '', ...keys] = keysOfSlug(name.slice(0, Math.max(end, 0)))
      const archive: Archive = {
        tree,
        stem,
        path: folder === '' ? name : `${folder}/${name}`,
        place: `${shown}/${name}`,
        mark: name.slice(end + 1, -END.length),
      }
      for (const key of [stem, ...keys]) {
        const known = byKey.get(key)
        if (known) known.push(archive)
        else byKey.set(key, [archive])
      }
    }
    return { byKey, problem: undefined }
  } catch (thrown) {
    return { byKey, problem: `${shown} ${messageOf(thrown)}` }
  }
}

/** Whether an archive's name contradicts the lockfile's checksum, which may have the cache's key before it. */
function isOther({ mark }: Archive, { integrity = '' }: Package): boolean {
  const checksum = integrity.slice(integrity.lastIndexOf('/') + 1)
  return /^[0-9a-f]{10}$/.test(mark) && /^[0-9a-f]{64,}$/.test(checksum) && !checksum.startsWith(mark)
}

/** Reads archives, and keeps the last one: who reads one file of a package reads the next one too. */
export function archiveReader(): (archive: Archive) => Promise<Uint8Array> {
  let last: { readonly archive: Archive; readonly bytes: Promise<Uint8Array> } | undefined
  return (archive) => {
    if (last?.archive !== archive) last = { archive, bytes: bytesOf(archive) }
    return last.bytes
  }
}

async function bytesOf({ tree, path }: Archive): Promise<Uint8Array> {
  const bytes = await tree.read(path)
  if (!bytes) throw new RunError('is gone')
  return bytes
}

/** Looks for a package among archives: its name and version, and where both tell it the checksum, must be the locked ones. */
export async function findInArchives(
  archives: readonly Archives[],
  pkg: Package,
  read: (archive: Archive) => Promise<Uint8Array>,
): Promise<Sight> {
  const found: Candidate[] = []
  const damaged: Candidate[] = []
  let isAnother = false
  const keys = keysOfPackage(pkg)
  const named = archives.flatMap(({ byKey }) => keys.flatMap((key) => byKey.get(key) ?? []))
  for (const [count, archive] of named.entries()) {
    // What is patched, or no registry's, is named by what the lockfile's reader does not keep.
    const isPlain = pkg.source === 'registry' && archive.stem === keys[0]
    if (isPlain && isOther(archive, pkg)) {
      isAnother = true
      continue
    }
    const installed = archivePackage(archive.place, pkg.name, () => read(archive))
    if (count >= MOST) {
      damaged.push({ installed, manifest: { problem: 'is in one of too many archives' }, digest: '' })
      break
    }
    const own = await readManifest((limit) => installed.read('package.json', limit))
    const manifest = own?.manifest ?? { problem: 'is missing in its archive' }
    const candidate: Candidate = { installed, manifest, digest: digestOf(own?.bytes ?? new Uint8Array()) }
    if ('problem' in manifest) damaged.push(candidate)
    else if (isOf(manifest, pkg)) found.push(candidate)
    else isAnother ||= isPlain
  }
  return { found, damaged, isOther: isAnother }
}
