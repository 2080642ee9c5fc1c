import { BlockList, isIP } from 'node:net'

/**
 * What is not reachable from everywhere: IANA's registries of special-purpose addresses (RFC 6890) for IPv4 and IPv6,
 * multicast (RFC 5771, RFC 4291) and what is reserved.
 */
const SPECIAL_4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
]

/** Of 2000::/3, which alone is given out: all else is special or not in use. */
const SPECIAL_6 = ['2001::/23', '2001:db8::/32', '3fff::/20']

/** Those of 192.0.0.0/24 and of 2001::/23 that are reachable from everywhere all the same. */
const EXCEPTED_4 = ['192.0.0.9/32', '192.0.0.10/32']
const EXCEPTED_6 = [
  '2001:1::1/128',
  '2001:1::2/128',
  '2001:1::3/128',
  '2001:3::/32',
  '2001:4:112::/48',
  '2001:20::/28',
  '2001:30::/28',
]

function listOf(networks: readonly string[], family: 'ipv4' | 'ipv6'): BlockList {
  const list = new BlockList()
  for (const network of networks) {
    const [address = '', bits] = network.split('/')
    list.addSubnet(address, Number(bits), family)
  }
  return list
}

const LISTS = {
  special4: listOf(SPECIAL_4, 'ipv4'),
  excepted4: listOf(EXCEPTED_4, 'ipv4'),
  global6: listOf(['2000::/3'], 'ipv6'),
  special6: listOf(SPECIAL_6, 'ipv6'),
  excepted6: listOf(EXCEPTED_6, 'ipv6'),
}

/** Eight groups of 16 bits. */
function groupsOf(address: string): readonly number[] {
  const text = address.replace(/[\d.]+$/, (tail) => {
    if (!tail.includes('.')) return tail
    const [a = 0, b = 0, c = 0, d = 0] = tail.split('.').map(Number)
    return `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`
  })
  const [head = '', tail] = text.split('::')
  const numbers = (part: string) =>
    part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16))
  if (tail === undefined) return numbers(head)
  const [before, after] = [numbers(head), numbers(tail)]
  return [...before, ...Array<number>(8 - before.length - after.length).fill(0), ...after]
}

/** The IPv4 address inside an IPv6 one: mapped (RFC 4291), translated (RFC 6052) or tunneled (RFC 3056). */
function innerOf(groups: readonly number[]): string | undefined {
  const [a, b, c, d, e, f, g = 0, h = 0] = groups
  const text = (high: number, low: number) => [high >> 8, high & 255, low >> 8, low & 255].join('.')
  if (a === 0x2002) return text(b ?? 0, c ?? 0)
  const isPrefixed = a === 0x64 && b === 0xff9b && [c, d, e, f].every((group) => group === 0)
  const isMapped = [a, b, c, d, e].every((group) => group === 0) && f === 0xffff
  return isPrefixed || isMapped ? text(g, h) : undefined
}

/**
 * Whether an address is one that everybody can reach: not of this machine, of a private network, of a link, of a
 * group, or reserved. An IPv4 address inside an IPv6 one counts by itself. False for what is no address.
 */
export function isPublic(address: string): boolean {
  const family = isIP(address)
  // A zone (`%eth0`) is of this machine.
  if (family === 0 || address.includes('%')) return false
  if (family === 4) return LISTS.excepted4.check(address) || !LISTS.special4.check(address)
  const inner = innerOf(groupsOf(address.toLowerCase()))
  if (inner !== undefined) return isPublic(inner)
  if (LISTS.excepted6.check(address, 'ipv6')) return true
  return LISTS.global6.check(address, 'ipv6') && !LISTS.special6.check(address, 'ipv6')
}
