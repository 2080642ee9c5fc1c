import { describe, expect, test } from '@jest/globals'
import type { ArchiveReading } from '../../../../src/checks/backup-verification/pg-archive/archive-reading.ts'
import { createFolderArchive } from '../../../../src/checks/backup-verification/pg-archive/folder-archive.ts'
import {
  type Case,
  CONTENT,
  mistakeIn,
  mistakesOf,
  NEVER_CONTENT,
  readAll,
  throughTerminal,
} from '../sql/cases.ts'
import { archive, changed, ENTRIES, SHAPE } from './archive-writer.ts'

type Files = ReadonlyMap<string, Buffer | undefined>
type FilesCase = Omit<Case<Files>, 'bytes'> & { readonly files: (whole: Files) => Files }

const LAYOUT = { ...SHAPE, layout: 3 }
const WHOLE: Files = new Map([
  ['toc.dat', archive(LAYOUT, ENTRIES)],
  ['7.dat', Buffer.from(String(ENTRIES[6]?.data))],
  ['8.dat', Buffer.from('\\.\n\n\n')],
  ['blobs_9.toc', Buffer.from('4711 blob_4711.dat\n4712 blob_4712.dat\n')],
  ['blob_4711.dat', Buffer.from('some bytes \0')],
  ['blob_4712.dat', Buffer.alloc(0)],
  ['restore.sql', Buffer.from('no part of it')],
])

/** Gives all members; one without bytes could not be unpacked. */
async function readFiles(files: Files, isWhole = true, size?: number): Promise<ArchiveReading> {
  const folder = createFolderArchive('directory')
  for (const [name, bytes] of files) {
    if (bytes === undefined) folder.unread(name)
    else {
      const intake = folder.member(name)
      if (intake !== undefined) await readAll(intake, bytes, size, isWhole)
    }
  }
  return folder.end(isWhole)
}

const withFile = (name: string, bytes: string | Buffer) => (whole: Files) =>
  new Map([...whole, [name, Buffer.from(bytes)]])
const without = (name: string) => (whole: Files) => new Map([...whole].filter(([one]) => one !== name))
const cut = (name: string, count: number) => (whole: Files) =>
  withFile(name, (whole.get(name) ?? Buffer.alloc(0)).subarray(0, count))(whole)
const entry = (
  word: FilesCase['word'],
  name: string,
  files: FilesCase['files'],
  says?: RegExp,
): FilesCase => ({
  name,
  files,
  word,
  ...(says === undefined ? {} : { says }),
})

