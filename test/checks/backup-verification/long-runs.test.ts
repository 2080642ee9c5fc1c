import { expect, test } from '@jest/globals'
import { callWithoutOptimization } from '../../support/without-optimization.ts'

const FOLDER = 'src/checks/backup-verification'
const HASH = 'a'.repeat(64)
const LENGTH = 6 * 1024 * 1024

/** What a stranger's file may hold for so long as it likes, and what is made of it. */
const RUNS: readonly (readonly [path: string, name: string, args: string, answer: unknown])[] = [
  [
    'containers/checksums.ts',
    'readChecksums',
    `Buffer.from('SHA256 (' + 'a'.repeat(${LENGTH}) + ') = ${HASH}'), 'SHA256SUMS'`,
    { checksums: [], problems: ['line 1 is no checksum'] },
  ],
  [
    'containers/checksums.ts',
    'readChecksums',
    `Buffer.from('${HASH}  ' + 'a'.repeat(${LENGTH})), 'SHA256SUMS'`,
    { checksums: [], problems: ['line 1 is no checksum'] },
  ],
  ['containers/tar-pax.ts', 'paxNumber', `new Map([['size', '1'.repeat(${LENGTH})]]), 'size'`, null],
  [
    'pg-archive/archive-facts.ts',
    'takeEntry',
    `module.createArchiveFacts(), { id: 1, hasData: true, tag: 't', kind: 'TABLE DATA', definition: '',
      copy: 'COPY t ("' + 'a'.repeat(${LENGTH}) + '") FROM stdin;', schema: '', owner: '' }`,
    null,
  ],
]

test.each(RUNS)('%s: %s of what is long', async (path, name, args, answer) => {
  expect(await callWithoutOptimization(`${FOLDER}/${path}`, name, { it: args })).toEqual({ it: answer })
})
