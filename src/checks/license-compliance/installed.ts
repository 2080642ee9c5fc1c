import { posix } from 'node:path'
import type { Collected } from '../../core/check.ts'
import { messageOf } from '../../core/errors.ts'
import type { Gap } from '../../core/finding.ts'
import type { CheckedPackage, LicensePorts, Tree } from '../../core/ports.ts'
import { nameAt } from '../../inventory/entry.ts'
import { objectOf, parseValue } from '../../inventory/json.ts'
import { edgesOf } from '../../inventory/manifest.ts'
import type { LicenseFact } from './fact.ts'

const TARGET = 'node_modules'

async function readManifest(tree: Tree, folder: string) {
  const bytes = await tree.read(posix.join(folder, 'package.json'))
  const parsed = bytes && parseValue(bytes)
  return parsed && 'value' in parsed ? objectOf(parsed.value) : undefined
}

/** What license-checker says of a license, unless it guessed it (`MIT*`, `Custom: …`, `UNKNOWN`). */
export function sureLicense(licenses: unknown): string | undefined {
  if (typeof licenses !== 'string') return undefined
  return licenses.endsWith('*') || licenses.startsWith('Custom:') || licenses === 'UNKNOWN'
    ? undefined
    : licenses
}

async function factOf(
  tree: Tree,
  folder: string,
  checked: CheckedPackage | undefined,
): Promise<LicenseFact | undefined> {
  const manifest = await readManifest(tree, folder)
  const name = typeof manifest?.['name'] === 'string' ? manifest['name'] : nameAt(folder)
  const version = manifest?.['version']
  if (typeof version !== 'string') return undefined
  const path = posix.join(folder, 'package.json')
  const own = {
    source: 'package.json' as const,
    path,
    value: manifest?.['license'] ?? manifest?.['licenses'],
  }
  // license-checker reports a list as a list and a private package as UNLICENSED; its own word counts only
  // where the manifest has none.
  const theirs = own.value === undefined ? sureLicense(checked?.licenses) : undefined
  return {
    lockfile: TARGET,
    package: {
      name,
      type: 'npm',
      version,
      location: folder,
      source: 'registry',
      scope: 'prod',
      direct: false,
      bundled: false,
      license: undefined,
    },
    readings:
      theirs === undefined ? [own] : [own, { source: 'license-checker', path: folder, value: theirs }],
    counts: true,
    before: [],
    paths: () => [],
  }
}

/** What package.json declares and node_modules lacks: then the tree is not whole, whatever it holds. */
async function missing(tree: Tree, folders: ReadonlySet<string>): Promise<readonly Gap[]> {
  const manifest = await readManifest(tree, '')
  if (!manifest)
    return [
      {
        target: TARGET,
        subject: 'package.json',
        reason: 'there is no lockfile and no readable package.json',
      },
    ]
  return edgesOf(manifest, true)
    .filter((edge) => edge.kind !== 'optional-peer' && !folders.has(`node_modules/${edge.name}`))
    .map((edge) => ({
      target: TARGET,
      subject: edge.name,
      reason: 'package.json declares it; it is neither locked nor installed: commit a lockfile',
    }))
}

/** Whether Node's look-up from a folder finds a package among those that were seen. */
function isFound(from: string, name: string, folders: ReadonlySet<string>): boolean {
  for (let at = from; ; at = posix.dirname(at)) {
    if (folders.has(posix.join(at, 'node_modules', name))) return true
    if (at === '.' || at === '') return false
  }
}

/** What installed packages need and nobody saw: a tree with a hole holds licenses that nobody read. */
async function holes(tree: Tree, folders: ReadonlySet<string>): Promise<readonly Gap[]> {
  const gaps: Gap[] = []
  for (const folder of folders) {
    const needs = edgesOf((await readManifest(tree, folder)) ?? {}, false)
    for (const { name, kind } of needs) {
      if (kind !== 'prod' || isFound(folder, name, folders)) continue
      gaps.push({ target: TARGET, subject: name, reason: `${folder} needs it, and it is not installed` })
    }
  }
  return gaps
}

/** What license-checker follows a link to: it lies where nothing here is read. */
function outsiders(checked: Iterable<string>): readonly Gap[] {
  return [...checked]
    .filter((path) => path !== '' && !path.startsWith('node_modules/'))
    .map((path) => ({
      target: TARGET,
      subject: path,
      reason: 'a link in node_modules leads there, out of what is read: commit a lockfile',
    }))
}

/**
 * Without any lockfile: every folder in node_modules that holds a package, and everything that license-checker
 * sees there. What is not installed (other platforms) cannot be known, which is said.
 */
export async function readInstalledTree(ports: LicensePorts): Promise<Collected<LicenseFact>> {
  const folders = await ports.tree.listInstalled()
  if (folders.length === 0) {
    const reason =
      'there is no lockfile, and nothing is installed: commit a lockfile, or run the check where it is'
    return {
      facts: [],
      gaps: [{ target: '.', subject: '.', reason }],
      notes: [],
      targets: [],
      partial: false,
    }
  }
  const facts: LicenseFact[] = []
  const gaps: Gap[] = []
  const checked = new Map<string, CheckedPackage>()
  try {
    for (const one of await ports.licenseChecker()) checked.set(one.path, one)
  } catch (thrown) {
    gaps.push({ target: TARGET, subject: 'license-checker', reason: messageOf(thrown) })
  }
  const all = new Set([...folders, ...[...checked.keys()].filter((path) => path.startsWith('node_modules/'))])
  for (const folder of all) {
    const fact = await factOf(ports.tree, folder, checked.get(folder))
    if (fact) facts.push(fact)
    else
      gaps.push({
        target: TARGET,
        subject: folder,
        reason: 'its package.json cannot be read or has no version',
      })
  }
  const allGaps = [
    ...gaps,
    ...outsiders(checked.keys()),
    ...(await missing(ports.tree, all)),
    ...(await holes(ports.tree, all)),
  ]
  const text = `There is no lockfile: ${all.size} installed packages were read, with license-checker beside. What is not installed here (other platforms) is not known; a lockfile would tell.`
  return {
    facts,
    gaps: allGaps,
    notes: [{ subject: TARGET, text }],
    targets: [{ id: TARGET, complete: allGaps.length === 0 }],
    partial: false,
  }
}
