import type { Level } from '../../../../src/checks/backup-verification/intake.ts'
import { type BackupCase, type Expected, type Extra, fileCase } from './case.ts'
import { type Contents, gzip, tar } from './packing.ts'
import { pgDumps } from './postgres-originals.ts'
import { member } from './tar-bytes.ts'
import type { Workshop } from './workshop.ts'

export const BLOCK = 512

export function contents(workshop: Workshop): Contents {
  return {
    '2027-01-13/package.json': '{"name":"agents","private":true}\n',
    '2027-01-13/.agents/one.yml': 'name: one\ntools: [a, b]\n',
    '2027-01-13/notes.txt': 'x'.repeat(3000),
    '2027-01-13/database.sql': pgDumps(workshop).plain,
    '2027-01-13/storage/': '',
    '2027-01-13/scripts/run.sh': '#!/bin/sh\necho run\n',
  }
}

export const whole = (workshop: Workshop) => tar(workshop, contents(workshop))
export const members = (...globs: readonly string[]): Extra => ({ entry: { members: globs } })

export function tarred(
  id: string,
  title: string,
  bytes: (workshop: Workshop) => Buffer,
  expected: Expected,
  level: Level,
  extra: Extra = {},
): BackupCase {
  return fileCase(id, title, 'data_20270113.tar', bytes, expected, level, extra)
}

export function packed(
  id: string,
  title: string,
  bytes: (workshop: Workshop) => Buffer,
  expected: Expected,
  level: Level,
  extra: Extra = {},
): BackupCase {
  return fileCase(
    id,
    title,
    'data_20270113.tar.gz',
    (workshop) => gzip(workshop, bytes(workshop)),
    expected,
    level,
    extra,
  )
}

/** With a member among the others. */
export const plus =
  (more: Parameters<typeof member>[0], bytes = '') =>
  (workshop: Workshop) =>
    Buffer.concat([member(more, bytes), whole(workshop)])

export const long = `deep/${'folder-of-a-long-name/'.repeat(8)}file.txt`
