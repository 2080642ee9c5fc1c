import type { Collected } from '../../core/check.ts'
import type { Gap, Note } from '../../core/finding.ts'
import type { LicensePorts } from '../../core/ports.ts'
import { type Inventory, readInventory } from '../../inventory/inventory.ts'
import { labelOf } from '../../inventory/package.ts'
import { unlockedManifests } from '../../inventory/unlocked.ts'
import { markBundled } from './bundle.ts'
import { licenseChange } from './change.ts'
import { crossCheck } from './cross-check.ts'
import type { LicenseFact } from './fact.ts'
import { readInstalledTree } from './installed.ts'
import type { Options } from './options.ts'
import { policyNote } from './policy-note.ts'
import { few, readLockfile } from './read-lockfile.ts'
import { registryReader } from './registry.ts'
import { textRecognizer } from './text-recognizer.ts'

/** What the registry was asked and did not answer: nobody has looked, so the package is not merely unknown. */
function registryGaps(registry: string, unanswered: ReadonlyMap<string, readonly string[]>): readonly Gap[] {
  return [...unanswered].map(([reason, labels]) => ({
    target: registry,
    subject: few(labels),
    reason: `it could not say the license of ${labels.length} packages: ${reason}`,
  }))
}

async function collectLocked(
  inventory: Inventory,
  unlocked: readonly Gap[],
  options: Options,
  ports: LicensePorts,
): Promise<Collected<LicenseFact>> {
  const change = await licenseChange(inventory, options, ports)
  const facts: LicenseFact[] = []
  const gaps: Gap[] = []
  const notes: Note[] = []
  const recognize = textRecognizer(ports)
  const unanswered = new Map<string, string[]>()
  const ask = registryReader(options, ports, (pkg, reason) => {
    const labels = unanswered.get(reason) ?? []
    labels.push(labelOf(pkg))
    unanswered.set(reason, labels)
  })
  for (const lockfile of inventory.lockfiles) {
    ports.progress(`reading ${lockfile.packages.length} packages of ${lockfile.path}`)
    const read = await readLockfile({ tree: ports.tree, lockfile, change, recognize, ask })
    // Not by spreading: a hundred thousand arguments are more than a call can take.
    for (const fact of read.facts) facts.push(fact)
    for (const gap of read.gaps) gaps.push(gap)
    notes.push(...read.notes)
  }
  const crossed = options['cross-check'] ? await crossCheck(facts, inventory, ports) : { gaps: [], notes: [] }
  const bundle = await markBundled(facts, options.bundle, ports.local.directory, ports.tree)
  const more = [...gaps, ...registryGaps(options.registry, unanswered), ...crossed.gaps, ...bundle.gaps]
  const unread = new Set(more.map((gap) => gap.target))
  return {
    facts: bundle.facts,
    gaps: [...inventory.gaps, ...unlocked, ...more],
    notes: [policyNote(options), ...change.notes, ...notes, ...inventory.notes, ...crossed.notes],
    targets: inventory.targets.map((target) => ({
      ...target,
      complete: target.complete && !unread.has(target.id),
    })),
    partial: change.partial,
  }
}

/** Reads what is locked and what the installed packages say of themselves; where nothing is locked, what is installed. */
export async function collect(options: Options, ports: LicensePorts): Promise<Collected<LicenseFact>> {
  ports.progress('looking for lockfiles')
  const inventory = await readInventory(ports.tree, {
    excluded: options.exclude,
    ignored: ports.repository.ignored,
    sboms: true,
  })
  const unlocked = await unlockedManifests(ports.tree, inventory)
  if (inventory.lockfiles.length > 0 || inventory.gaps.length > 0)
    return collectLocked(inventory, unlocked, options, ports)
  const installed = await readInstalledTree(ports)
  const bundle = await markBundled(installed.facts, options.bundle, ports.local.directory, ports.tree)
  return {
    ...installed,
    facts: bundle.facts,
    // The root's is what the installed tree is read for.
    gaps: [...installed.gaps, ...bundle.gaps, ...unlocked.filter((gap) => gap.subject !== 'package.json')],
    notes: [policyNote(options), ...inventory.notes, ...installed.notes],
  }
}
