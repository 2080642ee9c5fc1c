import type { Gap, Note } from '../../core/finding.ts'
import type { Ports } from '../../core/ports.ts'
import type { Releases } from './fact.ts'
import { matchesOf } from './match.ts'
import type { Options } from './options.ts'
import type { Asking, Told } from './packages.ts'
import { few } from './questions.ts'
import { askReleases } from './releases.ts'

export interface RegistryAnswers {
  readonly releasesOf: (name: string) => Releases | undefined
  readonly gaps: readonly Gap[]
  readonly notes: readonly Note[]
}

const EACH = 30_000

/** Names that the registry is asked about: direct dependencies, what has an advisory, and who brings that in. */
function namesOf(askings: readonly Asking[], told: Pick<Told, 'indexOf'>): ReadonlyMap<string, string> {
  const askable = new Set(
    askings.flatMap(({ package: pkg, question }) =>
      question.kind === 'ask' || (question.kind === 'private' && told.indexOf(question)) ? [pkg.name] : [],
    ),
  )
  const names = new Map<string, string>()
  const add = (name: string, lockfile: string) => names.set(name, names.get(name) ?? lockfile)
  for (const { lockfile, package: pkg, question } of askings) {
    if (question.kind === 'gap' || question.kind === 'skip' || question.query.ecosystem !== 'npm') continue
    const index = told.indexOf(question)
    if (!index) continue
    const { ecosystem, name, version } = question.query
    const isBad = matchesOf(index, ecosystem, name, version).matches.length > 0
    if (pkg.direct || isBad) add(pkg.name, lockfile.path)
    if (!isBad) continue
    for (const { by } of lockfile.dependents(pkg.location))
      if (by?.type === 'npm' && askable.has(by.name)) add(by.name, lockfile.path)
  }
  return names
}

/** What the registry that the options name says of direct dependencies and of parents. No other is ever asked. */
export async function collectReleases(
  askings: readonly Asking[],
  told: Pick<Told, 'indexOf'>,
  options: Options,
  ports: Ports,
): Promise<RegistryAnswers> {
  if (options.registry === '') {
    const text =
      'No registry is named, so what is deprecated or outdated was not looked at, except for what lockfiles say.'
    return { releasesOf: () => undefined, gaps: [], notes: [{ subject: 'registry', text }] }
  }
  const names = namesOf(askings, told)
  ports.progress(`asking the registry about ${names.size} packages`)
  const context = { url: options.registry, http: ports.http, deadline: Math.min(EACH, options.timeout) }
  const { releases, faults } = await askReleases([...names.keys()], context)
  const gaps = [...faults].map(([reason, failed]) => ({
    target: names.get(failed[0] ?? '') ?? options.path,
    subject: few(failed),
    reason: `whether it is deprecated or outdated is not known: ${reason}`,
  }))
  return { releasesOf: (name) => releases.get(name), gaps, notes: [] }
}
