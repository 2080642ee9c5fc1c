import type { IncomingHttpHeaders } from 'node:http'
import { RunError } from '../core/errors.ts'

/** Where an answer's bytes stand in the whole, and what tells the whole from another one. */
export interface Part {
  /** Where its first byte stands in the whole. */
  readonly from: number
  /** Bytes; undefined where the answer does not say. */
  readonly length: number | undefined
  /** Bytes of the whole; undefined where the answer does not say. */
  readonly total: number | undefined
  /** A strong one (RFC 9110, 8.8.3); undefined for none. */
  readonly etag: string | undefined
  readonly modified: string | undefined
}

function strong(etag: string | undefined): string | undefined {
  return etag === undefined || etag.startsWith('W/') ? undefined : etag
}

/** Reads what an answer of 200 or 206 says of its bytes (RFC 9110, 14.4); undefined where a 206 does not say which they are. */
export function partOf(status: number, headers: IncomingHttpHeaders): Part | undefined {
  const written = headers['content-length'] ?? ''
  const length = /^\d{1,15}$/.test(written) ? Number(written) : undefined
  const { etag, 'last-modified': modified } = headers
  const known = { etag: strong(etag), modified }
  if (status === 200) return { from: 0, length, total: length, ...known }
  const [, from, last, total = '*'] =
    /^bytes (\d{1,15})-(\d{1,15})\/(\d{1,15}|\*)$/.exec(headers['content-range']?.trim() ?? '') ?? []
  if (from === undefined || last === undefined) return undefined
  return {
    from: Number(from),
    length: Number(last) - Number(from) + 1,
    total: total === '*' ? undefined : Number(total),
    ...known,
  }
}

function differs<T>(one: T | undefined, other: T | undefined): boolean {
  return one !== undefined && other !== undefined && one !== other
}

/** Whether a later answer is of another thing than the first one was. */
export function hasChanged(first: Part, later: Part): boolean {
  return (
    differs(first.etag, later.etag) ||
    differs(first.modified, later.modified) ||
    differs(first.total, later.total)
  )
}

/** Headers by which a server refuses with 412 what is another thing by now. */
export function conditionsOf({ etag, modified }: Part): Readonly<Record<string, string>> {
  if (etag !== undefined) return { 'if-match': etag }
  return modified === undefined ? {} : { 'if-unmodified-since': modified }
}

/** What is said where the bytes to come belong to another thing than those that came. */
export function changed(host: string): RunError {
  return new RunError(`what ${host} gives changed while it was read`)
}
