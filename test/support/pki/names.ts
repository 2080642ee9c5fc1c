import { isIPv6 } from 'node:net'
import { context, identifier, implicit, sequence, setOf, type TextType, text } from './der-writer.ts'

const ATTRIBUTES = {
  CN: '2.5.4.3',
  C: '2.5.4.6',
  L: '2.5.4.7',
  ST: '2.5.4.8',
  O: '2.5.4.10',
  OU: '2.5.4.11',
} as const

/** One attribute of a name; `as` is its string type, UTF8String by default. */
export interface Attribute {
  readonly type: keyof typeof ATTRIBUTES
  readonly value: string
  readonly as?: TextType
}

/** A common name, or attributes in the order of the encoding (the least specific first); none makes an empty name. */
export type NameRequest = string | readonly Attribute[]

/** A Name (RFC 5280, 4.1.2.4) with one attribute in each RDN. */
export function nameOf(request: NameRequest): Buffer {
  const attributes: readonly Attribute[] =
    typeof request === 'string' ? [{ type: 'CN', value: request }] : request
  const sets = attributes.map(({ type, value, as = type === 'C' ? 'printable' : 'utf8' }) =>
    setOf(sequence(identifier(ATTRIBUTES[type]), text(value, as))),
  )
  return sequence(...sets)
}

/** The 16 bytes of an IPv6 address without an IPv4 part. */
function bytesOfV6(address: string): Buffer {
  const [head = '', tail] = address.split('::')
  const groups = (part: string) => part.split(':').filter((group) => group !== '')
  const [front, back] = [groups(head), groups(tail ?? '')]
  const zeros = Array.from({ length: 8 - front.length - back.length }, () => '0')
  const all = [...front, ...(tail === undefined ? [] : zeros), ...back]
  return Buffer.from(all.map((group) => group.padStart(4, '0')).join(''), 'hex')
}

export function bytesOfIp(address: string): Buffer {
  return isIPv6(address) ? bytesOfV6(address) : Buffer.from(address.split('.').map(Number))
}

/** dNSName, iPAddress, uniformResourceIdentifier and rfc822Name of GeneralName; the texts as they are. */
export const generalName = {
  dns: (name: string): Buffer => implicit(2, Buffer.from(name, 'latin1')),
  ip: (address: string): Buffer => implicit(7, bytesOfIp(address)),
  uri: (url: string): Buffer => implicit(6, Buffer.from(url, 'latin1')),
  mail: (address: string): Buffer => implicit(1, Buffer.from(address, 'latin1')),
  directory: (name: Buffer): Buffer => context(4, name),
  /** An address and a mask, `10.0.0.0/8`, as name constraints have them. */
  network: (network: string): Buffer => {
    const [address = '', length = '0'] = network.split('/')
    const bytes = bytesOfIp(address)
    const mask = bytes.map(
      (_, index) => 256 - 2 ** (8 - Math.min(8, Math.max(0, Number(length) - index * 8))),
    )
    return implicit(7, Buffer.concat([bytes, mask]))
  },
} as const
