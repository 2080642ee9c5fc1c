import { SEVERITIES, type Severity } from '../../core/severity.ts'
import type { Flaw } from './aliases.ts'
import type { Options } from './options.ts'

/**
 * From this probability on that a flaw is exploited within 30 days (EPSS) it counts one step more: about one CVE in
 * twenty has it (https://www.first.org/epss/data_stats).
 */
const LIKELY = 0.1

export interface Weight {
  readonly severity: Severity
  /** Why it is not what the records say, in words; undefined where it is. */
  readonly because: string | undefined
}

function raised(severity: Severity): Severity {
  return SEVERITIES[Math.max(0, SEVERITIES.indexOf(severity) - 1)] ?? severity
}

/** What a flaw counts as: unknown as the threshold, so that it is not passed over; raised where it is exploited. */
export function weightOf(
  { severity, epss, exploited, isMalware }: Flaw,
  options: Options,
  isDev = false,
): Weight {
  if (isMalware) return { severity: 'critical', because: undefined }
  if (exploited === true) {
    return {
      severity: 'critical',
      because: severity === 'critical' ? undefined : 'it is known to be exploited',
    }
  }
  const forDev = options['fail-on-dev']
  const threshold = isDev && forDev !== 'same' ? forDev : options['fail-on']
  if (severity === undefined) {
    const counted = threshold === 'none' ? 'high' : threshold
    return { severity: counted, because: `nobody says how severe it is, so it counts as ${counted}` }
  }
  if (epss === undefined || epss < LIKELY || severity === 'critical') return { severity, because: undefined }
  const percent = Math.round(epss * 100)
  return { severity: raised(severity), because: `it is likely to be exploited (EPSS ${percent} %)` }
}
