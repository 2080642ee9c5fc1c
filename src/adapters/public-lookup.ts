import type { LookupAddress, LookupOptions } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import { RunError } from '../core/errors.ts'
import { isPublic } from './public-addresses.ts'

/** dns.lookup, where it gives every address. */
export type LookUpAll = (
  host: string,
  options: LookupOptions & { readonly all: true },
  done: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void

/** Throws a RunError for a URL whose host says by itself that it is not public: an address, or localhost. */
export function refusePrivate({ hostname, host }: URL): void {
  const bare = hostname.replace(/^\[(.*)\]$/, '$1')
  const isLocal = /(^|\.)localhost\.?$/.test(bare)
  if (isLocal || (isIP(bare) !== 0 && !isPublic(bare))) throw new RunError(`${host} is not a public address`)
}

/**
 * A way from names to addresses for one connection, which is made to what it gives: only names of which every address
 * is public have any, so that a name that means something else the second time it is asked for gains nothing.
 */
export function publicLookup(lookUp: LookUpAll): LookupFunction {
  return (host, options, done) => {
    lookUp(host, { ...options, all: true }, (error, found) => {
      if (error) return done(error, [])
      const odd = found.find(({ address }) => !isPublic(address))
      if (odd) return done(new RunError(`${host} leads to ${odd.address}, which is not a public address`), [])
      const [first] = found
      if (options.all || !first) return done(null, found)
      done(null, first.address, first.family)
    })
  }
}
