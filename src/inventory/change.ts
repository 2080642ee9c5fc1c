import type { Note } from '../core/finding.ts'
import type { Base, Repository } from '../core/ports.ts'
import { type Inventory, readInventory, type Scope } from './inventory.ts'
import type { Package } from './package.ts'

/** What of the packages is new against the base. */
export interface Change {
  readonly counts: (pkg: Package) => boolean
  /** Packages of its name that its lockfile had and no longer has. */
  readonly before: (pkg: Package) => readonly Package[]
  readonly notes: readonly Note[]
  /** Whether only the difference is looked at. */
  readonly partial: boolean
  /** What the base holds, where it was read whole. */
  readonly base?: Inventory
}

/**
 * What makes two copies the same to a check: the first key stands for what a package is now, every other one for what
 * an older lockfile may have said of the same.
 */
export type KeysOf = (pkg: Package) => readonly [string, ...string[]]

export interface ChangeInput {
  readonly head: Inventory
  /** The base that the user names, `none`, or empty for the event's. */
  readonly wanted: string
  readonly scope: Scope
  readonly keysOf: KeysOf
}

function everything(text?: string): Change {
  return {
    counts: () => true,
    before: () => [],
    notes: text === undefined ? [] : [{ subject: 'base', text }],
    partial: false,
  }
}

/** One lockfile against what it was: what it had, and by name what it no longer has. */
function compareOne(old: readonly Package[], present: readonly Package[], keysOf: KeysOf) {
  const firstOf = (pkg: Package) => keysOf(pkg)[0]
  const had = new Set(old.map(firstOf))
  const has = new Set(present.map(firstOf))
  const gone = new Map<string, Package[]>()
  for (const pkg of old) {
    if (!has.has(firstOf(pkg))) gone.set(pkg.name, [...(gone.get(pkg.name) ?? []), pkg])
  }
  return { had, gone }
}

function compare(base: Inventory, { head, keysOf }: ChangeInput, ref: string): Change {
  const paths = new Set(head.lockfiles.map((lockfile) => lockfile.path))
  // A lockfile that moved is compared with those that are gone; another lockfile's packages are no excuse.
  const moved = base.lockfiles.filter((lockfile) => !paths.has(lockfile.path)).flatMap((one) => one.packages)
  const before = new Map(base.lockfiles.map((lockfile) => [lockfile.path, lockfile.packages]))
  const ofPackage = new Map<Package, ReturnType<typeof compareOne>>()
  for (const { path, packages } of head.lockfiles) {
    const compared = compareOne(before.get(path) ?? moved, packages, keysOf)
    for (const pkg of packages) ofPackage.set(pkg, compared)
  }
  const counts = (pkg: Package) => {
    const had = ofPackage.get(pkg)?.had
    return !keysOf(pkg).some((key) => had?.has(key))
  }
  const present = [...ofPackage.keys()]
  const changed = present.filter(counts).length
  const text = `Compared with the base ${ref}: ${changed} of ${present.length} locked packages are new or changed, and only they count.`
  return {
    counts,
    before: (pkg) => ofPackage.get(pkg)?.gone.get(pkg.name) ?? [],
    notes: [{ subject: 'base', text }],
    partial: true,
    base,
  }
}

async function against(base: Extract<Base, { kind: 'found' }>, input: ChangeInput): Promise<Change> {
  const { excluded = [], sboms = false } = input.scope
  const old = await readInventory(base.tree, { excluded, sboms })
  const [gap] = old.gaps
  if (!gap) return compare(old, input, base.ref)
  return everything(
    `The base ${base.ref} could not be read whole (${gap.subject}: ${gap.reason}): everything counts.`,
  )
}

/** Compares the head's packages with those of the base that the event or the user names, if there is one. */
export async function readChange(input: ChangeInput, repository: Repository): Promise<Change> {
  const base = await repository.base(input.wanted)
  if (base.kind === 'none') return everything()
  if (base.kind === 'missing')
    return everything(`No base to compare with (${base.reason}): everything counts.`)
  return against(base, input)
}
