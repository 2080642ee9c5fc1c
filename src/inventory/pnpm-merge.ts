import { entryGap } from './npm-fields.ts'
import type { Locked } from './pnpm-entry.ts'
import type { Importer, PnpmLock } from './pnpm-lock.ts'

function importersOf(locks: readonly PnpmLock[]): readonly Importer[] {
  const byFolder = new Map<string, Importer>()
  for (const importer of locks.flatMap(({ importers }) => importers)) {
    const { needs = [], published } = byFolder.get(importer.folder) ?? {}
    byFolder.set(importer.folder, {
      folder: importer.folder,
      needs: [...needs, ...importer.needs],
      published: importer.published ?? published,
    })
  }
  return [...byFolder.values()]
}

function isSame(a: Locked, b: Locked): boolean {
  return a.entry.integrity === b.entry.integrity && a.entry.resolved === b.entry.resolved
}

/**
 * The documents of a lockfile as one: since pnpm 11 a first one holds what pnpm itself runs with, the last one is the
 * project's (https://pnpm.io/lockfile). What they lock differently is a gap.
 */
export function mergedLock(path: string, locks: readonly PnpmLock[]): PnpmLock | string {
  const last = locks.at(-1)
  if (!last || locks.length === 1) return last ?? 'is empty'
  if (locks.length > 2 || locks.some(({ dialect }) => dialect !== 9))
    return 'holds more YAML documents than pnpm writes'
  const locked = new Map<string, Locked>()
  const gaps = locks.flatMap((lock) => lock.gaps)
  for (const [key, one] of locks.flatMap((lock) => [...lock.locked])) {
    const known = locked.get(key)
    if (!known) locked.set(key, one)
    else if (!isSame(known, one))
      gaps.push(entryGap(path, key, 'two documents of the lockfile have it differently'))
  }
  const unusable = new Set(locks.flatMap((lock) => [...lock.unusable]))
  return { ...last, importers: importersOf(locks), locked, unusable, gaps }
}
