import { millisecondsOf } from '../../core/parsers.ts'

/** How early is early: a length of time, a share of the whole lifetime, or the shorter of both. */
export interface Threshold {
  /** Milliseconds. */
  readonly cap: number | undefined
  /** From 0 to 1. */
  readonly share: number | undefined
}

function partOf(text: string): Threshold | undefined {
  const [, percent] = /^(\d{1,3}(?:\.\d{1,3})?)\s*%$/.exec(text) ?? []
  if (percent !== undefined) {
    const share = Number(percent) / 100
    return share <= 1 ? { cap: undefined, share } : undefined
  }
  const cap = millisecondsOf(text)
  return cap === undefined ? undefined : { cap, share: undefined }
}

/** What `30d`, `25%` or `min(30d, 25%)` says; undefined for anything else. */
export function thresholdOf(written: string): Threshold | undefined {
  const text = written.trim()
  const [, inside] = /^min\(([^()]*)\)$/i.exec(text) ?? []
  if (inside === undefined) return partOf(text)
  const parts = inside.split(',').map((part) => partOf(part.trim()))
  const cap = parts.find((part) => part?.cap !== undefined)?.cap
  const share = parts.find((part) => part?.share !== undefined)?.share
  return parts.length === 2 && cap !== undefined && share !== undefined ? { cap, share } : undefined
}

/** The milliseconds before its end from which a thing of this lifetime is due; a cap alone where that is unknown. */
export function limitOf({ cap, share }: Threshold, lifetime: number | undefined): number {
  const part = share === undefined || lifetime === undefined ? Number.POSITIVE_INFINITY : share * lifetime
  const limit = Math.min(cap ?? Number.POSITIVE_INFINITY, part)
  return Number.isFinite(limit) ? limit : 0
}
