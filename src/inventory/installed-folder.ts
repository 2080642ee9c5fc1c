import { RunError } from '../core/errors.ts'
import type { PackageItem, Tree } from '../core/ports.ts'
import type { InstalledPackage } from './installed.ts'
import { partsOfPath } from './installed-path.ts'

/** A package in a folder of a tree. The folder itself may be a link, as pnpm's are; nothing in it is read through one. */
export function folderPackage(tree: Tree, place: string): InstalledPackage {
  const listed = new Map<string, Promise<readonly PackageItem[]>>()
  const listOnce = (path: string) => {
    const items = listed.get(path) ?? tree.listFolder(path)
    listed.set(path, items)
    return items
  }
  /** What stands at a path; undefined where nothing does. */
  const itemAt = async (parts: readonly string[]): Promise<PackageItem | undefined> => {
    let folder = place
    let item: PackageItem | undefined
    for (const part of parts) {
      if (item?.kind === 'link') throw new RunError('lies behind a link')
      if (item && item.kind !== 'folder') return undefined
      item = (await listOnce(folder)).find((one) => one.name === part)
      if (!item) return undefined
      folder = `${folder}/${part}`
    }
    return item
  }
  return {
    place,
    list: async (folder) => {
      const parts = partsOfPath(folder)
      const item = await itemAt(parts)
      if (item && item.kind !== 'folder') throw new RunError('is not a folder')
      return item || parts.length === 0 ? listOnce([place, ...parts].join('/')) : []
    },
    read: async (path, limit) => {
      const parts = partsOfPath(path)
      const item = await itemAt(parts)
      if (!item && parts.length > 0) return undefined
      if (item?.kind !== 'file') throw new RunError(item?.kind === 'link' ? 'is a link' : 'is not a file')
      return tree.read([place, ...parts].join('/'), limit)
    },
  }
}
