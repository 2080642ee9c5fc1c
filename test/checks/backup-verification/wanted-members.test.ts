import { expect, test } from '@jest/globals'
import { watchMembers } from '../../../src/checks/backup-verification/wanted-members.ts'

/** What is wanted, what is there, and what of it lacks. */
const CASES: readonly (readonly [readonly string[], readonly string[], readonly string[]])[] = [
  [[], [], []],
  [['database.sql'], ['database.sql'], []],
  [['database.sql'], ['./database.sql'], []],
  [['database.sql'], ['2027-01-13/database.sql'], []],
  [['database.sql'], ['a/b/c/database.sql'], []],
  [['database.sql'], ['database.sql.bak', 'xdatabase.sql'], ['database.sql']],
  [['./database.sql'], ['database.sql'], []],
  [['*.rdb'], ['redis.rdb'], []],
  [['*.rdb'], ['2027-01-13/redis.rdb'], []],
  [['*.rdb'], [], ['*.rdb']],
  [['storage/'], ['storage/a/b.png'], []],
  [['storage/'], ['storage/'], []],
  [['storage/'], ['2027-01-13/storage/b.png'], []],
  [['storage/'], ['storage.txt', 'old-storage/a'], ['storage/']],
  [['config/*.json', 'scripts/*.sh'], ['x/config/a.json'], ['scripts/*.sh']],
  [['.agents/', 'package.json'], ['2027-01-13/.agents/a.yml', '2027-01-13/package.json'], []],
  [['a', 'b', 'c'], ['b'], ['a', 'c']],
]

test.each(CASES)('of %j in %j', (wanted, there, lacking) => {
  const watch = watchMembers(wanted)
  for (const name of there) watch.see([name], { type: name.endsWith('/') ? 'folder' : 'file' })
  expect(watch.faults()).toEqual(
    lacking.map((name) => ({ word: 'incomplete', level: 3, text: `lacks ${name}, which it must have` })),
  )
})

test('a member of an archive in an archive counts', () => {
  const watch = watchMembers(['database.sql'])
  watch.see(['inner.tar', 'database.sql'], { type: 'file' })
  expect(watch.faults()).toEqual([])
})

test('names that are long are looked at in no time', () => {
  const watch = watchMembers(['a/**/b/**/c', '*a*a*a*a*b'])
  watch.see([`${'a/'.repeat(500_000)}x`], { type: 'file' })
  expect(watch.faults()).toHaveLength(2)
})
