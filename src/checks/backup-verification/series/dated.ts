import type { Artifact } from './expectations.ts'
import { stampIn } from './stamp.ts'

/** What tells when an artifact was made, the most trustworthy first. */
export type DateSource = 'name' | 'internal' | 'modified'

/** An artifact and when it was made. */
export interface Dated {
  readonly artifact: Artifact
  readonly source: DateSource
  /** The earliest moment, and the latest, in milliseconds since 1970: age counts from the latest. */
  readonly from: number
  readonly to: number
  /** A time without a zone, which may be one of a clock that is put back and forth. */
  readonly isLocal: boolean
  readonly isDay: boolean
}

const HOUR = 3_600_000

/** How far a clock may be ahead, and how far a place is ahead of Greenwich. */
const SKEW = HOUR
const FURTHEST_ZONE = 14 * HOUR

/** When an artifact was made: its name's stamp, else its own, else when it was written; undefined where nothing tells. */
export function dateOf(artifact: Artifact, offset: number): Dated | undefined {
  const stamp = stampIn(artifact.name, offset)
  if (stamp) {
    const { from, to, precision, isZoned } = stamp
    return { artifact, source: 'name', from, to, isLocal: !isZoned, isDay: precision === 'day' }
  }
  const source = artifact.internal === undefined ? 'modified' : 'internal'
  const moment = artifact[source]
  if (moment === undefined || !Number.isFinite(moment)) return undefined
  return { artifact, source, from: moment, to: moment, isLocal: false, isDay: false }
}

/** Whether it says that it was made later than now, whatever the zone of a name without one. */
export function isFuture({ from, isLocal }: Dated, now: number): boolean {
  return from > now + (isLocal ? FURTHEST_ZONE : SKEW)
}

/** How long ago it was made at least, in milliseconds; never less than nothing. */
export function ageOf({ to }: Dated, now: number): number {
  return Math.max(0, now - to)
}
