import type { Level } from '../../../../src/checks/backup-verification/intake.ts'
import { type BackupCase, type Expected, type Extra, fileCase } from './case.ts'
import { flip, followed, part, placeOf, swap, through, zeroed } from './damage.ts'
import { type Contents, gzip, tar, zip } from './packing.ts'
import { pgDumps } from './postgres-originals.ts'
import type { Workshop } from './workshop.ts'

const DIRECTORY = Buffer.from('PK\x01\x02', 'latin1')
const END = Buffer.from('PK\x05\x06', 'latin1')

function contents(workshop: Workshop): Contents {
  return {
    'a/database.sql': pgDumps(workshop).plain,
    'a/package.json': '{"name":"agents"}\n',
    'a/notes.txt': 'a note\n'.repeat(500),
    'a/ünï.txt': 'x',
  }
}

const whole = (workshop: Workshop) => zip(workshop, contents(workshop))

function zipped(
  id: string,
  title: string,
  bytes: (workshop: Workshop) => Buffer,
  expected: Expected,
  level: Level,
  extra: Extra = {},
): BackupCase {
  return fileCase(id, title, 'site_20270113.zip', bytes, expected, level, extra)
}

/** Two members that are the same bytes: the second's place is that of the first. */
function overlapping(workshop: Workshop): Buffer {
  const bytes = Buffer.from(zip(workshop, { 'a.txt': 'x'.repeat(500), 'b.txt': 'x'.repeat(500) }, ['-X']))
  const second = bytes.lastIndexOf(DIRECTORY)
  bytes.writeUInt32LE(0, second + 42)
  return bytes
}

/** Archives of zip. */
export const ZIP_CASES: readonly BackupCase[] = [
  zipped('Z20', 'deflated', whole, 'ok', 3, { entry: { members: ['database.sql'] } }),
  zipped('Z21', 'stored', (w) => zip(w, contents(w), ['-0']), 'ok', 3),
  zipped('Z22', 'streamed: sizes behind each member', (w) => zip(w, contents(w), [], '-'), 'ok', 3),
  zipped('Z23', 'zip64', (w) => zip(w, contents(w), ['-fz']), 'ok', 3),
  zipped('Z24', 'without extra fields', (w) => zip(w, contents(w), ['-X']), 'ok', 3),
  zipped(
    'Z25',
    'a message before it (2>&1)',
    (w) => Buffer.concat([Buffer.from('\tzip warning: name not matched: b\n'), whole(w)]),
    'wrong-content',
    1,
  ),
  zipped(
    'Z26',
    'a tar.gz in it',
    (w) => zip(w, { 'inner.tar.gz': gzip(w, tar(w, contents(w))) }, ['-0']),
    'ok',
    3,
  ),
  zipped(
    'Z27',
    'a link that stays in it',
    (w) => zip(w, { 'a.txt': 'a', 'b -> a.txt': '' }, ['-y']),
    'ok',
    3,
  ),
  zipped('Z01', 'cut in the middle', (w) => part(whole(w), 0.6), 'incomplete', 3),
  zipped(
    'Z02',
    'a byte of a stored member, which no library notices',
    (w) => swap(zip(w, contents(w), ['-0']), 'SKU-c81e728d', 'SKU-c81e728e'),
    'corrupt',
    2,
  ),
  zipped('Z03', 'a bit in packed data', (w) => flip(whole(w), 3000), 'corrupt', 2),
  zipped(
    'Z04',
    'a bit in its directory',
    (w) => flip(whole(w), placeOf(whole(w), DIRECTORY) + 1),
    'corrupt',
    3,
  ),
  zipped(
    'Z05',
    'a name that leads out',
    (w) =>
      Buffer.from(
        zip(w, { 'ab/cd/x.txt': 'x' }, ['-X', '-D'])
          .toString('latin1')
          .replaceAll('ab/cd/x.txt', '../../x.txt'),
        'latin1',
      ),
    'unsafe',
    3,
  ),
  zipped(
    'Z06',
    'without members',
    (w) => w.run('sh', ['-c', 'printf "PK\\005\\006"; head -c 18 /dev/zero']),
    'empty',
    0,
  ),
  zipped(
    'Z07',
    'a message behind its end',
    (w) => followed(whole(w), 'zip error: Interrupted\n'),
    'corrupt',
    3,
  ),
  zipped('Z08', 'its members are encrypted', (w) => zip(w, contents(w), ['-P', 'secret']), 'env', 2),
  zipped('Z09', 'members that share bytes, as bombs have', overlapping, 'unsafe', 3),
  zipped(
    'Z10',
    'the dump in it died',
    (w) => zip(w, { 'a/database.sql': through(pgDumps(w).plain, 'customer250@exam') }),
    'incomplete',
    3,
  ),
  zipped('Z11', 'a page of zeros', (w) => zeroed(whole(w), 4096, 4096), 'corrupt', 2),
  zipped(
    'Z12',
    'a count that is not that of its members',
    (w) => flip(flip(whole(w), placeOf(whole(w), END) + 10, 1), placeOf(whole(w), END) + 8, 1),
    'corrupt',
    3,
  ),
  zipped(
    'Z13',
    'the head of a member is not the one in the directory',
    (w) => flip(whole(w), placeOf(whole(w), 'a/notes.txt') + 2, 1),
    'corrupt',
    2,
  ),
  zipped(
    'Z14',
    'a web page',
    () => Buffer.from('<!DOCTYPE html>\n<html><title>Sign in</title></html>\n'),
    'wrong-content',
    1,
  ),
  zipped(
    'Z15',
    'it unpacks to more than may be',
    (w) => zip(w, { 'zeros.bin': Buffer.alloc(40_000_000) }),
    'unsafe',
    2,
    { entry: { 'max-unpacked': '16MiB' } },
  ),
  zipped('Z16', 'what must be in it is not', whole, 'incomplete', 3, { entry: { members: ['uploads/'] } }),
  zipped('Z17', 'without its last bytes', (w) => whole(w).subarray(0, -1), 'incomplete', 3),
]
