import type { Finding, Json } from '../../core/finding.ts'
import { labelOf, purlOf } from '../../inventory/package.ts'
import type { Flaw } from './aliases.ts'
import { advisoryNameOf } from './ecosystems.ts'
import type { PackageFact } from './fact.ts'
import { flawsOf, type Hit } from './flaws.ts'
import { freeVersion } from './free-version.ts'
import { graceOf } from './grace.ts'
import type { MatchCache } from './match.ts'
import type { Options } from './options.ts'
import { remedyOf } from './remedy.ts'
import { RULES } from './rules.ts'
import { sentence, titleOf } from './sentence.ts'
import { weightOf } from './severity.ts'

const MAX_PATHS = 5

/** Copies of one version in one lockfile. */
export type Copies = readonly [PackageFact, ...PackageFact[]]

/** Facts of the same lockfile, package and version together, in their order. */
export function copiesOf(facts: readonly PackageFact[]): readonly Copies[] {
  const groups = new Map<string, [PackageFact, ...PackageFact[]]>()
  for (const fact of facts) {
    const { type, name, version } = fact.package
    const key = [fact.lockfile, type, name, version].join('\0')
    const known = groups.get(key)
    if (known) known.push(fact)
    else groups.set(key, [fact])
  }
  return [...groups.values()]
}

/** Whether only development needs it. */
export function isDevOnly(copies: readonly PackageFact[]): boolean {
  return copies.every((copy) => copy.package.scope === 'dev')
}

function pathsOf(copies: Copies): readonly string[] {
  const paths = copies.flatMap((copy) => copy.paths(MAX_PATHS).map((path) => path.join(' > ')))
  return [...new Set(paths)].slice(0, MAX_PATHS)
}

/** The evidence that JSON can carry; what is not known is not there. */
function present(fields: Readonly<Record<string, Json | undefined>>): Readonly<Record<string, Json>> {
  const entries = Object.entries(fields).filter((entry): entry is [string, Json] => entry[1] !== undefined)
  return Object.fromEntries(entries)
}

function evidenceOf(
  copies: Copies,
  { flaw, match }: Hit,
  fixed: string | undefined,
  grace: string | undefined,
) {
  const [{ package: pkg }] = copies
  return present({
    id: flaw.id,
    aliases: flaw.ids.filter((id) => id !== flaw.id),
    name: pkg.name,
    version: pkg.version,
    range: match.range,
    fixed,
    score: flaw.score,
    published: flaw.published,
    grace,
    epss: flaw.epss,
    exploited: flaw.exploited,
    url: flaw.url,
    sources: flaw.sources,
    dev: isDevOnly(copies),
    direct: copies.some((copy) => copy.package.direct),
    path: copies[0].paths(1)[0],
    paths: pathsOf(copies),
  })
}

function messageOf(copies: Copies, flaw: Flaw, words: readonly string[]): string {
  const [{ package: pkg }] = copies
  const alias = pkg.alias === undefined ? '' : ` (installed as ${pkg.alias})`
  const title = titleOf(flaw)
  const what = flaw.isMalware ? 'is malware' : 'is vulnerable'
  const dev = isDevOnly(copies) ? 'only development needs it' : undefined
  const said = [...words, dev].filter((one) => one !== undefined)
  const more = said.length > 0 ? ` (${said.join('; ')})` : ''
  return sentence(`${labelOf(pkg)}${alias} ${what}, ${flaw.id}${title}${more}`)
}

function findingOf(copies: Copies, hit: Hit, options: Options, now: Date, cache: MatchCache): Finding {
  const [fact] = copies
  const { flaw } = hit
  const rule = flaw.isMalware ? RULES.malware : RULES.vulnerability
  const { severity, because } = weightOf(flaw, options)
  const isAdded = copies.some((copy) => copy.isAdded)
  const grace = flaw.isMalware || isAdded ? undefined : graceOf(severity, flaw.published, options)
  const isOn = grace !== undefined && now.getTime() < grace.getTime()
  const fixed = flaw.isMalware ? undefined : freeVersion(fact, hit, cache)
  const words = [because, isOn ? `it fails from ${grace.toISOString().slice(0, 10)} on` : undefined]
  const { line } = fact.package
  return {
    rule: rule.id,
    severity,
    target: fact.lockfile,
    subject: purlOf(fact.package),
    message: messageOf(
      copies,
      flaw,
      words.filter((one) => one !== undefined),
    ),
    remediation: flaw.isMalware ? rule.help : remedyOf(fact, fixed),
    location: { path: fact.lockfile, ...(line === undefined ? {} : { line }) },
    evidence: evidenceOf(copies, hit, fixed, isOn ? grace.toISOString() : undefined),
  }
}

/** The flaws of the first of some copies: they are of one version. */
export function flawsOfCopies([fact]: Copies, cache: MatchCache): readonly Hit[] {
  const { ecosystem, advisories, package: pkg } = fact
  if (advisories.length === 0) return []
  return flawsOf({ ecosystem, name: advisoryNameOf(pkg), version: pkg.version, advisories }, cache)
}

/** One finding for each flaw of each version in each lockfile. */
export function evaluatePackages(
  facts: readonly PackageFact[],
  options: Options,
  now: Date,
  cache: MatchCache,
): readonly Finding[] {
  return copiesOf(facts).flatMap((copies) =>
    flawsOfCopies(copies, cache).map((hit) => findingOf(copies, hit, options, now, cache)),
  )
}
