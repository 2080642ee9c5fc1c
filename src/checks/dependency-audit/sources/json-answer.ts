import { gunzipSync } from 'node:zlib'
import type { HttpResponse } from '../../../core/ports.ts'

/** Bytes that an answer may have, compressed and plain. */
export const ANSWER_LIMIT = 64 * 1024 * 1024

/** What an answer says, or why it says nothing: a problem completes the sentence "registry.example …". */
export type Read = { readonly value: unknown } | { readonly problem: string }

function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b
}

function isTooLarge(thrown: unknown): boolean {
  return (thrown as NodeJS.ErrnoException | undefined)?.code === 'ERR_BUFFER_TOO_LARGE'
}

/** Looks at the bytes, not at the header: the public npm registry has sent gzip without saying so (npm/cli #9804). */
function decompress(bytes: Uint8Array): Uint8Array | { readonly problem: string } {
  if (!isGzip(bytes)) return bytes
  try {
    const plain = gunzipSync(bytes, { maxOutputLength: ANSWER_LIMIT })
    return isGzip(plain) ? { problem: 'answered with gzip in gzip' } : plain
  } catch (thrown) {
    return {
      problem: isTooLarge(thrown)
        ? `answered with more than ${ANSWER_LIMIT} bytes`
        : 'answered with gzip that is damaged or cut off',
    }
  }
}

function parse(text: string, encoding: string): Read {
  try {
    return { value: JSON.parse(text) as unknown }
  } catch {
    const start = text.slice(0, 1000).trimStart()
    if (start === '') return { problem: 'answered without content' }
    if (start.startsWith('<')) return { problem: 'answered with a web page instead of JSON' }
    if (!['', 'identity', 'gzip'].includes(encoding))
      return { problem: 'answered in an encoding that was not asked for' }
    return { problem: 'answered with JSON that is damaged or cut off' }
  }
}

function statusProblem(status: number): string | undefined {
  if (status === 204) return 'answered without content (status 204)'
  if (status === 401) return 'wants a login (status 401)'
  if (status === 403) return 'refuses to answer (status 403)'
  if (status === 429) return 'was asked too often (status 429)'
  if (status >= 500) return `is out of order (status ${status})`
  return status === 200 ? undefined : `answered with status ${status}`
}

/**
 * The JSON of an answer with status 200, gunzipped where it is gzip, whatever its header says. Everything else has
 * a problem of its own words: an answer that cannot be understood is never an empty one.
 */
export function readJsonAnswer({ status, headers, body }: HttpResponse): Read {
  const refused = statusProblem(status)
  if (refused !== undefined) return { problem: refused }
  const plain = decompress(body)
  if ('problem' in plain) return plain
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(plain)
    return parse(text, (headers['content-encoding'] ?? '').trim().toLowerCase())
  } catch {
    return { problem: 'answered with bytes that are no text' }
  }
}

/** What kind of thing a value is, for a sentence about the wrong one: `null`, `a list`, `an object`, `a string` … */
export function kindOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'a list'
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}
