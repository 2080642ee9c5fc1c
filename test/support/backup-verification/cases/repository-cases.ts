import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Level } from '../../../../src/checks/backup-verification/intake.ts'
import type { BackupCase, Expected, Extra } from './case.ts'
import { PASSPHRASE } from './ciphers.ts'
import { flip, part } from './damage.ts'
import {
  borgInTheClear,
  borgOfNothing,
  borgRepository,
  borgWithoutArchives,
  damageLargest,
  place,
  resticRepository,
  resticWithoutSnapshots,
} from './repositories.ts'
import type { Workshop } from './workshop.ts'

type Damage = (repository: string) => void

interface Kind {
  readonly name: 'restic' | 'borg'
  readonly original: (workshop: Workshop) => string
}

const RESTIC: Kind = { name: 'restic', original: resticRepository }
const BORG: Kind = { name: 'borg', original: borgRepository }
const untouched: Damage = () => undefined

function repository(
  id: string,
  title: string,
  { name, original }: Kind,
  damage: Damage,
  expected: Expected,
  level: Level,
  extra: Extra = {},
  passphrase = PASSPHRASE,
): BackupCase {
  const { entry, ...rest } = extra
  return {
    id,
    title: `${name}: ${title}`,
    entry: { path: `${name}-repository/`, rpo: '24h', passphrase: 'env:BACKUP_PASS', ...entry },
    make: (workshop, folder) => damage(place(original(workshop), folder, `${name}-repository`)),
    secrets: { BACKUP_PASS: passphrase },
    expected,
    level,
    ...rest,
  }
}

/** A copy whose pack of data is another; restic keeps them in `data`, borg as segments in `data/0`. */
const changed =
  (change: (bytes: Buffer) => Buffer | undefined, folder = 'data'): Damage =>
  (path) =>
    damageLargest(path, folder, change)

/** Repositories, verified by their own tools. */
export const REPOSITORY_CASES: readonly BackupCase[] = [
  repository('X20', 'as it is', RESTIC, untouched, 'ok', 3),
  repository(
    'X01',
    'a bit in a pack, which its plain check does not see',
    RESTIC,
    changed((b) => flip(b, 2000)),
    'corrupt',
    3,
  ),
  repository(
    'X02',
    'a pack is missing',
    RESTIC,
    changed(() => undefined),
    'incomplete',
    3,
  ),
  repository(
    'X03',
    'a pack is cut',
    RESTIC,
    changed((b) => part(b, 0.5)),
    'incomplete',
    3,
  ),
  repository(
    'X04',
    'its index is missing',
    RESTIC,
    changed(() => undefined, 'index'),
    'incomplete',
    3,
  ),
  repository(
    'X05',
    'no snapshots',
    { name: 'restic', original: resticWithoutSnapshots },
    untouched,
    'empty',
    1,
  ),
  repository('X06', 'another password', RESTIC, untouched, 'undecryptable', 2, {}, 'wrong'),
  repository(
    'X07',
    'its key is missing',
    RESTIC,
    (path) => rmSync(join(path, 'keys'), { recursive: true }),
    'incomplete',
    1,
  ),
  repository('X08', 'its snapshot is three days old', RESTIC, untouched, 'stale', 0, {
    now: '2027-01-16T06:00:00Z',
  }),
  repository('B20', 'as it is', BORG, untouched, 'ok', 3),
  repository(
    'B01',
    'a bit in a segment',
    BORG,
    changed((b) => flip(b, 3000)),
    'corrupt',
    3,
  ),
  repository(
    'B02',
    'a segment is missing',
    BORG,
    changed(() => undefined),
    'incomplete',
    3,
  ),
  repository(
    'B03',
    'a segment is cut',
    BORG,
    changed((b) => part(b, 0.5)),
    'incomplete',
    3,
  ),
  repository('B04', 'no archives', { name: 'borg', original: borgWithoutArchives }, untouched, 'empty', 2),
  repository('B05', 'another passphrase', BORG, untouched, 'undecryptable', 2, {}, 'wrong'),
  repository('B06', 'its archive is three days old', BORG, untouched, 'stale', 0, {
    now: '2027-01-16T06:00:00Z',
  }),
  repository('X21', 'as it is, restored', RESTIC, untouched, 'ok', 4, { entry: { level: 'L4' } }),
  repository('X22', 'members are asked for, which are not looked for in it', RESTIC, untouched, 'env', 3, {
    entry: { members: ['database.sql'] },
  }),
  repository('B21', 'as it is, restored', BORG, untouched, 'ok', 4, {
    entry: { level: 'L4', encrypted: 'always' },
  }),
  repository(
    'B22',
    'in the clear, as is fine',
    { name: 'borg', original: borgInTheClear },
    untouched,
    'ok',
    3,
  ),
  repository(
    'B07',
    'its newest archive is of an empty folder',
    { name: 'borg', original: borgOfNothing },
    untouched,
    'empty',
    4,
    { entry: { level: 'L4' } },
  ),
  repository(
    'B08',
    'in the clear, and must be encrypted',
    { name: 'borg', original: borgInTheClear },
    untouched,
    'unsafe',
    2,
    { entry: { encrypted: 'always' } },
  ),
]
