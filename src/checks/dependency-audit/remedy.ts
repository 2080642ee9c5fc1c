import { posix } from 'node:path'
import semver from 'semver'
import type { Dependent } from '../../inventory/package.ts'
import { installCommand, isClassic, updateCommand, type Wanted } from './commands.ts'
import type { Copies } from './copies.ts'
import type { PackageFact, Releases } from './fact.ts'
import type { FreeVersion } from './free-version.ts'
import { overrideOf } from './overrides.ts'

const LOOSE = { loose: true, includePrerelease: true }

/** A range behind an alias (`npm:name@range`), or as it stands. */
function rangeOf(spec: string): string | undefined {
  const written = /^npm:(?:@[^@/]+\/)?[^@/]+@(.+)$/.exec(spec)?.[1] ?? spec
  return semver.validRange(written.replace(/^(workspace|catalog):.*/, ''), LOOSE) === null
    ? undefined
    : written
}

/**
 * What a dependent asks for. pnpm's lockfile has only what its packages got, not the ranges that they asked with: those
 * are their registry's to say, else unknown.
 */
function specOf(fact: PackageFact, { by, name, spec }: Dependent): string | undefined {
  if (by === undefined || fact.manager !== 'pnpm') return spec
  const own = fact.releasesOf(by.name)?.releases.find(({ version }) => version === by.version)
  return own?.dependencies[name]
}

function admits({ spec }: { readonly spec: string }, version: string): boolean {
  const range = rangeOf(spec)
  return range !== undefined && semver.satisfies(version, range, { loose: true })
}

/** The smallest later release of a parent that lets the fixed version in, as its registry has it. */
function parentRelease(parent: Dependent, fixed: string, releases: Releases | undefined): string | undefined {
  const current = parent.by?.version ?? ''
  const later = (releases?.releases ?? []).filter(
    ({ version, dependencies }) =>
      semver.valid(version) !== null &&
      semver.valid(current) !== null &&
      semver.gt(version, current) &&
      semver.prerelease(version) === null &&
      (dependencies[parent.name] === undefined ||
        admits({ ...parent, spec: dependencies[parent.name] ?? '' }, fixed)),
  )
  return later.map(({ version }) => version).sort(semver.compare)[0]
}

function wantedOf(fact: PackageFact, version: string, asked: Dependent | undefined): Wanted {
  return {
    manager: fact.manager,
    format: fact.format,
    package: fact.package,
    version,
    folder: asked?.own?.folder ?? '',
    isDev: asked?.kind === 'dev',
    hasMembers: fact.hasMembers,
  }
}

function forDirect(fact: PackageFact, fixed: string, own: readonly Dependent[]): string {
  const commands = own.map((one) => installCommand(wantedOf(fact, fixed, one)))
  const told = [...new Set(commands.filter((one) => one !== undefined))]
  return told.length === 0 ? `Upgrade it to ${fixed} or later.` : `${told.map(inWords).join(' and ')}.`
}

function inWords(command: string): string {
  return `\`${command}\``
}

function forParents(fact: PackageFact, fixed: string, parents: readonly Dependent[]): string {
  const bumps = parents.map((parent) => ({
    parent,
    release: parentRelease(parent, fixed, fact.releasesOf(parent.by?.name ?? '')),
  }))
  const names = [...new Set(parents.map(({ by }) => by?.name ?? ''))]
  const known = bumps.filter(({ release }) => release !== undefined)
  const upgrade = known.map(({ parent, release }) => `${parent.by?.name} to ${release}`).join(', ')
  const said =
    upgrade === '' ? `Look for a later ${names.join(', ')} that allows ${fixed}` : `Upgrade ${upgrade}`
  const blocked = bumps
    .filter(({ release }) => release === undefined)
    .map(({ parent }) => parent.by?.name ?? '')
  const parentNames = upgrade === '' ? names : [...new Set(blocked)]
  if (parentNames.length === 0) return `${said}.`
  const override = overrideOf(
    fact.manager,
    { name: fact.package.name, version: fixed, parents: parentNames },
    isClassic(fact),
  )
  return override === undefined
    ? `${said}.`
    : `${said}, or add to the root package.json ${inWords(override)} and install.`
}

/** Where nobody knows whether the parents let it in: renewing shows it, and an override is what else there is. */
function forUnknown(fact: PackageFact, fixed: string, parents: readonly Dependent[]): string {
  const names = [...new Set(parents.map(({ by }) => by?.name ?? ''))]
  const update = updateCommand(wantedOf(fact, fixed, parents[0])) ?? ''
  const override = overrideOf(fact.manager, { name: fact.package.name, version: fixed, parents: names }) ?? ''
  return `${inWords(update)} brings ${fixed} or later if ${names.join(', ')} allows it; if not, add to the root package.json ${inWords(override)} and install.`
}

/**
 * What to type to get rid of a flaw: install the fix, renew the lockfile where every dependent lets it in, else
 * upgrade the parent, else override it, in the package manager's own dialect. `copies` are of one version.
 */
export function remedyOf(copies: Copies, free: FreeVersion | undefined): string {
  const [fact] = copies
  if (free === undefined) {
    return 'There is no fixed version yet: replace it, or waive it with a reason and an end.'
  }
  const folder = posix.dirname(fact.lockfile)
  const steps = stepsOf(copies, free.version)
  const where = folder === '.' || fact.manager === 'sbom' ? '' : `In ${folder}: `
  const rest = free.isFree ? '' : ` No version is free of everything known: ${free.version} has other flaws.`
  return `${where}${steps}${rest}`
}

function isSame(a: Dependent, b: Dependent): boolean {
  return (
    a.by?.name === b.by?.name &&
    a.by?.version === b.by?.version &&
    a.own?.folder === b.own?.folder &&
    a.spec === b.spec &&
    a.kind === b.kind
  )
}

/** Everybody who asks for any of the copies, each once. */
function dependentsOf(copies: Copies): readonly Dependent[] {
  const all: Dependent[] = []
  for (const one of copies.flatMap((copy) => copy.dependents())) {
    if (!all.some((known) => isSame(known, one))) all.push(one)
  }
  return all
}

function stepsOf(copies: Copies, fixed: string): string {
  const [fact] = copies
  const dependents = dependentsOf(copies)
  const asked = dependents.map((one) => ({ one, spec: specOf(fact, one) }))
  const unknown = asked.filter(({ spec }) => spec === undefined).map(({ one }) => one)
  const refusing = asked.flatMap(({ one, spec }) =>
    spec !== undefined && !admits({ spec }, fixed) ? [one] : [],
  )
  const own = refusing.filter(({ by }) => by === undefined)
  const parents = refusing.filter(({ by }) => by !== undefined)
  const steps = [
    ...(own.length > 0 ? [forDirect(fact, fixed, own)] : []),
    ...(parents.length > 0 ? [forParents(fact, fixed, parents)] : []),
    ...(unknown.length > 0 ? [forUnknown(fact, fixed, unknown)] : []),
  ]
  if (steps.length > 0) return steps.join(' ')
  const update = updateCommand(wantedOf(fact, fixed, dependents[0]))
  return update === undefined
    ? `Upgrade it to ${fixed} or later.`
    : `${inWords(update)} brings ${fixed} or later.`
}
