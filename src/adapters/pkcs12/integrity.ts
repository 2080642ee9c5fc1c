import { createHmac, timingSafeEqual } from 'node:crypto'
import { identifierOf, type Node, numberOf, octetsOf, partsOf } from './ber.ts'
import { deriveBytes, HASHES, type Hash, PURPOSE, stretch } from './derivation.ts'
import { stretchingOf, UnsupportedError } from './encryption.ts'

/** How to tell whether a password is the right one. */
export interface Integrity {
  /** Hashing that one try costs. */
  readonly iterations: number
  readonly isRight: (password: string | undefined, content: Uint8Array) => Promise<boolean>
}

const PBMAC1 = '2a864886f70d01050e'

function isSame(hash: Hash, key: Buffer, content: Uint8Array, wanted: Uint8Array): boolean {
  const mac = createHmac(hash.name, key).update(content).digest()
  return mac.length === wanted.length && timingSafeEqual(mac, wanted)
}

/** PBMAC1 (RFC 9579). */
function modernIntegrity(parameters: Node | undefined, wanted: Uint8Array): Integrity {
  const [derivation, scheme] = partsOf(parameters)
  const stretching = stretchingOf(derivation)
  const hash = HASHES[identifierOf(partsOf(scheme)[0])]
  const size = partsOf(partsOf(derivation)[1])[2]
  if (!hash) throw new UnsupportedError('its MAC uses an unknown hash')
  const bytes = numberOf(size)
  if (bytes < 1 || bytes > 64) throw new UnsupportedError('its MAC has a key of an odd size')
  return {
    iterations: stretching.iterations,
    isRight: async (password, content) =>
      isSame(hash, await stretch(password, stretching, bytes), content, wanted),
  }
}

/** MacData (RFC 7292, 4). Throws a BerError or an UnsupportedError. */
export function integrityOf(macData: Node): Integrity {
  const [info, salt, rounds] = partsOf(macData)
  const [algorithm, digest] = partsOf(info)
  const [identifier, parameters] = partsOf(algorithm)
  const name = identifierOf(identifier)
  const wanted = octetsOf(digest)
  if (name === PBMAC1) return modernIntegrity(parameters, wanted)
  const hash = HASHES[name]
  if (!hash) throw new UnsupportedError('its MAC uses an unknown hash')
  const derivation = { hash, salt: octetsOf(salt), iterations: rounds ? numberOf(rounds) : 1 }
  return {
    iterations: derivation.iterations,
    isRight: async (password, content) =>
      isSame(hash, deriveBytes(password, derivation, PURPOSE.mac, hash.size), content, wanted),
  }
}
