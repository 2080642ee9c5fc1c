import type { Finding, Json } from '../../core/finding.ts'
import type { Severity } from '../../core/severity.ts'
import { labelOf, purlOf } from '../../inventory/package.ts'
import { shorten } from './expression.ts'
import type { LicenseFact } from './fact.ts'
import type { Options } from './options.ts'
import {
  becauseOf,
  branchOf,
  type JudgedReading,
  type PackageLicense,
  packageJudge,
  valueJudge,
} from './package-license.ts'
import { type LicensePolicy, policyOf } from './policy.ts'
import { RULES } from './rules.ts'
import type { LicenseFile } from './texts/license-text.ts'

type RuleName = keyof typeof RULES

interface Complaint {
  readonly rule: RuleName
  readonly severity: Severity
  readonly license: string
  readonly says: string
  readonly evidence: Readonly<Record<string, Json>>
}

const BY_VERDICT = { deny: 'denied', review: 'review', unknown: 'unknown' } as const

function plainValue(value: unknown): Json {
  if (typeof value === 'string') return shorten(value)
  try {
    const text = JSON.stringify(value ?? null)
    return text.length > 200 ? shorten(text) : (JSON.parse(text) as Json)
  } catch {
    // JSON.parse reads any nesting, JSON.stringify ends at the stack's.
    return '(nested too deeply)'
  }
}

function readingsOf(fact: LicenseFact): Json {
  return fact.readings.map(({ source, path, value }) => ({ source, path, value: plainValue(value) }))
}

/** One license and nothing else to say reads as one sentence. */
function licensedAs(deciding: JudgedReading): string {
  const { text, remarks } = deciding.declaration
  const [first, ...others] = deciding.judgment.deciding
  const isPlain = first?.leaf.text === text && others.length === 0 && remarks.length === 0
  return isPlain
    ? `is licensed ${text}, which ${first.reason}`
    : `is licensed ${text}: ${becauseOf(deciding)}`
}

function mainComplaint(license: PackageLicense, options: Options): readonly Complaint[] {
  const { verdict, deciding } = license
  if (verdict === 'allow' || verdict === 'internal') return []
  const rule = BY_VERDICT[verdict]
  const text = deciding.declaration.text
  const soft = rule === 'unknown' && options.unknown === 'warn'
  const says =
    rule === 'unknown' ? `has no license that can be told: ${becauseOf(deciding)}` : licensedAs(deciding)
  return [{ rule, severity: soft ? 'low' : RULES[rule].severity, license: text, says, evidence: {} }]
}

function conflictComplaint({ verdict, deciding, others }: PackageLicense): readonly Complaint[] {
  const [other] = others
  if (!other || verdict === 'internal') return []
  const name = (one: JudgedReading) => `${one.reading.path} says ${one.declaration.text}`
  const mild = verdict === 'allow' && other.judgment.verdict === 'allow'
  const license = [deciding, other].map((one) => one.declaration.text).join(' / ')
  const says = `has two licenses: ${name(deciding)}, ${name(other)}; the stricter counts`
  return [{ rule: 'conflict', severity: mild ? 'low' : RULES.conflict.severity, license, says, evidence: {} }]
}

/** What lies in a package as its license and was not read, as what is declared may not be what stands there. */
function unreadComplaint(files: readonly LicenseFile[], license: string): readonly Complaint[] {
  const [unread, ...more] = files.filter(({ kind, problem }) => kind === 'license' && problem !== undefined)
  if (!unread) return []
  const others = more.length > 0 ? `, and ${more.length} more` : ''
  const says = `has a license file that was not read: ${unread.path}, ${unread.problem}${others}`
  return [{ rule: 'missing-text', severity: 'low', license, says, evidence: {} }]
}

/** Whoever ships a package ships the text of its license: nearly every license asks for it. */
function textComplaint(
  { files }: LicenseFact,
  { verdict, deciding }: PackageLicense,
  options: Options,
): readonly Complaint[] {
  if (files === undefined || verdict === 'internal') return []
  const hasText = files.some(({ kind, text }) => kind === 'license' && text !== undefined)
  if (!options['require-text'] || hasText) return unreadComplaint(files, deciding.declaration.text)
  const problem = files.find((file) => file.problem !== undefined)
  const because = problem ? `: of ${problem.path}, ${problem.problem}` : ''
  const license = deciding.declaration.text
  return [
    {
      rule: 'missing-text',
      severity: RULES['missing-text'].severity,
      license,
      says: `ships no text of its license (${license})${because}`,
      evidence: {},
    },
  ]
}

