import type { Tree } from '../core/ports.ts'
import { folderPackage } from './installed-folder.ts'
import { type Candidate, digestOf } from './installed-index.ts'
import { readManifest } from './installed-manifest.ts'

/** Reads the package.json of folders; a folder without one is none of a package. */
export async function readCandidates(tree: Tree, folders: readonly string[]): Promise<readonly Candidate[]> {
  const candidates: Candidate[] = []
  for (const folder of folders) {
    const own = await readManifest((limit) => tree.read(`${folder}/package.json`, limit))
    if (!own) continue
    const { manifest, bytes } = own
    candidates.push({ installed: folderPackage(tree, folder), manifest, digest: digestOf(bytes) })
  }
  return candidates
}

async function linksIn(tree: Tree, folder: string): Promise<readonly string[]> {
  const links: string[] = []
  const items = await tree.listFolder(folder).catch(() => [])
  for (const { name, kind } of items) {
    if (kind === 'link') links.push(`${folder}/${name}`)
    if (kind !== 'folder' || !name.startsWith('@')) continue
    for (const link of await linksIn(tree, `${folder}/${name}`)) links.push(link)
  }
  return links
}

/**
 * The packages that links directly in some node_modules lead to: with a store outside of the repository, nothing
 * else leads there. What cannot be listed has none; `listInstalled` says that.
 */
export async function readLinked(tree: Tree, modules: readonly string[]): Promise<readonly Candidate[]> {
  const links: string[] = []
  for (const folder of modules) for (const link of await linksIn(tree, folder)) links.push(link)
  return readCandidates(tree, links)
}
