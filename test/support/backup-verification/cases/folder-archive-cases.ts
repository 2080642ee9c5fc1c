import type { Level } from '../../../../src/checks/backup-verification/intake.ts'
import { archive, changed, exchanged, folder, largest, tarOf } from './archive-case.ts'
import { type BackupCase, type Expected, fileCase } from './case.ts'
import { flip, part } from './damage.ts'
import { gzip, zip } from './packing.ts'
import { type Files, type PgDumps, pgDumps } from './postgres-originals.ts'
import type { Workshop } from './workshop.ts'

/** A folder of pg_dump -Fd that somebody packed with zip. */
function zipped(
  id: string,
  title: string,
  files: (dumps: PgDumps) => Files,
  expected: Expected,
  level: Level,
): BackupCase {
  const bytes = (workshop: Workshop) => {
    const named = [...files(pgDumps(workshop))].map(([name, part]) => [`2027-01-13/${name}`, part] as const)
    return zip(workshop, Object.fromEntries(named))
  }
  return fileCase(id, title, 'a2a_20270113.zip', bytes, expected, level)
}

/** Folders of pg_dump -Fd. */
export const FOLDER_ARCHIVE_CASES: readonly BackupCase[] = [
  folder(
    'D01',
    'without toc.dat',
    ({ folder: f }) => changed(f, 'toc.dat', () => undefined),
    'incomplete',
    3,
  ),
  folder(
    'D02',
    'without the data of a table',
    ({ folder: f }) => changed(f, largest(f), () => undefined),
    'incomplete',
    3,
  ),
  folder(
    'D03',
    'the data of a table are cut',
    ({ folder: f }) => changed(f, largest(f), (b) => part(b, 0.5)),
    'incomplete',
    2,
  ),
  folder(
    'D04',
    'a bit in the data of a table',
    ({ folder: f }) => changed(f, largest(f), (b) => flip(b, -7)),
    'corrupt',
    2,
  ),
  folder(
    'D05',
    'no bytes in the data of a table',
    ({ folder: f }) => changed(f, largest(f), () => Buffer.alloc(0)),
    'incomplete',
    2,
  ),
  folder('D06', 'the data of two tables exchanged', ({ folderPlain: f }) => exchanged(f), 'corrupt', 3),
  folder(
    'D07',
    'toc.dat is cut',
    ({ folder: f }) => changed(f, 'toc.dat', (b) => part(b, 0.6)),
    'incomplete',
    3,
  ),
  folder(
    'D08',
    'unpacked data without their end',
    ({ folderPlain: f }) => changed(f, largest(f), (b) => part(b, 0.5)),
    'incomplete',
    3,
  ),
  archive(
    'D09',
    'in a tar, without the data of a table',
    ({ folder: f }, w) =>
      gzip(
        w,
        tarOf(
          w,
          changed(f, largest(f), () => undefined),
        ),
      ),
    'incomplete',
    3,
    {},
    'a2a_20270113.tar.gz',
  ),
  zipped('D10', 'in a zip, as it is', ({ folder: f }) => f, 'ok', 3),
  zipped(
    'D11',
    'in a zip, without the data of a table',
    ({ folder: f }) => changed(f, largest(f), () => undefined),
    'incomplete',
    3,
  ),
]
