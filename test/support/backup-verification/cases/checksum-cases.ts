import { createHash } from 'node:crypto'
import type { Level } from '../../../../src/checks/backup-verification/intake.ts'
import { type BackupCase, type Expected, type Extra, put } from './case.ts'
import { flip, swap } from './damage.ts'
import { gzip } from './packing.ts'
import { pgDumps } from './postgres-originals.ts'
import type { Workshop } from './workshop.ts'

const NAME = 'a2a_20270113.sql.gz'

/** What a checksum file says, made by a tool of this machine in the folder of the backup before it is damaged. */
type Sidecar = (workshop: Workshop, folder: string) => Buffer | string

const line =
  (tool: string, ...options: readonly string[]): Sidecar =>
  (workshop, cwd) =>
    workshop.run(tool, [...options, NAME], { cwd })

const sha256 = line('sha256sum')
const bare: Sidecar = (workshop, folder) => sha256(workshop, folder).toString().slice(0, 64)

interface Beside {
  readonly name: string
  readonly says: Sidecar
}

function beside(
  id: string,
  title: string,
  { name, says }: Beside,
  expected: Expected,
  level: Level,
  damage: (bytes: Buffer, workshop: Workshop) => Buffer = (bytes) => bytes,
  extra: Extra = {},
): BackupCase {
  const { entry, ...rest } = extra
  return {
    id,
    title,
    entry: { path: 'a2a_*.sql.gz', rpo: '24h', ...entry },
    make: (workshop, folder) => {
      const whole = gzip(workshop, pgDumps(workshop).plain)
      put(folder, NAME, whole)
      put(folder, name, says(workshop, folder))
      put(folder, NAME, damage(whole, workshop))
    },
    expected,
    level,
    ...rest,
  }
}

/** Another letter in a text, packed well: nothing but a checksum knows. */
function another(_whole: Buffer, workshop: Workshop): Buffer {
  return gzip(workshop, swap(pgDumps(workshop).plain, 'SKU-c81e728d', 'SKU-c81e728e'))
}

const SHA256 = { name: `${NAME}.sha256`, says: sha256 }
const crlf: Sidecar = (workshop, folder) => sha256(workshop, folder).toString().replace('\n', '\r\n')
const list: Sidecar = (workshop, folder) =>
  `${createHash('sha256').update('x').digest('hex')}  other.sql.gz\n${sha256(workshop, folder)}`

const FORMATS: readonly (readonly [id: string, title: string, beside: Beside])[] = [
  ['01', 'sha256sum', SHA256],
  ['02', 'sha256sum -b', { name: `${NAME}.sha256`, says: line('sha256sum', '-b') }],
  ['03', 'a bare hash', { name: `${NAME}.sha256`, says: bare }],
  ['04', 'sha256sum --tag', { name: `${NAME}.sha256`, says: line('sha256sum', '--tag') }],
  ['05', 'a list of many', { name: 'SHA256SUMS', says: list }],
  ['06', 'md5sum', { name: `${NAME}.md5`, says: line('md5sum') }],
  ['07', 'sha512sum', { name: `${NAME}.sha512`, says: line('sha512sum') }],
  ['09', 'sha1sum', { name: `${NAME}.sha1`, says: line('sha1sum') }],
  ['10', 'b2sum', { name: `${NAME}.b2`, says: line('b2sum') }],
  ['11', 'CRLF', { name: `${NAME}.sha256`, says: crlf }],
  [
    '12',
    'in capital letters',
    { name: `${NAME}.sha256`, says: (w, f) => bare(w, f).toString().toUpperCase() },
  ],
  ['13', 'openssl dgst', { name: `${NAME}.sha256`, says: line('openssl', 'dgst', '-sha256') }],
]

/** Checksum files: K03 is a bare hash, K08 one that was computed anew after the damage. */
export const CHECKSUM_CASES: readonly BackupCase[] = [
  ...FORMATS.map(([id, title, one]) => beside(`K${id}-good`, title, one, 'ok', 3)),
  ...FORMATS.map(([id, title, one]) =>
    beside(`K${id}`, `${title}, of other bytes`, one, 'corrupt', 1, another),
  ),
  beside(
    'K08',
    'computed anew after the damage: it is of these bytes, and nothing can know',
    {
      name: `${NAME}.sha256`,
      says: (w) =>
        `${createHash('sha256')
          .update(another(Buffer.alloc(0), w))
          .digest('hex')}  ${NAME}\n`,
    },
    'ok',
    3,
    another,
  ),
  beside('K14', 'a bit in the packed data, too', SHA256, 'corrupt', 1, (bytes) => flip(bytes, 3000)),
  beside('K15', 'demanded, and there', SHA256, 'ok', 3, undefined, { entry: { checksums: 'required' } }),
  beside(
    'K16',
    'demanded, and not there',
    { name: 'notes.txt', says: () => 'nothing\n' },
    'missing',
    1,
    undefined,
    { entry: { checksums: 'required' } },
  ),
  beside(
    'K17',
    'a checksum file without a checksum',
    { name: `${NAME}.sha256`, says: () => 'sha256sum: a2a.sql.gz: No such file\n' },
    'env',
    1,
  ),
  beside(
    'K18',
    'a list that is of other files',
    { name: 'SHA256SUMS', says: () => `${'a'.repeat(64)}  other.sql.gz\n` },
    'ok',
    3,
  ),
]
