import type { Note } from '../../core/finding.ts'
import type { Ports } from '../../core/ports.ts'
import { type Inventory, readInventory } from '../../inventory/inventory.ts'
import type { Package } from '../../inventory/package.ts'
import type { Options } from './options.ts'

/** What of a package is new against the base. */
export interface Change {
  readonly counts: (pkg: Package) => boolean
  readonly before: (pkg: Package) => readonly { readonly version: string; readonly value: unknown }[]
  readonly notes: readonly Note[]
  readonly partial: boolean
}

function everything(text?: string): Change {
  return {
    counts: () => true,
    before: () => [],
    notes: text === undefined ? [] : [{ subject: 'base', text }],
    partial: false,
  }
}

/** Name, version, source, license and whether production needs it: what makes two copies the same to this check. */
function keyOf(pkg: Package, license: unknown): string {
  return JSON.stringify([pkg.name, pkg.version, pkg.source, license ?? null, pkg.scope === 'dev'])
}

function keysOf(packages: readonly Package[]): ReadonlySet<string> {
  return new Set(packages.map((pkg) => keyOf(pkg, pkg.license)))
}

/** One lockfile against what it was: what it had, and by name what it no longer has. */
function compareOne(old: readonly Package[], present: readonly Package[]) {
  const had = keysOf(old)
  const has = keysOf(present)
  const gone = new Map<string, Package[]>()
  for (const pkg of old) {
    if (!has.has(keyOf(pkg, pkg.license))) gone.set(pkg.name, [...(gone.get(pkg.name) ?? []), pkg])
  }
  return { had, gone }
}

function compare(base: Inventory, head: Inventory, ref: string): Change {
  const paths = new Set(head.lockfiles.map((lockfile) => lockfile.path))
  // A lockfile that moved is compared with those that are gone; another lockfile's packages are no excuse.
  const moved = base.lockfiles.filter((lockfile) => !paths.has(lockfile.path)).flatMap((one) => one.packages)
  const before = new Map(base.lockfiles.map((lockfile) => [lockfile.path, lockfile.packages]))
  const ofPackage = new Map<Package, ReturnType<typeof compareOne>>()
  for (const { path, packages } of head.lockfiles) {
    const compared = compareOne(before.get(path) ?? moved, packages)
    for (const pkg of packages) ofPackage.set(pkg, compared)
  }
  const counts = (pkg: Package) => {
    const had = ofPackage.get(pkg)?.had
    // A base that recorded no license (lockfile version 1) does not make every package new.
    return !had?.has(keyOf(pkg, pkg.license)) && !had?.has(keyOf(pkg, undefined))
  }
  const present = [...ofPackage.keys()]
  const changed = present.filter(counts).length
  const text = `Compared with the base ${ref}: ${changed} of ${present.length} locked packages are new or changed, and only they count.`
  return {
    counts,
    before: (pkg) =>
      (ofPackage.get(pkg)?.gone.get(pkg.name) ?? []).map(({ version, license }) => ({
        version,
        value: license,
      })),
    notes: [{ subject: 'base', text }],
    partial: true,
  }
}

/** Compares the head's packages with those of the base that the event or the user names, if there is one. */
export async function readChange(head: Inventory, options: Options, ports: Ports): Promise<Change> {
  const base = await ports.repository.base(options.base)
  if (base.kind === 'none') return everything()
  if (base.kind === 'missing')
    return everything(`No base to compare with (${base.reason}): everything counts.`)
  const old = await readInventory(base.tree, { excluded: options.exclude })
  const [gap] = old.gaps
  if (!gap) return compare(old, head, base.ref)
  return everything(
    `The base ${base.ref} could not be read whole (${gap.subject}: ${gap.reason}): everything counts.`,
  )
}
