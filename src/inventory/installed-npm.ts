import { posix } from 'node:path'
import type { Tree } from '../core/ports.ts'
import type { FoundPackage } from './installed.ts'
import { folderPackage } from './installed-folder.ts'
import { readManifest } from './installed-manifest.ts'
import type { Lockfile, Package } from './package.ts'

/** Where npm installs a package. Joined by hand where that is enough: it is done for thousands. */
function folderOf(lockfile: Lockfile, { location }: Package): string {
  const isPlain = !lockfile.path.includes('/') && !location.includes('..')
  return isPlain ? location : posix.join(posix.dirname(lockfile.path), location)
}

/** A folder or archive of lockfile version 1 has no version of its own in the lockfile to compare. */
function isLocked(fields: Readonly<Record<string, unknown>>, pkg: Package): boolean {
  const isSame = fields['name'] === pkg.name && fields['version'] === pkg.version
  return isSame || pkg.source === 'link' || pkg.source === 'file' || /[:/]/.test(pkg.version)
}

/** Looks for a package where npm's lockfile says that it goes (https://docs.npmjs.com/cli/configuring-npm/package-lock-json). */
export async function findByLocation(
  tree: Tree,
  lockfile: Lockfile,
  pkg: Package,
): Promise<FoundPackage | 'other' | undefined> {
  const folder = folderOf(lockfile, pkg)
  if (folder === '..' || folder.startsWith('../')) return undefined
  const read = await readManifest((limit) => tree.read(`${folder}/package.json`, limit))
  if (!read) return undefined
  if ('fields' in read.manifest && !isLocked(read.manifest.fields, pkg)) return 'other'
  return { ...folderPackage(tree, folder), manifest: read.manifest, copies: [] }
}