const CASES: readonly FilesCase[] = [
  entry('ok', 'as it is', (whole) => whole),
  entry('ok', 'in another order', (whole) => new Map([...whole].reverse())),
  entry(
    'ok',
    'in a folder, with the ends of packed files',
    (whole) =>
      new Map([...whole].map(([name, bytes]) => [`backup/${name}${name === 'toc.dat' ? '' : '.gz'}`, bytes])),
  ),
  entry('ok', 'with a file that is none of its', withFile('README', 'x')),
  entry('ok', 'INSERT statements', (whole) =>
    withFile(
      '7.dat',
      "INSERT INTO public.users VALUES (1, 'a');\n\n\n",
    )(withFile('toc.dat', archive(LAYOUT, changed(7, { copy: '' })))(whole)),
  ),
  entry('incomplete', 'D05 a file of data with no byte', withFile('7.dat', ''), /not even the mark/),
  entry('incomplete', 'data cut', cut('7.dat', 100), /too early/),
  entry('incomplete', 'data missing', without('7.dat'), /7\.dat/),
  entry('incomplete', 'the table of contents missing', without('toc.dat')),
  entry('incomplete', 'the table of contents cut', cut('toc.dat', 400)),
  entry('incomplete', 'a large object missing', without('blob_4712.dat'), /blob_4712/),
  entry('incomplete', 'T01 the end of a tar archive missing', (whole) => new Map([...whole].slice(0, 2))),
  entry(
    'ok',
    'an empty table of INSERT statements',
    (whole) =>
      new Map(
        [
          ...withFile('8.dat', '\n\n')(withFile('toc.dat', archive(LAYOUT, changed(8, { copy: '' })))(whole)),
        ].reverse(),
      ),
  ),
  entry(
    'incomplete',
    'data that are an empty line',
    (whole) => new Map([...withFile('8.dat', '\n')(whole)].reverse()),
  ),
  entry('incomplete', 'the list of large objects missing', without('blobs_9.toc'), /large objects/),
  entry('empty', 'no table', () => new Map([['toc.dat', archive(LAYOUT, ENTRIES.slice(0, 2))]])),
  entry('empty', 'an empty table of contents', () => new Map([['toc.dat', archive(LAYOUT, [])]])),
  entry('empty', 'a table of contents with no byte', withFile('toc.dat', '')),
  entry('corrupt', 'bytes behind the table of contents', (whole) =>
    withFile('toc.dat', Buffer.concat([whole.get('toc.dat') ?? Buffer.alloc(0), Buffer.from('x')]))(whole),
  ),
  entry(
    'corrupt',
    'the table of contents through a terminal',
    (whole) => withFile('toc.dat', throughTerminal(whole.get('toc.dat') ?? Buffer.alloc(0)))(whole),
    /terminal/,
  ),
  entry(
    'corrupt',
    'an archive of one file as the table of contents',
    withFile('toc.dat', archive(SHAPE, ENTRIES)),
  ),
  entry('corrupt', 'a row with a column too few', withFile('7.dat', '1\ta\n2\n\\.\n\n\n')),
  entry('corrupt', 'data of another table', withFile('8.dat', '1\ta\n\\.\n\n\n'), /columns/),
  entry(
    'corrupt',
    'data of another table, and the table of contents last',
    (whole) => new Map([...withFile('8.dat', '1\ta\n\\.\n\n\n')(whole)].reverse()),
    /2 columns, not 1/,
  ),
  entry('corrupt', 'zeros in the data', withFile('7.dat', Buffer.alloc(100)), /NUL/),
  entry('corrupt', 'a list of large objects that is none', withFile('blobs_9.toc', 'x\n')),
  entry(
    'unsafe',
    'a program',
    withFile('toc.dat', archive(LAYOUT, changed(7, { copy: "COPY public.users FROM PROGRAM 'id';\n" }))),
  ),
]

describe('an archive of several files', () => {
  test.each(CASES.map((one) => [one.word, one.name, one] as const))('%s: %s', async (_word, _name, one) => {
    const reading = await readFiles(one.files(WHOLE))
    expect(mistakeIn({ ...one, bytes: () => Buffer.alloc(0) }, reading)).toBeUndefined()
    for (const size of [1, 17]) expect(await readFiles(one.files(WHOLE), true, size)).toEqual(reading)
  })

  test('has its tables and rows', async () => {
    expect(await readFiles(WHOLE)).toMatchObject({
      format: 'directory',
      version: '1.16',
      tables: [
        { name: 'public.users', rows: 40 },
        { name: 'public.none', rows: 0 },
      ],
      largeObjects: 2,
    })
  })

  test('does not know the rows of what could not be unpacked', async () => {
    const reading = await readFiles(new Map([...WHOLE, ['7.dat', undefined]]))
    expect(reading).toMatchObject({ faults: [], tables: [{ rows: undefined }, { rows: 0 }] })
  })

  test('does not count INSERT statements that are a row of COPY data', async () => {
    const files = new Map([...withFile('8.dat', 'INSERT INTO x VALUES (1)\n\\.\n\n\n')(WHOLE)].reverse())
    expect(await readFiles(files)).toMatchObject({ faults: [], tables: [{ rows: 40 }, { rows: undefined }] })
    expect(await readFiles(new Map([...files].reverse()))).toMatchObject({
      tables: [{ rows: 40 }, { rows: 1 }],
    })
  })

  test('that is cut above is not told again', async () => {
    expect((await readFiles(new Map([...WHOLE].slice(0, 1)), false)).faults).toEqual([])
    expect((await readFiles(cut('toc.dat', 400)(WHOLE), false)).faults).toEqual([])
  })
})

test('a verifier with one answer to all fails the table', () => {
  const cases = CASES.map((one) => ({ ...one, bytes: () => Buffer.alloc(0) }))
  const good = cases.filter(({ word }) => word === 'ok').length
  expect(mistakesOf(cases, CONTENT)).toBeGreaterThanOrEqual(cases.length - good)
  for (const reading of NEVER_CONTENT) expect(mistakesOf(cases, reading)).toBeGreaterThan(good)
})
