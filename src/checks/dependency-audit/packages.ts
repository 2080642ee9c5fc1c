import type { Gap, Note } from '../../core/finding.ts'
import type { Change } from '../../inventory/change.ts'
import { type Lockfile, labelOf, type Package } from '../../inventory/package.ts'
import type { PackageFact, Releases } from './fact.ts'
import { type Index, matchesOf } from './match.ts'
import { addTo, gapsOf, notesOf, type Question, questionOf } from './questions.ts'
import { keyOf, type Query } from './sources/source.ts'
import type { Standing } from './standing.ts'

/** A locked package and the question about it. */
export interface Asking {
  readonly lockfile: Lockfile
  readonly package: Package
  readonly question: Question
}

/** The questions about every package of every lockfile. */
export function askingsOf(
  lockfiles: readonly Lockfile[],
  standingIn: (lockfile: Lockfile) => (pkg: Package) => Standing,
): readonly Asking[] {
  return lockfiles.flatMap((lockfile) => {
    const standing = standingIn(lockfile)
    return lockfile.packages.map((pkg) => ({
      lockfile,
      package: pkg,
      question: questionOf(pkg, standing(pkg)),
    }))
  })
}

/** What there is about packages, once everybody was asked. */
export interface Told {
  /** Of public packages, and of those that only their own registry was asked about. */
  readonly indexOf: (question: Extract<Question, { query: Query }>) => Index | undefined
  readonly unanswered: ReadonlyMap<string, readonly string[]>
  readonly change: Change
  /** Whether this is a change, also where its base could not be read: then everything counts as added. */
  readonly isChange: boolean
  readonly releasesOf: (name: string) => Releases | undefined
}

export interface PackageFacts {
  readonly facts: readonly PackageFact[]
  readonly gaps: readonly Gap[]
  readonly notes: readonly Note[]
}

function factOf({ lockfile, package: pkg }: Asking, query: Query, index: Index, told: Told): PackageFact {
  const counts = told.change.counts(pkg)
  const releases = pkg.direct ? told.releasesOf(pkg.name) : undefined
  return {
    kind: 'package',
    lockfile: lockfile.path,
    manager: lockfile.manager,
    format: lockfile.format,
    package: pkg,
    ecosystem: query.ecosystem,
    counts,
    isAdded: counts && told.isChange,
    advisories: index(query.ecosystem, query.name),
    paths: (most) => lockfile.paths(pkg.location, most),
    ways: (most) => lockfile.ways(pkg.location, most),
    hasMembers: lockfile.members.length > 0,
    dependents: () => lockfile.dependents(pkg.location),
    ...(releases === undefined ? {} : { releases }),
    releasesOf: told.releasesOf,
  }
}

/** The facts about a lockfile's packages: one for each that somebody answered for; every other is a gap or a note. */
export function packageFacts(lockfile: Lockfile, askings: readonly Asking[], told: Told): PackageFacts {
  const facts: PackageFact[] = []
  const gaps = new Map<string, string[]>()
  const notes = new Map<string, string[]>()
  for (const asking of askings) {
    const { question } = asking
    const label = labelOf(asking.package)
    if (question.kind === 'gap') addTo(gaps, question.why, label)
    if (question.kind === 'skip') addTo(notes, question.why, label)
    if (question.kind === 'gap' || question.kind === 'skip') continue
    const index = told.indexOf(question)
    const why = told.unanswered.get(keyOf(question.query))
    if (index === undefined) addTo(notes, 'come from a registry of their own, which is not asked', label)
    else if (why) addTo(gaps, why.join('; '), label)
    else {
      facts.push(factOf(asking, question.query, index, told))
      for (const reason of untold(question.query, index)) addTo(gaps, reason, label)
    }
  }
  return { facts, gaps: gapsOf(lockfile, gaps), notes: notesOf(lockfile, notes) }
}

/** Advisories of its name for which nobody can say whether they affect this version. */
function untold({ ecosystem, name, version }: Query, index: Index): readonly string[] {
  const { matches, unknown } = matchesOf(index, ecosystem, name, version)
  const known = new Set(matches.flatMap(({ advisory }) => [advisory.id, ...advisory.aliases]))
  return unknown
    .filter(({ id, aliases }) => ![id, ...aliases].some((one) => known.has(one)))
    .map(({ id }) => `it cannot be told whether ${id} affects this version`)
}
