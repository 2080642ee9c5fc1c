import type { Finding, Rule } from '../core/finding.ts'
import type { Judged } from '../core/policy.ts'
import type { Report, Run } from '../core/report.ts'
import type { Severity } from '../core/severity.ts'
import { json, sarifText, uriPath, visible } from './escape.ts'
import { count, inFolder } from './words.ts'

/** GitHub keeps the first 5,000 results of a run (docs, "SARIF support for code scanning"). */
const MAX_RESULTS = 5000

/** Points of 10 that make GitHub show our severities under the same words. */
const POINTS: Readonly<Record<Severity, string>> = {
  critical: '9.5',
  high: '8.0',
  moderate: '5.5',
  low: '3.0',
  info: '0.0',
}

function levelOf({ finding, disposition }: Judged): string {
  if (disposition === 'fail') return 'error'
  return finding.severity === 'low' || finding.severity === 'info' ? 'note' : 'warning'
}

function locationOf({ location, target }: Finding, folder: string): object {
  const uri = uriPath(inFolder(folder, location?.path ?? target))
  return {
    physicalLocation: {
      artifactLocation: { uri, uriBaseId: '%SRCROOT%' },
      region: { startLine: location?.line ?? 1 },
    },
  }
}

function resultOf(judged: Judged, identity: string, rules: readonly Descriptor[], folder: string): object {
  const { finding, waiver } = judged
  const ruleId = ruleIdOf(finding)
  return {
    ruleId,
    ruleIndex: rules.findIndex(({ id }) => id === ruleId),
    level: levelOf(judged),
    message: {
      text: sarifText([finding.message, finding.remediation].filter((one) => one !== undefined).join(' ')),
    },
    locations: [locationOf(finding, folder)],
    // The one that GitHub tells alerts apart by (docs, "SARIF support for code scanning").
    partialFingerprints: { primaryLocationLineHash: identity },
    properties: { severity: finding.severity, subject: finding.subject, evidence: finding.evidence },
    ...(waiver ? { suppressions: [{ kind: 'external', justification: sarifText(waiver.reason) }] } : {}),
  }
}

/** A reporting descriptor (SARIF 2.1.0, 3.49). */
interface Descriptor {
  readonly id: string
  readonly [key: string]: unknown
}

function ruleOf({ id, title, help, severity }: Rule): Descriptor {
  return {
    id,
    name: id,
    shortDescription: { text: title },
    fullDescription: { text: title },
    help: { text: help },
    properties: { 'security-severity': POINTS[severity], tags: ['security'] },
  }
}

/**
 * What a finding is an instance of: where its evidence names something published (an advisory with an id and a page),
 * that, as GitHub shows severities and pages by rule. Hierarchical, below the rule (SARIF 2.1.0, 3.52.4).
 */
function ruleIdOf({ rule, evidence }: Finding): string {
  const { id, url } = evidence
  return typeof id === 'string' && id.trim() !== '' && pageOf(url) ? `${rule}/${visible(id)}` : rule
}

/** What may not stand in a URI (RFC 3986, 2.2 and 2.3). */
const NO_URI = /[^A-Za-z0-9\-._~:/?#[\]@!$&'()*+,;=%]/

/** A page that may be linked to, as a URI says it (RFC 3986). */
function pageOf(url: unknown): string | undefined {
  if (typeof url !== 'string' || !/^https?:\/\//.test(url) || !URL.canParse(url)) return undefined
  const { href } = new URL(url)
  return NO_URI.test(href) ? undefined : href
}

/** The descriptors of what is published, each once, its worst severity counting. */
function published(judged: readonly Judged[], rules: readonly Rule[]): readonly Descriptor[] {
  const found = new Map<string, Descriptor & { readonly points: number }>()
  for (const { finding } of judged) {
    const id = ruleIdOf(finding)
    const base = rules.find((rule) => rule.id === finding.rule)
    const { url, score } = finding.evidence
    const page = pageOf(url)
    if (!base || id === base.id || page === undefined) continue
    const points =
      typeof score === 'number' && score > 0 && score <= 10 ? score : Number(POINTS[finding.severity])
    if ((found.get(id)?.points ?? -1) >= points) continue
    const properties = { 'security-severity': points.toFixed(1), tags: ['security'] }
    const text = sarifText(`${base.title}: ${String(finding.evidence['id'])}`)
    found.set(id, {
      ...ruleOf(base),
      id,
      name: id,
      shortDescription: { text },
      fullDescription: { text },
      helpUri: page,
      properties,
      points,
    })
  }
  return [...found.values()].map(({ points: _points, ...descriptor }) => descriptor)
}

function notification(level: 'error' | 'warning', text: string): object {
  return { level, message: { text: sarifText(text) } }
}

/** What could not be looked at. */
function untold(run: Run): readonly object[] {
  const reasons =
    run.status === 'failed'
      ? [run.reason]
      : run.gaps.map(({ target, subject, reason }) => `${target}: ${subject}: ${reason}`)
  return reasons.map((reason) => notification('error', reason))
}

/** Fingerprints with a count behind them: one may stand for the same subject in two files. */
function identitiesOf(judged: readonly Judged[]): readonly string[] {
  const seen = new Map<string, number>()
  return judged.map(({ fingerprint }) => {
    const times = (seen.get(fingerprint) ?? 0) + 1
    seen.set(fingerprint, times)
    return `${fingerprint}:${times}`
  })
}

function runOf(run: Run, all: readonly Rule[], folder: string): object {
  const own = all.filter((rule) => rule.id.startsWith(`${run.check}/`))
  const judged = run.status === 'completed' ? run.judged : []
  const more = judged.length - MAX_RESULTS
  const kept = judged.slice(0, MAX_RESULTS)
  const identities = identitiesOf(kept)
  const rules = [...own.map(ruleOf), ...published(kept, own)]
  const left =
    more > 0 ? [notification('warning', `${count(more, 'more result')}: see the JSON report.`)] : []
  const gaps = untold(run)
  return {
    tool: {
      driver: { name: 'Upkeep', informationUri: 'https://github.com/OWNER/upkeep', rules },
    },
    automationDetails: { id: `upkeep/${run.check}/${visible(run.name)}/` },
    invocations: [{ executionSuccessful: gaps.length === 0, toolExecutionNotifications: [...gaps, ...left] }],
    results: kept.map((one, i) => resultOf(one, identities[i] ?? '', rules, folder)),
  }
}

/**
 * SARIF 2.1.0 (OASIS). What could not be looked at stands in the invocation's notifications, which then was not
 * successful: no results in it does not mean that there is nothing wrong. `folder` leads from the repository's root
 * to the directory that was checked.
 */
export function sarifOf(report: Report, rules: readonly Rule[], folder = ''): string {
  return json({
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: report.runs.map((run) => runOf(run, rules, folder)),
  })
}
