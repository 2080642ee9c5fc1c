import type { BackupPorts } from '../../core/backup-ports.ts'
import { createUnage } from './ciphers/age.ts'
import type { CipherKeys } from './ciphers/cipher-reading.ts'
import { createUngpg } from './ciphers/gpg.ts'
import { createUnopenssl } from './ciphers/openssl.ts'
import { OPENSSL_MODE } from './ciphers/openssl-key.ts'
import { UNPACK_LIMITS } from './codecs/limits.ts'
import type { BackupEntry } from './entry.ts'
import type { Intake } from './intake.ts'
import type { CipherKind, Decipher, DecipherReading } from './layers/context.ts'

/** Undoes ciphers with the keys of a backup. `left` says how many milliseconds there are. */
export function decipherWith(
  { openssl, 'max-unpacked': most }: BackupEntry,
  keys: CipherKeys,
  { startChild, makeFolder }: BackupPorts,
  left: () => number,
): Decipher {
  const mode = {
    cipher: openssl?.cipher ?? OPENSSL_MODE.cipher,
    digest: openssl?.digest ?? OPENSSL_MODE.digest,
    iterations: openssl?.iterations ?? OPENSSL_MODE.iterations,
  }
  const limits = { ...UNPACK_LIMITS, bytes: most ?? UNPACK_LIMITS.bytes }
  return <T>(kind: CipherKind, into: Intake<T>): Intake<DecipherReading<T>> => {
    if (kind === 'age') return createUnage(into, keys)
    if (kind === 'openssl') return createUnopenssl(into, keys, mode)
    return createUngpg(into, keys, { start: startChild, folder: makeFolder, left }, limits)
  }
}
