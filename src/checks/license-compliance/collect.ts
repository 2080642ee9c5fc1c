import { posix } from 'node:path'
import type { Collected } from '../../core/check.ts'
import { messageOf, RunError } from '../../core/errors.ts'
import type { Gap, Note } from '../../core/finding.ts'
import type { Ports, Tree } from '../../core/ports.ts'
import { type Inventory, readInventory } from '../../inventory/inventory.ts'
import { objectOf, parseValue } from '../../inventory/json.ts'
import { UNREADABLE } from '../../inventory/locked.ts'
import type { Lockfile, Package } from '../../inventory/package.ts'
import { unlockedManifests } from '../../inventory/unlocked.ts'
import { licenseChange } from './change.ts'
import { crossCheck } from './cross-check.ts'
import type { LicenseFact, Reading } from './fact.ts'
import { readInstalledTree } from './installed.ts'
import type { Options } from './options.ts'
import { policyNote } from './policy-note.ts'

/** Where a package's own manifest would be. Joined by hand where that is enough: it is done for thousands. */
function manifestOf(lockfile: Lockfile, { location }: Package): string {
  const isPlain = !lockfile.path.includes('/') && !location.includes('..')
  return isPlain
    ? `${location}/package.json`
    : posix.join(posix.dirname(lockfile.path), location, 'package.json')
}

/**
 * A package's own manifest, if it is installed; `other` where another version lies in its place. Throws a RunError
 * for one that is damaged: what it says cannot be known, and the lockfile may say something else.
 */
async function readOwn(tree: Tree, lockfile: Lockfile, pkg: Package): Promise<Reading | 'other' | undefined> {
  const path = manifestOf(lockfile, pkg)
  if (path.startsWith('../')) return undefined
  const bytes = await tree.read(path)
  if (!bytes) return undefined
  const parsed = parseValue(bytes)
  if ('problem' in parsed) throw new RunError(parsed.problem)
  const manifest = objectOf(parsed.value)
  if (!manifest) throw new RunError('does not hold an object')
  const { name, version, license, licenses } = manifest
  // A folder or archive of version 1 has no version of its own in the lockfile to compare.
  const isSame =
    (name === pkg.name && version === pkg.version) || pkg.source === 'link' || pkg.source === 'file'
  if (!isSame && !/[:/]/.test(pkg.version)) return 'other'
  return { source: 'package.json', path, value: license ?? licenses }
}

function wordsOf(packages: readonly Package[]): LicenseFact['before'] {
  return packages.map(({ version, license }) => ({ version, value: license }))
}

interface Read {
  readonly facts: readonly LicenseFact[]
  readonly gaps: readonly Gap[]
  readonly others: number
}

async function readLockfile(tree: Tree, lockfile: Lockfile, isNew: (pkg: Package) => boolean): Promise<Read> {
  const facts: LicenseFact[] = []
  const gaps: Gap[] = []
  let others = 0
  for (const pkg of lockfile.packages) {
    try {
      const own = await readOwn(tree, lockfile, pkg)
      if (own === 'other') others++
      const locked: Reading = { source: 'lockfile', path: lockfile.path, value: pkg.license }
      facts.push({
        lockfile: lockfile.path,
        package: pkg,
        readings: typeof own === 'object' ? [own, locked] : [locked],
        counts: isNew(pkg),
        before: [],
        paths: (most) => lockfile.paths(pkg.location, most),
      })
    } catch (thrown) {
      gaps.push({
        target: lockfile.path,
        subject: pkg.location,
        reason: `its package.json ${messageOf(thrown)}`,
      })
    }
  }
  return { facts, gaps, others }
}

