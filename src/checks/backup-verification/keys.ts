import type { BackupPorts } from '../../core/backup-ports.ts'
import { RunError } from '../../core/errors.ts'
import type { CipherKeys } from './ciphers/cipher-reading.ts'
import type { BackupEntry } from './entry.ts'

/** For what is not decrypted. */
export const NO_KEYS: CipherKeys = { keys: [], passphrases: [] }

function secretOf(name: string, ports: BackupPorts): string {
  const value = ports.secret(name)
  if (value === undefined || value === '')
    throw new RunError(`the environment variable ${name}, which has its key, is not set`)
  return value
}

/** The keys and passphrases of a backup, out of the environment. Throws a RunError where one is not there. */
export function keysOf({ keys = [], passphrase }: BackupEntry, ports: BackupPorts): CipherKeys {
  return {
    keys: keys.map((name) => secretOf(name, ports)),
    passphrases: passphrase === undefined ? [] : [secretOf(passphrase, ports).replace(/\r?\n$/, '')],
  }
}
