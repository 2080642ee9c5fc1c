import type { BytesKind } from '../codecs/bytes-kind.ts'
import type { Fault } from '../intake.ts'
import { cipherFault } from './cipher-reading.ts'

const ENCRYPTED: readonly BytesKind[] = ['age', 'gpg', 'openssl']

/** Whether bytes of a kind are encrypted. A zip archive is not: its names are in the clear, whatever its members are. */
export function isEncryptedKind(kind: BytesKind): boolean {
  return ENCRYPTED.includes(kind)
}

/**
 * For a backup that must be encrypted: what is wrong where none of its layers is, `layers` being what its bytes are from the
 * outside in (`['gzip', 'age', 'tar']`). Compressed outside of the encryption is fine; only members of an archive are not
 * looked at, because the archive's other members are in the clear.
 */
export function judgeEncryption(layers: readonly BytesKind[]): Fault | undefined {
  return layers.some(isEncryptedKind) ? undefined : cipherFault('unsafe', 'is not encrypted')
}
