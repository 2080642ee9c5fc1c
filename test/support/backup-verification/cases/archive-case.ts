import type { Level } from '../../../../src/checks/backup-verification/intake.ts'
import { type BackupCase, type Expected, type Extra, fileCase, put } from './case.ts'
import { tar } from './packing.ts'
import type { DumpBytes } from './postgres-case.ts'
import { type Files, type PgDumps, pgDumps } from './postgres-originals.ts'
import type { Workshop } from './workshop.ts'

export const L4 = { entry: { level: 'L4' } }
/** The head of a compressed stream in an archive. */
export const PACKED = Buffer.from([0x78, 0x9c])

export function archive(
  id: string,
  title: string,
  bytes: DumpBytes,
  expected: Expected,
  level: Level,
  extra: Extra = {},
  name = 'a2a_20270113.dump',
): BackupCase {
  return fileCase(id, title, name, (workshop) => bytes(pgDumps(workshop), workshop), expected, level, extra)
}

/** pg_dump -Ft. */
export function tarred(
  ...[id, title, bytes, expected, level, extra]: Parameters<typeof archive>
): BackupCase {
  return archive(id, title, bytes, expected, level, extra, 'a2a_20270113.tar')
}

/** The folder of pg_dump -Fd; what `damage` gives undefined for is left out. */
export function folder(
  id: string,
  title: string,
  files: (dumps: PgDumps) => Files,
  expected: Expected,
  level: Level,
  extra: Extra = {},
): BackupCase {
  const { entry, ...rest } = extra
  return {
    id,
    title,
    entry: { path: 'dumps/*/', rpo: '24h', ...entry },
    make: (workshop, place) => {
      for (const [name, bytes] of files(pgDumps(workshop))) put(place, `dumps/2027-01-13/${name}`, bytes)
    },
    expected,
    level,
    ...rest,
  }
}

/** Names of the data files, the largest first. */
export function dataNames(files: Files): readonly string[] {
  return [...files.keys()]
    .filter((name) => /^\d+\.dat/.test(name))
    .sort((a, b) => (files.get(b)?.length ?? 0) - (files.get(a)?.length ?? 0))
}

/** With one of the files changed. */
export function changed(files: Files, name: string, change: (bytes: Buffer) => Buffer | undefined): Files {
  const bytes = change(files.get(name) ?? Buffer.alloc(0))
  const rest = [...files].filter(([one]) => one !== name)
  return new Map(bytes ? [...rest, [name, bytes]] : rest)
}

export const largest = (files: Files) => dataNames(files)[0] ?? ''

/** With the data of the two largest tables in each other's file. */
export function exchanged(files: Files): Files {
  const [first = '', second = ''] = dataNames(files)
  const [one, other] = [files.get(first), files.get(second)]
  return one && other ? new Map([...files, [first, other], [second, one]]) : files
}

export function tarOf(workshop: Workshop, files: Files): Buffer {
  return tar(workshop, Object.fromEntries([...files].map(([name, bytes]) => [`2027-01-13/${name}`, bytes])))
}

/** Where the number of entries of the table of contents stands: behind pg_dump's own version, which ends the head. */
export function countPlace(bytes: Buffer): number {
  const version = /\d+\.\d+ \(.{1,60}?\)|\d+\.\d+/.exec(bytes.toString('latin1', 50, 300))?.[0] ?? ''
  return bytes.lastIndexOf(version, 300) + version.length
}

/** Without the blocks of zeros at its end. */
export function endless(bytes: Buffer): Buffer {
  let end = bytes.length
  while (bytes.subarray(end - 512, end).every((byte) => byte === 0)) end -= 512
  return bytes.subarray(0, end)
}