function accountNotes(lockfile: Lockfile, read: Read): readonly Note[] {
  const { path: subject, packages, members } = lockfile
  const dev = packages.filter((pkg) => pkg.scope === 'dev').length
  const silent = read.facts.filter((fact) => fact.readings.every((one) => one.value === undefined)).length
  const notes = [
    `Checked ${read.facts.length} of ${packages.length} locked packages; ${dev} are needed by development alone.`,
  ]
  if (members.length > 0) {
    notes.push(
      `${members.length} members of the workspace are this repository's own and not judged: ${members.map((one) => one.name).join(', ')}.`,
    )
  }
  const installed = read.facts.filter((fact) => fact.readings.length > 1).length + read.others
  if (read.others > 0)
    notes.push(
      `${read.others} installed packages are not the locked ones: the lockfile's word counts for them.`,
    )
  if (installed > 0)
    notes.push(
      'The verdict is about what is locked: what is installed and not locked is seen by cross-check alone.',
    )
  if (silent > packages.length / 2 && silent > 10) {
    notes.push(
      `${silent} entries record no license (npm 6, 10.5 to 10.7 write none): run npm ci before the check, or renew the lockfile with a later npm.`,
    )
  }
  return notes.map((text) => ({ subject, text }))
}

/** Other managers' lockfiles do not record licenses, and where they install packages is not read yet. */
function untoldGap({ path, format, recordsLicenses }: Lockfile): Gap | undefined {
  if (recordsLicenses || format === UNREADABLE) return undefined
  const reason = `its format (${format}) records no licenses, and installed packages are read beside npm's lockfiles alone`
  return { target: path, subject: path, reason }
}

async function collectLocked(
  inventory: Inventory,
  unlocked: readonly Gap[],
  options: Options,
  ports: Ports,
): Promise<Collected<LicenseFact>> {
  const change = await licenseChange(inventory, options, ports)
  const facts: LicenseFact[] = []
  const gaps: Gap[] = []
  const notes: Note[] = []
  for (const lockfile of inventory.lockfiles) {
    const untold = untoldGap(lockfile)
    if (untold) {
      gaps.push(untold)
      continue
    }
    ports.progress(`reading ${lockfile.packages.length} packages of ${lockfile.path}`)
    const read = await readLockfile(ports.tree, lockfile, change.counts)
    // Not by spreading: a hundred thousand arguments are more than a call can take.
    for (const fact of read.facts) {
      facts.push(fact.counts ? { ...fact, before: wordsOf(change.before(fact.package)) } : fact)
    }
    for (const gap of read.gaps) gaps.push(gap)
    notes.push(...accountNotes(lockfile, read))
  }
  const crossed = options['cross-check'] ? await crossCheck(facts, inventory, ports) : { gaps: [], notes: [] }
  const unread = new Set([...gaps, ...crossed.gaps].map((gap) => gap.target))
  return {
    facts,
    gaps: [...inventory.gaps, ...unlocked, ...gaps, ...crossed.gaps],
    notes: [policyNote(options), ...change.notes, ...notes, ...inventory.notes, ...crossed.notes],
    targets: inventory.targets.map((target) => ({
      ...target,
      complete: target.complete && !unread.has(target.id),
    })),
    partial: change.partial,
  }
}

/** Reads what is locked and what the installed packages say of themselves; where nothing is locked, what is installed. */
export async function collect(options: Options, ports: Ports): Promise<Collected<LicenseFact>> {
  ports.progress('looking for lockfiles')
  const inventory = await readInventory(ports.tree, {
    excluded: options.exclude,
    ignored: ports.repository.ignored,
  })
  const unlocked = await unlockedManifests(ports.tree, inventory)
  if (inventory.lockfiles.length > 0 || inventory.gaps.length > 0)
    return collectLocked(inventory, unlocked, options, ports)
  const installed = await readInstalledTree(ports)
  return {
    ...installed,
    // The root's is what the installed tree is read for.
    gaps: [...installed.gaps, ...unlocked.filter((gap) => gap.subject !== 'package.json')],
    notes: [policyNote(options), ...inventory.notes, ...installed.notes],
  }
}
