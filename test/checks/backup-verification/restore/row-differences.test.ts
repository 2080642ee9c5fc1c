import { expect, test } from '@jest/globals'
import { differences } from '../../../../src/checks/backup-verification/restore/row-differences.ts'

const dumped = (name: string, rows: number | undefined, isCreated = true) => ({
  database: '',
  name,
  rows,
  isCreated,
})
const counted = (name: string, rows: number, root = name) => ({ name, rows, allRows: rows, root })

test.each([
  ['the same', [dumped('a', 3)], [counted('a', 3), counted('b', 9)], []],
  ['fewer', [dumped('a', 3)], [counted('a', 2)], [{ name: 'a', dumped: 3, restored: 2 }]],
  ['a table that is not there', [dumped('a', 0)], [], [{ name: 'a', dumped: 0, restored: undefined }]],
  [
    'rows that the server sorted into other parts',
    [dumped('p', 5), dumped('p1', 0), dumped('p2', 0)],
    [counted('p', 0), counted('p1', 2, 'p'), counted('p2', 3, 'p')],
    [],
  ],
  [
    'a part that lost rows',
    [dumped('p', 0), dumped('p1', 3), dumped('p2', 3)],
    [counted('p', 0), counted('p1', 2, 'p'), counted('p2', 3, 'p')],
    [{ name: 'p', dumped: 6, restored: 5 }],
  ],
  ['a table of an extension', [dumped('spatial', 3, false)], [counted('spatial', 8_500)], []],
  ['rows that were not counted', [dumped('a', undefined)], [counted('a', 8)], []],
])('%s', (_name, expected, there, wanted) => {
  expect(differences(expected, there)).toEqual(wanted)
})
