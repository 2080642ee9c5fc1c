import type { Finding, Json } from '../../core/finding.ts'
import { compareSeverity } from '../../core/severity.ts'
import type { Complaint } from './complaint.ts'
import type { CertificateFact } from './fact.ts'
import type { Options } from './options.ts'
import { RULES } from './rules.ts'
import { type Told, tellAll } from './told.ts'

interface One {
  readonly told: Told
  readonly complaint: Complaint
}

const MAX_LISTED = 100

function endOf({ complaint }: One): number {
  return complaint.certificate?.notAfter ?? Number.POSITIVE_INFINITY
}

/** The worst first, then what ends first, then by place: whatever order the world was looked at in. */
function compare(a: One, b: One): number {
  const severity = compareSeverity(a.complaint.severity, b.complaint.severity)
  if (severity !== 0) return severity
  if (endOf(a) !== endOf(b)) return endOf(a) < endOf(b) ? -1 : 1
  const [left, right] = [keyOf(a), keyOf(b)]
  return left < right ? -1 : Number(left > right)
}

function keyOf({ told, complaint }: One): string {
  return [told.place, complaint.certificate?.sha256, complaint.message].join('\0')
}

function sentence(text: string, isAlone: boolean): string {
  return `${isAlone ? text.charAt(0).toUpperCase() : text.charAt(0)}${text.slice(1)}.`
}

/** An annotation and an alert show the message alone: it says by itself which host it is about. */
function aboutOf({ fact, target }: Told): string {
  return fact.kind === 'endpoint' ? `${target}: ` : ''
}

function uniqueOf(values: readonly (string | undefined)[]): readonly string[] {
  return [...new Set(values.filter((value) => value !== undefined))].sort().slice(0, MAX_LISTED)
}

/** `at 1 of 3 addresses: 192.0.2.1`; nothing where all of them show it. */
function placesText(affected: readonly string[], all: readonly string[]): readonly string[] {
  if (affected.length === 0 || affected.length === all.length) return []
  const list = affected.slice(0, 5).join(', ')
  return [`at ${affected.length} of ${all.length} addresses: ${list}${affected.length > 5 ? ', …' : ''}`]
}

function certificateEvidence({ certificate }: Complaint): { readonly [key: string]: Json } {
  if (!certificate) return {}
  return {
    issuer: certificate.issuer.text,
    expires: isoOf(certificate.notAfter),
  }
}

function isoOf(moment: number): string {
  const date = new Date(moment)
  return Number.isNaN(date.getTime()) ? '' : date.toISOString()
}

function findingOf(
  group: readonly One[],
  places: ReadonlyMap<string, readonly string[]>,
): Finding | undefined {
  const sorted = group.toSorted(compare)
  const [worst] = sorted
  if (!worst) return undefined
  const { told, complaint } = worst
  const addresses = uniqueOf(sorted.map((one) => one.told.place))
  const messages = new Set(sorted.map((one) => one.complaint.message))
  const more = messages.size > 1 ? [`${messages.size - 1} more like this`] : []
  const about = aboutOf(told)
  const aside = [...placesText(addresses, places.get(told.target) ?? []), ...more].join('; ')
  return {
    rule: RULES[complaint.rule].id,
    severity: complaint.severity,
    target: told.target,
    subject: told.target,
    message: sentence(`${about}${complaint.message}${aside === '' ? '' : ` (${aside})`}`, about === ''),
    remediation: complaint.remediation,
    ...(told.location ? { location: told.location } : {}),
    evidence: {
      ...(told.id === undefined ? {} : { id: told.id }),
      ...certificateEvidence(complaint),
      ...complaint.evidence,
      sha256: uniqueOf(sorted.map((one) => one.complaint.certificate?.sha256)),
      ...(addresses.length > 0 ? { addresses } : {}),
    },
  }
}

function placesOf(all: readonly Told[]): ReadonlyMap<string, readonly string[]> {
  const places = new Map<string, Set<string>>()
  for (const { target, place } of all) {
    if (place !== undefined) places.set(target, (places.get(target) ?? new Set()).add(place))
  }
  return new Map([...places].map(([target, set]) => [target, [...set].sort()]))
}

/**
 * Pure: one finding per rule and target (in a file: and certificate), whatever the number of addresses that show it,
 * so that a host behind ten addresses is one problem. What ends first stands first.
 */
export function evaluate(facts: readonly CertificateFact[], options: Options, now: Date): readonly Finding[] {
  const all = tellAll(facts, options, now)
  const places = placesOf(all)
  const groups = new Map<string, One[]>()
  for (const told of all) {
    for (const complaint of told.complaints) {
      const key = [complaint.rule, told.target, told.id].join('\0')
      groups.set(key, [...(groups.get(key) ?? []), { told, complaint }])
    }
  }
  return [...groups]
    .map(([key, group]) => ({ key, worst: group.toSorted(compare)[0], finding: findingOf(group, places) }))
    .toSorted((a, b) => {
      const [left, right] = [a.worst ? endOf(a.worst) : 0, b.worst ? endOf(b.worst) : 0]
      if (left !== right) return left < right ? -1 : 1
      return a.key < b.key ? -1 : 1
    })
    .flatMap(({ finding }) => finding ?? [])
}