const DRIFT_SEVERITY = {
  allow: 'info',
  review: 'moderate',
  unknown: 'high',
  deny: 'high',
  internal: 'info',
} as const

function driftComplaints(
  fact: LicenseFact,
  { verdict, deciding }: PackageLicense,
  policy: LicensePolicy,
  options: Options,
): readonly Complaint[] {
  const judgeValue = valueJudge(policy)
  const now = deciding.declaration.text
  const texts = fact.before.map(({ version, value }) => {
    const { text } = judgeValue({ source: 'lockfile', path: fact.lockfile, value }).declaration
    return { version, text, said: value !== undefined }
  })
  const from = texts.find((before) => before.said && before.text !== now)
  // A new version beside an old one of the same license is no drift.
  if (!from || verdict === 'internal' || texts.some((before) => before.text === now)) return []
  const says = `changed its license since ${from.version}: ${from.text} -> ${now}`
  const evidence = { from: from.text, to: now, 'from-version': from.version }
  const isSoft = verdict === 'unknown' && options.unknown === 'warn'
  return [{ rule: 'drift', severity: isSoft ? 'low' : DRIFT_SEVERITY[verdict], license: now, says, evidence }]
}

function soften(severity: Severity, fact: LicenseFact, options: Options): Severity {
  const mild = options.dev === 'warn' && fact.package.scope === 'dev'
  return mild && severity !== 'info' ? 'low' : severity
}

function findingOf(
  copies: readonly LicenseFact[],
  complaint: Complaint,
  license: PackageLicense,
  options: Options,
): Finding {
  const [fact] = copies as readonly [LicenseFact, ...LicenseFact[]]
  const { package: pkg } = fact
  const branch = branchOf(license.deciding)
  const path = fact.paths(1)[0]
  const scopes = [...new Set(copies.map((copy) => copy.package.scope))]
  return {
    rule: RULES[complaint.rule].id,
    severity: soften(complaint.severity, fact, options),
    target: fact.lockfile,
    subject: purlOf(pkg),
    message: `${labelOf(pkg)} ${complaint.says}.`,
    remediation: RULES[complaint.rule].help.replace('PACKAGE', () => pkg.name),
    location: { path: fact.lockfile, ...(pkg.line === undefined ? {} : { line: pkg.line }) },
    evidence: {
      id: complaint.license,
      ...complaint.evidence,
      name: pkg.name,
      version: pkg.version,
      ...(pkg.alias === undefined ? {} : { alias: pkg.alias }),
      license: license.deciding.declaration.text,
      ...(branch === undefined ? {} : { branch }),
      readings: readingsOf(fact),
      scope: scopes.join(', '),
      ...(fact.files
        ? { texts: fact.files.flatMap(({ kind, hash }) => (kind === 'license' ? (hash ?? 'unread') : [])) }
        : {}),
      copies: copies.map((copy) => copy.package.location),
      ...(path === undefined ? {} : { path: [...path] }),
    },
  }
}

interface Group {
  readonly complaint: Complaint
  readonly license: PackageLicense
  readonly copies: LicenseFact[]
}

/** Pure: what is wrong, one finding for all copies of a package in a lockfile that have the same complaint. */
export function evaluate(facts: readonly LicenseFact[], options: Options): readonly Finding[] {
  const policy = policyOf(options)
  const judge = packageJudge(policy, options['internal-scopes'])
  const groups = new Map<string, Group>()
  for (const fact of facts) {
    if (!fact.counts) continue
    const license = judge(fact)
    const drift = fact.before.length === 0 ? [] : driftComplaints(fact, license, policy, options)
    for (const complaint of [
      ...mainComplaint(license, options),
      ...conflictComplaint(license),
      ...textComplaint(fact, license, options),
      ...drift,
    ]) {
      const { name, version } = fact.package
      const severity = soften(complaint.severity, fact, options)
      const key = JSON.stringify([fact.lockfile, name, version, complaint.rule, complaint.license, severity])
      const group = groups.get(key) ?? { complaint, license, copies: [] }
      group.copies.push(fact)
      groups.set(key, group)
    }
  }
  return [...groups.values()].map((group) => findingOf(group.copies, group.complaint, group.license, options))
}
