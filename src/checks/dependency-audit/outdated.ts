import semver from 'semver'
import type { Finding } from '../../core/finding.ts'
import { labelOf, purlOf } from '../../inventory/package.ts'
import { copiesOf, isDevOnly } from './copies.ts'
import type { PackageFact, Release } from './fact.ts'
import { type Options, STEPS, type Step, timesOf } from './options.ts'
import { RULES } from './rules.ts'
import { sentence } from './sentence.ts'

const DAY = 24 * 60 * 60 * 1000

interface Behind {
  readonly step: Step
  /** The newest version that is this step ahead. */
  readonly to: string
  /** Since when there is one. */
  readonly since: number
}

function stepTo(from: string, to: string): Step | undefined {
  const diff = semver.diff(from, to)
  return STEPS.find((step) => step === diff)
}

/** Releases that are a step ahead, for how long, and to where; what is deprecated or no release is none. */
function behindBy(
  step: Step,
  from: string,
  releases: readonly Release[],
  latest: string,
): Behind | undefined {
  const ahead = releases.filter(
    ({ version, deprecated, published }) =>
      deprecated === undefined &&
      published !== undefined &&
      semver.valid(version) !== null &&
      semver.prerelease(version) === null &&
      semver.gt(version, from) &&
      semver.lte(version, latest) &&
      stepTo(from, version) === step,
  )
  const since = Math.min(...ahead.map(({ published = '' }) => Date.parse(published)))
  const [to] = ahead.map(({ version }) => version).sort(semver.rcompare)
  return to === undefined || !Number.isFinite(since) ? undefined : { step, to, since }
}

function outdatedFinding(fact: PackageFact, dev: boolean, options: Options, now: Date): readonly Finding[] {
  const { package: pkg, releases, lockfile } = fact
  const latest = releases?.latest
  if (!releases || latest === undefined) return []
  if (semver.valid(pkg.version) === null || semver.valid(latest) === null) return []
  const times = timesOf<Step>(options.outdated)
  for (const step of STEPS) {
    const limit = times.get(step)
    const behind = behindBy(step, pkg.version, releases.releases, latest)
    if (limit === undefined || !behind || now.getTime() - behind.since <= limit) continue
    const days = Math.floor((now.getTime() - behind.since) / DAY)
    const message = `${labelOf(pkg)} is behind by a ${step} version for ${days} days: ${behind.to} is out, and the policy allows ${Math.round(limit / DAY)} days.`
    return [
      plainFinding('outdated', fact, dev, message, `Upgrade it to ${behind.to}.`, {
        to: behind.to,
        lockfile,
      }),
    ]
  }
  return []
}

function plainFinding(
  rule: 'outdated' | 'deprecated',
  { package: pkg, lockfile }: PackageFact,
  dev: boolean,
  message: string,
  remediation: string,
  evidence: Readonly<Record<string, string>>,
): Finding {
  return {
    rule: RULES[rule].id,
    severity: RULES[rule].severity,
    target: lockfile,
    subject: purlOf(pkg),
    message,
    remediation,
    location: { path: lockfile, ...(pkg.line === undefined ? {} : { line: pkg.line }) },
    evidence: { name: pkg.name, version: pkg.version, dev, ...evidence },
  }
}

/** What the registry says now, else what the lockfile wrote down when it was made. */
function deprecatedFinding(fact: PackageFact, dev: boolean): readonly Finding[] {
  const { package: pkg, releases } = fact
  const release = releases?.releases.find(({ version }) => version === pkg.version)
  const words = release ? release.deprecated : pkg.deprecated
  if (words === undefined || !pkg.direct) return []
  const source = release ? 'its registry' : 'the lockfile, when it was made,'
  const message = sentence(`${labelOf(pkg)} is deprecated, ${source} says: ${words}`)
  return [plainFinding('deprecated', fact, dev, message, RULES.deprecated.help, {})]
}

/** Direct dependencies that are deprecated, or behind for longer than the policy says. */
export function outdatedFindings(
  facts: readonly PackageFact[],
  options: Options,
  now: Date,
): readonly Finding[] {
  return copiesOf(facts.filter(({ package: pkg }) => pkg.direct)).flatMap((copies) => {
    const [fact] = copies
    const dev = isDevOnly(copies)
    return [...deprecatedFinding(fact, dev), ...outdatedFinding(fact, dev, options, now)]
  })
}
