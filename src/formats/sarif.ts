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

function resultOf(judged: Judged, identity: string, rules: readonly Rule[], folder: string): object {
  const { finding, waiver } = judged
  return {
    ruleId: finding.rule,
    ruleIndex: rules.findIndex((rule) => rule.id === finding.rule),
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

function ruleOf({ id, title, help, severity }: Rule): object {
  return {
    id,
    name: id,
    shortDescription: { text: title },
    fullDescription: { text: title },
    help: { text: help },
    properties: { 'security-severity': POINTS[severity], tags: ['security'] },
  }
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
  const rules = all.filter((rule) => rule.id.startsWith(`${run.check}/`))
  const judged = run.status === 'completed' ? run.judged : []
  const more = judged.length - MAX_RESULTS
  const kept = judged.slice(0, MAX_RESULTS)
  const identities = identitiesOf(kept)
  const left =
    more > 0 ? [notification('warning', `${count(more, 'more result')}: see the JSON report.`)] : []
  const gaps = untold(run)
  return {
    tool: {
      driver: { name: 'Upkeep', informationUri: 'https://github.com/OWNER/upkeep', rules: rules.map(ruleOf) },
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
