import type { BundledPackage } from '../../../inventory/bundle-metadata.ts'

/** A locked copy of a package, as far as a bundle's folders can be compared with it. */
export interface Locked {
  readonly name: string
  readonly alias?: string | undefined
  /** Where it is installed, relative to the project; with other managers than npm a key that is no folder. */
  readonly location: string
}

/** What of the locked packages a bundle holds. */
export interface Shipped<T> {
  readonly shipped: readonly T[]
  /** Folders of the bundle for which no locked package can be told: they ship, and nobody knows what they are. */
  readonly unknown: readonly BundledPackage[]
}

/** The package at the longest location that a folder ends in, segment by segment. */
function packageOf<T>(folder: string, byLocation: ReadonlyMap<string, T>): T | undefined {
  for (let at = 0; at !== -1; ) {
    const found = byLocation.get(folder.slice(at))
    if (found !== undefined) return found
    const slash = folder.indexOf('/', at)
    at = slash === -1 ? -1 : slash + 1
  }
  return undefined
}

/**
 * The locked packages of one lockfile that are in a bundle: by folder, else by name where only one copy of that name is locked. The
 * bundler may have written folders from elsewhere: then the longest location that a folder ends in counts.
 */
export function shippedOf<T extends Locked>(
  locked: readonly T[],
  bundled: readonly BundledPackage[],
): Shipped<T> {
  const byLocation = new Map(locked.map((one) => [one.location, one]))
  const byName = new Map<string, T[]>()
  for (const one of locked) {
    const name = one.alias ?? one.name
    const known = byName.get(name)
    if (known) known.push(one)
    else byName.set(name, [one])
  }
  const shipped = new Set<T>()
  const unknown: BundledPackage[] = []
  for (const one of bundled) {
    const named = byName.get(one.name) ?? []
    const only = named.length === 1 ? named[0] : undefined
    const found = packageOf(one.folder, byLocation) ?? only
    if (found) shipped.add(found)
    else unknown.push(one)
  }
  return { shipped: locked.filter((one) => shipped.has(one)), unknown }
}
