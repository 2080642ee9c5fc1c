import { type BackupCase, fileCase } from './case.ts'
import { flip, followed, part, placeOf, through, zeroed } from './damage.ts'
import { gzip, tar } from './packing.ts'
import { pgDumps } from './postgres-originals.ts'
import { snapshots } from './redis-originals.ts'
import { member, rawTar } from './tar-bytes.ts'
import { BLOCK, contents, members, packed, plus, tarred, whole } from './tar-case.ts'

/** Archives of tar that are not. */
export const TAR_CASES: readonly BackupCase[] = [
  fileCase('A01', 'no bytes', 'data_20270113.tar.gz', () => '', 'empty', 0),
  packed('A02', 'tar of nothing', (w) => w.run('tar', ['-cf', '-', '-T', '/dev/null']), 'empty', 0),
  tarred(
    'A03',
    'tar of nothing, not packed',
    (w) => w.run('tar', ['-cf', '-', '-T', '/dev/null']),
    'empty',
    3,
  ),
  fileCase(
    'A04',
    'gzip cut in the middle',
    'data_20270113.tar.gz',
    (w) => part(gzip(w, whole(w)), 0.6),
    'incomplete',
    2,
  ),
  fileCase(
    'A05',
    'a bit in the CRC-32 of gzip',
    'data_20270113.tar.gz',
    (w) => flip(gzip(w, whole(w)), -6),
    'corrupt',
    2,
  ),
  packed(
    'A06',
    'a web page, packed',
    () =>
      Buffer.from(
        '<html><title>403 Forbidden</title><body>You may not read this: ask for a key</body></html>',
      ),
    'wrong-content',
    2,
  ),
  packed('A10', 'cut in a member', (w) => part(whole(w), 0.5), 'incomplete', 3),
  packed(
    'A11',
    'cut in a header',
    (w) => whole(w).subarray(0, placeOf(whole(w), '2027-01-13/notes.txt') + 100),
    'incomplete',
    3,
  ),
  packed(
    'A13',
    'cut between two members, which no tar notices',
    (w) => whole(w).subarray(0, placeOf(whole(w), '2027-01-13/notes.txt')),
    'incomplete',
    3,
  ),
  packed(
    'A14',
    'a bit in a header',
    (w) => flip(whole(w), placeOf(whole(w), '2027-01-13/notes.txt') + 105),
    'corrupt',
    3,
  ),
  packed(
    'A15',
    'a header of zeros',
    (w) => zeroed(whole(w), placeOf(whole(w), '2027-01-13/notes.txt'), BLOCK),
    'corrupt',
    3,
  ),
  packed(
    'A16',
    'a message behind its end',
    (w) => followed(whole(w), 'tar: Error is not recoverable: exiting now\n'),
    'corrupt',
    3,
  ),
  packed(
    'A17',
    'a member is longer than its header says',
    (w) => {
      const at = placeOf(whole(w), '2027-01-13/scripts/run.sh')
      return Buffer.concat([whole(w).subarray(0, at), Buffer.alloc(BLOCK, 'x'), whole(w).subarray(at)])
    },
    'corrupt',
    3,
  ),
  packed('A20', 'an absolute name', plus({ name: '/etc/cron.d/x' }, 'x'), 'unsafe', 3),
  packed('A21', 'a name that leads out', plus({ name: '../../root/.ssh/authorized_keys' }, 'x'), 'unsafe', 3),
  packed('A22', 'a link that leads out', plus({ name: 'out', type: '2', link: '/etc' }), 'unsafe', 3),
  packed(
    'A23',
    'a name behind a link',
    () => rawTar(member({ name: 'a', type: '2', link: 'b' }), member({ name: 'a/x' }, 'x')),
    'unsafe',
    3,
  ),
  packed('A24', 'a device', plus({ name: 'dev/sda', type: '3' }), 'unsafe', 3),
  packed('A25', 'a pipe', plus({ name: 'pipe', type: '6' }), 'unsafe', 3),
  packed('A26', 'a program that runs as its owner', plus({ name: 'bin/su', mode: 0o4755 }, 'x'), 'unsafe', 3),
  packed(
    'A30',
    'it unpacks to more than may be',
    (w) => tar(w, { 'zeros.bin': Buffer.alloc(40_000_000) }),
    'unsafe',
    2,
    { entry: { 'max-unpacked': '16MiB' } },
  ),
  packed('A31', 'what must be in it is not', whole, 'incomplete', 3, members('database.sql', 'redis.rdb')),
  packed('A32', 'a folder that must be in it is not', whole, 'incomplete', 3, members('uploads/')),
  packed(
    'A33',
    'the dump in it has no bytes',
    (w) => tar(w, { ...contents(w), '2027-01-13/database.sql': '' }),
    'empty',
    3,
  ),
  packed(
    'A34',
    'the dump in it died',
    (w) => tar(w, { 'a/database.sql': through(pgDumps(w).plain, 'customer250@exam'), 'a/x': 'x' }),
    'incomplete',
    3,
  ),
  packed(
    'A35',
    'the packed dump in it is cut',
    (w) => tar(w, { 'a/database.sql.gz': part(gzip(w, pgDumps(w).plain), 0.5) }),
    'incomplete',
    2,
  ),
  packed(
    'A36',
    'the snapshot in it is damaged',
    (w) => tar(w, { 'a/redis.rdb': flip(snapshots(w).full, -4), 'a/x': 'x' }),
    'corrupt',
    3,
  ),
  packed(
    'A37',
    'the archive in the archive is cut between two members',
    (w) => tar(w, { 'a/inner.tar': whole(w).subarray(0, placeOf(whole(w), '2027-01-13/notes.txt')) }),
    'incomplete',
    3,
  ),
  packed(
    'A38',
    'a web page in place of the dump in it',
    (w) => tar(w, { 'a/database.sql': '<!doctype html><html></html>\n' }),
    'wrong-content',
    3,
  ),
  packed(
    'A39',
    'the dump in it does harm',
    (w) => tar(w, { 'a/database.sql': followed(pgDumps(w).plain, '\\! id\n') }),
    'unsafe',
    3,
  ),
]
