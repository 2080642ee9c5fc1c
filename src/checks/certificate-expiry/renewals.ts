import type { Note } from '../../core/finding.ts'
import { mapPooled } from '../../core/pool.ts'
import type { Ports } from '../../core/ports.ts'
import { createFetch } from './fetch.ts'
import type { Certificate } from './x509/certificate.ts'
import { renewalIdOf } from './x509/renewal-id.ts'

/** Until when the authority wants a certificate renewed, milliseconds since 1970, by fingerprint. */
export interface Renewals {
  readonly renewBy: ReadonlyMap<string, number>
  readonly notes: readonly Note[]
}

const WIDTH = 4

function jsonIn(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body))
  } catch {
    return undefined
  }
}

function at(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined
}

type Fetch = ReturnType<typeof createFetch>

/** The renewalInfo URL of an ACME directory (RFC 9773, 4), or why there is none. */
async function resourceOf(directory: string, fetch: Fetch): Promise<{ url: string } | { reason: string }> {
  const fetched = await fetch(directory)
  if ('reason' in fetched) return fetched
  const url = at(jsonIn(fetched.body), 'renewalInfo')
  if (typeof url !== 'string' || !URL.canParse(url)) return { reason: 'it names no renewalInfo' }
  return { url: url.replace(/\/$/, '') }
}

/** The end of suggestedWindow (RFC 9773, 4.2), or why there is none. */
async function windowEnd(resource: string, id: string, fetch: Fetch): Promise<number | string> {
  const fetched = await fetch(`${resource}/${id}`)
  if ('reason' in fetched) return fetched.reason
  const end = at(at(jsonIn(fetched.body), 'suggestedWindow'), 'end')
  const moment = typeof end === 'string' ? Date.parse(end) : Number.NaN
  return Number.isNaN(moment) ? 'it names no window' : moment
}

/**
 * Asks the ACME directories that the user has named until when each certificate should be renewed. One that none of
 * them knows is of somebody else; a directory that cannot be asked is a note.
 */
export async function askRenewals(
  directories: readonly string[],
  leaves: readonly Certificate[],
  isPrivateAllowed: boolean,
  ports: Ports,
): Promise<Renewals> {
  // The directory is the user's word; where it leads is its owner's.
  const typed = createFetch(true, ports)
  const followed = createFetch(isPrivateAllowed, ports)
  const renewBy = new Map<string, number>()
  const notes: Note[] = []
  for (const directory of directories) {
    const resource = await resourceOf(directory, typed)
    if ('reason' in resource) {
      notes.push({ subject: directory, text: `Renewals were not looked at: ${resource.reason}.` })
      continue
    }
    const asked = await mapPooled(leaves, WIDTH, async (leaf) => {
      const id = renewalIdOf(leaf)
      return {
        leaf,
        end: id === undefined ? 'no key identifier' : await windowEnd(resource.url, id, followed),
      }
    })
    for (const { leaf, end } of asked) if (typeof end === 'number') renewBy.set(leaf.sha256, end)
    const failed = asked.filter(({ end }) => typeof end === 'string' && !/status is 40[04]$/.test(end))
    const [first] = failed
    if (first) {
      const text = `Of ${failed.length} certificates nobody knows whether a renewal is overdue: ${first.end}.`
      notes.push({ subject: directory, text })
    }
  }
  return { renewBy, notes }
}
