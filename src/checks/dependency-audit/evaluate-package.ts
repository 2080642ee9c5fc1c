import type { Finding, Json } from '../../core/finding.ts'
import { labelOf, purlOf } from '../../inventory/package.ts'
import type { Flaw } from './aliases.ts'
import { type Copies, copiesOf, isDevOnly } from './copies.ts'
import { advisoryNameOf } from './ecosystems.ts'
import type { PackageFact } from './fact.ts'
import { flawsOf, type Hit } from './flaws.ts'
import { type FreeVersion, freeVersion } from './free-version.ts'
import { graceOf } from './grace.ts'
import type { MatchCache } from './match.ts'
import type { Options } from './options.ts'
import { versionOf } from './questions.ts'
import { remedyOf } from './remedy.ts'
import { RULES } from './rules.ts'
import { sentence, titleOf } from './sentence.ts'
import { weightOf } from './severity.ts'

/** Ways that are told apart: a waiver by path must fit all. */
const MAX_WAYS = 50
const MAX_SHOWN_WAYS = 5

/** The ways to a package, shown ones first; whether there are more than are known. */
function waysOf(copies: Copies): { readonly ways: readonly string[]; readonly hasMore: boolean } {
  const all = copies.map((copy) => copy.ways(MAX_WAYS))
  const ways = [...new Set(all.flatMap(({ paths }) => paths.map((path) => path.join(' > '))))]
  return { ways, hasMore: all.some(({ isAll }) => !isAll) }
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
  const { ways, hasMore } = waysOf(copies)
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
    paths: hasMore ? ways.slice(0, MAX_SHOWN_WAYS) : ways,
    ...(hasMore ? { 'more-paths': true } : {}),
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

function findingOf(
  copies: Copies,
  hit: Hit,
  free: FreeVersion | undefined,
  options: Options,
  now: Date,
): Finding {
  const [fact] = copies
  const { flaw } = hit
  const rule = flaw.isMalware ? RULES.malware : RULES.vulnerability
  const { severity, because } = weightOf(flaw, options, isDevOnly(copies))
  const isAdded = copies.some((copy) => copy.isAdded)
  const grace = flaw.isMalware || isAdded ? undefined : graceOf(severity, flaw.published, options)
  const isOn = grace !== undefined && now.getTime() < grace.getTime()
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
    remediation: flaw.isMalware ? rule.help : remedyOf(copies, free),
    location: { path: fact.lockfile, ...(line === undefined ? {} : { line }) },
    evidence: evidenceOf(
      copies,
      hit,
      flaw.isMalware ? undefined : free?.version,
      isOn ? grace.toISOString() : undefined,
    ),
  }
}

/** The flaws of the first of some copies: they are of one version. */
export function flawsOfCopies([fact]: Copies, cache: MatchCache): readonly Hit[] {
  const { ecosystem, advisories, package: pkg } = fact
  if (advisories.length === 0) return []
  return flawsOf({ ecosystem, name: advisoryNameOf(pkg), version: versionOf(pkg), advisories }, cache)
}

/** One finding for each flaw of each version in each lockfile. */
export function evaluatePackages(
  facts: readonly PackageFact[],
  options: Options,
  now: Date,
  cache: MatchCache,
): readonly Finding[] {
  return copiesOf(facts).flatMap((copies) => {
    const hits = flawsOfCopies(copies, cache)
    if (hits.length === 0) return []
    const free = freeVersion(copies[0], hits, cache)
    return hits.map((hit) => findingOf(copies, hit, free(hit), options, now))
  })
}
