import type { Finding } from '../../core/finding.ts'
import { momentOf } from '../../core/parsers.ts'
import type { Leniency } from '../../core/policy.ts'
import type { Severity } from '../../core/severity.ts'
import { type Options, timesOf } from './options.ts'

/** Until when a flaw of this severity only warns; none where nobody knows when it was published. */
export function graceOf(
  severity: Severity,
  published: string | undefined,
  options: Options,
): Date | undefined {
  const length = timesOf<Severity>(options.grace).get(severity)
  const start = published === undefined ? Number.NaN : Date.parse(published)
  if (length === undefined || Number.isNaN(start)) return undefined
  const end = new Date(start + length)
  return Number.isNaN(end.getTime()) ? undefined : end
}

/** What softens the policy for a finding: the threshold of development, and the grace that its evidence names. */
export function leniency({ evidence }: Finding, options: Options): Leniency {
  const forDev = options['fail-on-dev']
  const grace = typeof evidence['grace'] === 'string' ? momentOf(evidence['grace']) : undefined
  return {
    ...(evidence['dev'] === true && forDev !== 'same' ? { failOn: forDev } : {}),
    ...(grace ? { graceUntil: grace } : {}),
  }
}
