import { addressOf } from './addresses.ts'
import type { Certificate } from './certificate.ts'
import { contentOf, type Element } from './der.ts'
import { latin1Of } from './der-strings.ts'

/** Context tags of the GeneralName choice (RFC 5280, 4.2.1.6). */
export const GENERAL_NAME = { dns: 0x82, uri: 0x86, ip: 0x87 } as const

/** The DNS names and addresses among general names; an address of neither 4 nor 16 bytes names nothing and is left out. */
export function readHosts(names: readonly Element[]): Certificate['names'] {
  const dns: string[] = []
  const ip: string[] = []
  for (const name of names) {
    if (name.tag === GENERAL_NAME.dns) dns.push(latin1Of(name))
    const address = name.tag === GENERAL_NAME.ip ? addressOf(contentOf(name)) : undefined
    if (address !== undefined) ip.push(address)
  }
  return { dns, ip }
}

/** The http and https URLs among general names, as they stand. */
export function readUrls(names: readonly Element[]): readonly string[] {
  const uris = names.filter(({ tag }) => tag === GENERAL_NAME.uri).map(latin1Of)
  return uris.filter((uri) => /^https?:\/\//i.test(uri))
}
