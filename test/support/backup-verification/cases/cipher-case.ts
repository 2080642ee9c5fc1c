import type { Level, Word } from '../../../../src/checks/backup-verification/intake.ts'
import { type BackupCase, type Expected, type Extra, fileCase } from './case.ts'
import { ageKeys, gpgKeys } from './ciphers.ts'
import { gzip, tar } from './packing.ts'
import { pgDumps } from './postgres-originals.ts'
import type { Workshop } from './workshop.ts'

export type Bytes = (workshop: Workshop) => Buffer
/** Which key is given for it. */
export type Key = 'ours' | 'another' | 'none'

export const sql = (workshop: Workshop) => pgDumps(workshop).plain
export const zipped = (workshop: Workshop) => gzip(workshop, sql(workshop))

/** A case whose key is made in the workshop, so that its secret is known only once it is made. */
export function keyed(
  one: BackupCase,
  key: Key,
  secretOf: (workshop: Workshop, name: 'ours' | 'another') => string,
): BackupCase {
  if (key === 'none') return one
  const secrets: Record<string, string> = {}
  return {
    ...one,
    entry: { ...one.entry, keys: ['env:BACKUP_KEY'] },
    secrets,
    make: (workshop, folder) => {
      secrets['BACKUP_KEY'] = secretOf(workshop, key)
      one.make(workshop, folder)
    },
  }
}

export function withAge(
  id: string,
  title: string,
  key: Key,
  bytes: Bytes,
  expected: Expected,
  level: Level,
  extra: Extra = {},
  name = 'a2a_20270113.sql.gz.age',
): BackupCase {
  const one = fileCase(id, title, name, bytes, expected, level, extra)
  return keyed(one, key, (workshop, which) => ageKeys(workshop, which).secret)
}

export function withGpg(
  id: string,
  title: string,
  key: Key,
  bytes: Bytes,
  expected: Expected,
  level: Level,
  name = 'a2a_20270113.sql.gz.gpg',
): BackupCase {
  return keyed(
    fileCase(id, title, name, bytes, expected, level),
    key,
    (workshop, which) => gpgKeys(workshop, which).secret,
  )
}

export function withPassphrase(
  id: string,
  title: string,
  passphrase: string,
  name: string,
  bytes: Bytes,
  expected: Expected,
  level: Level,
  entry: Readonly<Record<string, unknown>> = {},
  also: readonly Word[] = [],
): BackupCase {
  return fileCase(id, title, name, bytes, expected, level, {
    also,
    entry: { passphrase: 'env:BACKUP_PASS', ...entry },
    secrets: { BACKUP_PASS: passphrase },
  })
}

export const ENC = 'a2a_20270113.sql.gz.enc'
export const GPG = 'a2a_20270113.sql.gz.gpg'
export const always: Extra = { entry: { encrypted: 'always' } }
export const secretFiles = (workshop: Workshop) =>
  gzip(workshop, tar(workshop, { 'infrastructure/a.yml': 'a: 1\n', '.env.production': 'TOKEN=x\n' }))
