import type { PackageItem } from '../../src/core/ports.ts'

/** What stands directly in a folder of a tree of plain values; `sizeOf` gives a file's bytes. */
export function itemsIn(
  paths: readonly string[],
  folder: string,
  sizeOf: (path: string) => number,
): readonly PackageItem[] {
  const start = folder === '' || folder === '.' ? '' : `${folder}/`
  const items = new Map<string, PackageItem>()
  for (const path of paths.filter((one) => one.startsWith(start))) {
    const [name = '', ...rest] = path.slice(start.length).split('/')
    const isFile = rest.length === 0
    items.set(name, { name, kind: isFile ? 'file' : 'folder', size: isFile ? sizeOf(path) : 0 })
  }
  return [...items.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
}
