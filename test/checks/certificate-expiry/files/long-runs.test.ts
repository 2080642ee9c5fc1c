import { expect, test } from '@jest/globals'
import { callWithoutOptimization } from '../../../support/without-optimization.ts'

const FIND = 'src/checks/certificate-expiry/files/find.ts'
/** More than of any file is read, and eight times what overflows. */
const SIZE = 32 * 1024 * 1024
const fill = (piece: string) => `Buffer.alloc(${SIZE}, ${JSON.stringify(piece)})`
const between = (begin: string, piece: string, end: string) =>
  `Buffer.concat([Buffer.from(${JSON.stringify(begin)}), ${fill(piece)}, Buffer.from(${JSON.stringify(end)})])`

const [BEGIN, END] = ['-----BEGIN CERTIFICATE-----\n', '\n-----END CERTIFICATE-----\n']
const NOTHING = { certificates: [], lists: [], documents: [], containers: [], problems: [] }
const NO_CERTIFICATE = { ...NOTHING, problems: ['line 1: a PEM block that should be a certificate is none'] }

/** Texts of 32 MB that are one run of something, and what is found in them. */
const RUNS: readonly (readonly [name: string, bytes: string, found: object])[] = [
  ['base64', fill('MII'), NOTHING],
  ['base64 of a certificate in lines', fill(`MIIDdzCCAl+g\n`), NOTHING],
  ['a long line that goes on a run', between(`MIIDdzCCAl+g\n`, 'A', '!'), NOTHING],
  ['blanks behind what goes on a run', between('MIIDdzCCAl+g\nAAAA', ' ', '!'), NOTHING],
  ['base64 in a block', between(BEGIN, 'A', END), NO_CERTIFICATE],
  ['base64 in a block with a sign that is none', between(`${BEGIN}?`, 'A', END), NO_CERTIFICATE],
  ['blanks in a block with a sign that is none', between(`${BEGIN}?`, ' ', END), NOTHING],
  ['base64 in an element', between('<X509Certificate>?', 'A', '</X509Certificate>'), NOTHING],
  [
    "a key of Kubernetes'",
    between('tls.crt: ', 'A', ''),
    { ...NOTHING, problems: ['line 1: tls.crt holds no certificate'] },
  ],
]

test('runs of 32 MB are read where regular expressions have no room to go back', async () => {
  const found = await callWithoutOptimization(
    FIND,
    'findIn',
    Object.fromEntries(RUNS.map(([name, bytes]) => [name, bytes])),
  )
  expect(found).toEqual(Object.fromEntries(RUNS.map(([name, , wanted]) => [name, wanted])))
})
