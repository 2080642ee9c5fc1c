import { type BackupCase, fileCase } from './case.ts'
import { gzip, pack, tar } from './packing.ts'
import { long, members, packed, plus, tarred, whole } from './tar-case.ts'

/** Archives of tar that are fine. */
export const TAR_GOOD_CASES: readonly BackupCase[] = [
  packed(
    'A20-good',
    'GNU tar, with what must be in it',
    whole,
    'ok',
    3,
    members('database.sql', 'storage/', '.agents/', '*.json'),
  ),
  packed(
    'A21-good',
    'pax, long names',
    (w) => tar(w, { [long]: 'a', 'ä/ö €.txt': 'b' }, ['--format=pax']),
    'ok',
    3,
  ),
  packed(
    'A22-good',
    'GNU, long names',
    (w) => tar(w, { [long]: 'a', 'x.txt': 'b' }, ['--format=gnu']),
    'ok',
    3,
  ),
  packed('A23-good', 'ustar', (w) => tar(w, { 'a/b.txt': 'a' }, ['--format=ustar']), 'ok', 3),
  packed('A24-good', 'v7', (w) => tar(w, { 'a/b.txt': 'a' }, ['--format=v7']), 'ok', 3),
  packed(
    'A25-good',
    'links that stay in it',
    (w) => tar(w, { 'a/b.txt': 'a', 'a/c -> b.txt': '', 'd -> a/b.txt': '' }),
    'ok',
    3,
  ),
  packed(
    'A26-good',
    'absolute names, which are allowed',
    (w) => plus({ name: '/etc/app.conf' })(w),
    'ok',
    3,
    { entry: { allow: ['absolute-names'] } },
  ),
  tarred(
    'A27-good',
    'a second archive behind the first',
    (w) => Buffer.concat([whole(w), tar(w, { 'more.txt': 'm' })]),
    'ok',
    3,
  ),
  ...(['zst', 'xz', 'bz2', 'lz4'] as const).map((codec) =>
    fileCase(
      `A28-${codec}`,
      `packed by ${codec}`,
      `data_20270113.tar.${codec}`,
      (w) => pack(w, codec, whole(w)),
      'ok',
      3,
    ),
  ),
  packed(
    'A29-good',
    'a name that stands twice',
    (w) => plus({ name: '2027-01-13/notes.txt' }, 'older')(w),
    'ok',
    3,
  ),
  packed('A30-good', 'an archive in it', (w) => tar(w, { 'inner.tar.gz': gzip(w, whole(w)) }), 'ok', 3),
  packed('A31-good', 'restored: the dump in it', whole, 'ok', 5, {
    entry: { members: ['database.sql'], expect: { tables: ['customers'], 'min-rows': { orders: 1200 } } },
  }),
  packed(
    'A32-good',
    'a broken text that nobody wants to be looked into',
    (w) => tar(w, { 'a.json': '{"a":', 'b.txt': 'b' }),
    'ok',
    3,
    { entry: { ignore: ['*.json'] } },
  ),
]
