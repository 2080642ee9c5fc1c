import { messageOf, RunError } from '../../core/errors.ts'
import type { Ports } from '../../core/ports.ts'

/** Bytes that a certificate's own words lead to, or why they could not be had. */
export type Fetched = { readonly body: Uint8Array } | { readonly reason: string }

/** Fetches each URL once a run, however many certificates name it. */
export type Fetch = (url: string) => Promise<Fetched>

const LIMIT = 64 * 1024 * 1024
const DEADLINE = 30_000

async function get(url: string, isPrivateAllowed: boolean, { http }: Ports): Promise<Fetched> {
  try {
    const { status, body } = await http({
      method: 'GET',
      url,
      deadline: DEADLINE,
      limit: LIMIT,
      publicOnly: !isPrivateAllowed,
    })
    return status === 200 ? { body } : { reason: `the answer's status is ${status}` }
  } catch (thrown) {
    if (thrown instanceof RunError) return { reason: messageOf(thrown) }
    throw thrown
  }
}

/**
 * What a certificate's URLs lead to: those are its owner's words, so only public addresses are asked, with limits of
 * size and time, unless the user has allowed private ones.
 */
export function createFetch(isPrivateAllowed: boolean, ports: Ports): Fetch {
  const known = new Map<string, Promise<Fetched>>()
  return (url) => {
    const found = known.get(url) ?? get(url, isPrivateAllowed, ports)
    known.set(url, found)
    return found
  }
}
