import type { Severity } from '../../core/severity.ts'
import type { Moment } from './complaint.ts'
import type { Thresholds } from './fact.ts'
import { DAY, lifetimeText, momentText, spanOf } from './span.ts'
import { limitOf } from './threshold.ts'

/** Something with an end. Milliseconds since 1970. */
export interface Lifetime {
  readonly start: number | undefined
  readonly end: number
}

/** How a lifetime stands; `text` begins after the name of what it is about. */
export type Standing =
  | { readonly kind: 'fine' }
  | { readonly kind: 'expiring'; readonly severity: Severity; readonly text: string }
  | { readonly kind: 'expired' | 'not-yet-valid'; readonly text: string }

const SHORT = 10 * DAY

/** What is left when those who renew by themselves have done it: a third, of short lifetimes half (facts, section 1). */
function renewalPoint(lifetime: number): number {
  return lifetime < SHORT ? lifetime / 2 : lifetime / 3
}

/** Whether it ends before anybody looks again, and should have been renewed by now. */
function isUnwatched(left: number, lifetime: number | undefined, { now, nextRun }: Moment): boolean {
  if (nextRun === undefined || left > nextRun + DAY - now) return false
  return lifetime === undefined || left <= renewalPoint(lifetime)
}

function shareText(left: number, lifetime: number | undefined): string {
  if (lifetime === undefined) return ''
  const over = Math.floor(((lifetime - left) / lifetime) * 100)
  return `; ${over} % of its ${lifetimeText(lifetime)} are over`
}

/**
 * Pure: how something with an end stands at a moment. Later moments never make it better: fine, then expiring
 * (`moderate`, then `high`), then expired.
 */
export function standingOf(
  { start, end }: Lifetime,
  { warn, critical }: Thresholds,
  moment: Moment,
): Standing {
  const left = end - moment.now
  // RFC 5280, 4.1.2.5: it is valid through its last second, both ends included.
  if (left < 0) return { kind: 'expired', text: `ended ${spanOf(left)} ago, on ${momentText(end)}` }
  if (start !== undefined && moment.now < start) {
    const text = `is not valid yet: it begins in ${spanOf(start - moment.now)}, on ${momentText(start)}`
    return { kind: 'not-yet-valid', text }
  }
  const lifetime = start === undefined ? undefined : end - start
  const text = `ends in ${spanOf(left)}, on ${momentText(end)}${shareText(left, lifetime)}`
  if (left <= limitOf(critical, lifetime)) return { kind: 'expiring', severity: 'high', text }
  if (isUnwatched(left, lifetime, moment)) {
    const next = momentText(moment.nextRun ?? 0)
    return {
      kind: 'expiring',
      severity: 'high',
      text: `${text}; the next look is on ${next}, too late to notice`,
    }
  }
  if (left <= limitOf(warn, lifetime)) return { kind: 'expiring', severity: 'moderate', text }
  return { kind: 'fine' }
}
