import { afterAll, describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { findIn } from '../../../../src/checks/certificate-expiry/files/find.ts'
import type { FoundDocument, FoundInFile } from '../../../../src/checks/certificate-expiry/files/found.ts'
import { noise } from '../../../support/noise.ts'
import { type Expected, fileCases } from './file-cases.ts'
import { derIn, mint } from './minted.ts'

const made = mint()
afterAll(made.remove)
const cases = fileCases(made)

function tellDocument({ what, name, start, end }: FoundDocument): string {
  const from = start === undefined ? '' : ` from ${new Date(start).toISOString()}`
  return `${what} ${name} ${new Date(end).toISOString()}${from}`
}

/** Where what was found differs from what should be. */
function differences(found: FoundInFile, expected: Expected): readonly string[] {
  const { certificates = [], lists = 0, documents = [], containers = 0, problems = [] } = expected
  const told = found.certificates.map(({ certificate, line }) => `${certificate.subject.text} ${line}`)
  const wanted = certificates.map(([name, line]) => `CN=${name}.example ${line}`)
  const differ = (what: string, one: unknown, other: unknown) =>
    JSON.stringify(one) === JSON.stringify(other)
      ? []
      : [`${what}: ${JSON.stringify(one)}, not ${JSON.stringify(other)}`]
  const isTold =
    found.problems.length === problems.length &&
    problems.every((pattern, at) => pattern.test(found.problems[at] ?? ''))
  return [
    ...differ('certificates', told, wanted),
    ...differ('lists', found.lists.length, lists),
    ...differ('documents', found.documents.map(tellDocument), documents),
    ...differ('containers', found.containers.length, containers),
    ...(isTold ? [] : differ('problems', found.problems, problems.map(String))),
  ]
}

describe('findIn', () => {
  test.each(cases)('$name', ({ bytes, expected }) => {
    expect(differences(findIn(bytes), expected)).toEqual([])
  })

  test('has a table that readers which do not look fail', () => {
    const nothing: FoundInFile = { certificates: [], lists: [], documents: [], containers: [], problems: [] }
    const one = findIn(made.read('ec.pem'))
    const failed = (found: FoundInFile) =>
      cases.filter(({ expected }) => differences(found, expected).length > 0)
    expect(cases.length).toBeGreaterThan(100)
    const full = cases.filter(({ expected }) => Object.keys(expected).length > 0)
    expect(failed(nothing)).toEqual(full)
    expect(full.length).toBeGreaterThan(70)
    expect(failed(one).length).toBeGreaterThan(90)
    const silent = cases.filter(
      ({ bytes, expected }) => differences({ ...findIn(bytes), problems: [] }, expected).length > 0,
    )
    expect(silent.length).toBeGreaterThan(25)
  })

  test('keeps no private key', () => {
    const key = made.openssl('pkcs8', '-topk8', '-nocrypt', '-in', 'ec.key', '-outform', 'DER')
    const at = key.indexOf(Buffer.from('0420', 'hex')) + 2
    const secret = key.subarray(at, at + 32)
    const found = findIn(Buffer.concat([key, derIn(made.read('ec.pem'))]))
    const kept = found.certificates.map(({ certificate }) => Buffer.from(certificate.der.buffer))
    expect(kept.map((buffer) => buffer.includes(secret))).toEqual([false])
  })

  test('says of many problems how many there are', () => {
    const broken = `-----BEGIN CERTIFICATE-----\n${'QUJD'.repeat(20)}\n-----END CERTIFICATE-----\n`
    const { problems } = findIn(Buffer.from(broken.repeat(50)))
    expect(problems).toHaveLength(21)
    expect(problems.at(-1)).toBe('and 30 more like these')
  })
})

describe('findIn of 10 MB', () => {
  const SIZE = 10 * 1024 * 1024
  const der = derIn(made.read('ec.pem'))
  const behind = (head: string, rest: Buffer) => Buffer.concat([Buffer.from(head, 'latin1'), rest])
  const hex = (head: string, rest: string) =>
    Buffer.concat([Buffer.from(head, 'hex'), Buffer.alloc(SIZE, rest, 'hex')])
  test.each<readonly [string, Buffer]>([
    ['random bytes', noise(SIZE)],
    ['random bytes after the head of a certificate', Buffer.concat([der.subarray(0, 4), noise(SIZE)])],
    ['MII', Buffer.alloc(SIZE, 'MII')],
    ['MII in lines', Buffer.alloc(SIZE, 'MIIDdzCCAl+g\n')],
    ['beginnings of PEM', Buffer.alloc(SIZE, '-----BEGIN CERTIFICATE-----\n')],
    ['beginnings of PEM on one line', Buffer.alloc(SIZE, '-----BEGIN CERTIFICATE----- ')],
    ['empty PEM', Buffer.alloc(SIZE, '-----BEGIN CERTIFICATE----------END CERTIFICATE-----')],
    ['dashes', Buffer.alloc(SIZE, '-')],
    [
      'strings in one block',
      Buffer.concat([
        behind('-----BEGIN CERTIFICATE-----\n', Buffer.alloc(SIZE, '"a" +\n')),
        Buffer.from('-----END CERTIFICATE-----'),
      ]),
    ],
    [
      'backslashes in one block',
      Buffer.concat([
        behind('-----BEGIN CERTIFICATE-----\n', Buffer.alloc(SIZE, '\\')),
        Buffer.from('-----END CERTIFICATE-----'),
      ]),
    ],
    [
      'blanks behind what may go on',
      Buffer.alloc(SIZE, `MIIDdzCCAl+g"${' '.repeat(199)}\n${' '.repeat(500)}`),
    ],
    ['beginnings of PEM in base64', Buffer.alloc(SIZE, 'aLS0tLS1CRUdJTi ')],
    ['elements without an end', Buffer.alloc(SIZE, '<X509Certificate>')],
    ['keys of Kubernetes', Buffer.alloc(SIZE, `tls.crt: ${'A'.repeat(64)} `)],
    [
      'tags without an end',
      behind('urn:oasis:names:tc:SAML:2.0:metadata validUntil', Buffer.alloc(SIZE, '<a ')),
    ],
    ['sequences in sequences', hex('', '3080')],
    ['sequences in a message', hex('308006092a864886f70d010702a080', '3080')],
    [
      'sequences in a keystore',
      hex('feedfeed00000002ffffffff', '308400090000308400080000a0030201020201013080'),
    ],
    ['secrets in a keystore', hex('cececece00000002ffffffff', '000000030001610000000000000001aced0005')],
    ['zeros', Buffer.alloc(SIZE)],
  ])('%s: ends soon and finds no certificate', (_name, bytes) => {
    const start = performance.now()
    const { certificates, lists, containers } = findIn(bytes)
    // Two seconds are promised; what grows with the square would take days.
    expect(performance.now() - start).toBeLessThan(60_000)
    expect([certificates, lists, containers]).toEqual([[], [], []])
  })

  test('base64 of base64 of base64 ends', () => {
    let bytes = made.read('ec.pem')
    for (let layer = 0; layer < 12; layer++) bytes = Buffer.from(bytes.toString('base64'))
    expect(findIn(bytes).certificates).toEqual([])
  })
})

type Mutation = readonly [kind: number, at: number, value: number]

function mutate(bytes: Buffer, mutations: readonly Mutation[]): Buffer {
  let changed = Buffer.from(bytes)
  for (const [kind, place, value] of mutations) {
    const at = place % (changed.length + 1)
    if (kind === 0) changed[at] = value
    else if (kind === 1) changed = changed.subarray(0, at)
    else if (kind === 2) changed = Buffer.concat([changed.subarray(0, at), changed.subarray(at + value)])
    else changed = Buffer.concat([changed.subarray(0, at), Buffer.alloc(value, value), changed.subarray(at)])
  }
  return changed
}

test('findIn never passes silently over a PEM block that somebody spoiled', () => {
  const pem = made.read('ec.pem').toString()
  const [begin, end] = [pem.indexOf('\n') + 1, pem.lastIndexOf('\n-----END')]
  const spoiled = fc.tuple(fc.nat(), fc.stringMatching(/^[ -,/-~]$/))
  const property = fc.property(fc.array(spoiled, { minLength: 1, maxLength: 4 }), (changes) => {
    const characters = [...pem]
    for (const [place, character] of changes) characters[begin + (place % (end - begin))] = character
    const { certificates, problems } = findIn(Buffer.from(characters.join('')))
    expect(certificates.length + problems.length).toBeGreaterThan(0)
  })
  fc.assert(property, { numRuns: 2000 })
})

test('findIn throws at nothing', () => {
  const mutation = fc.tuple(fc.nat(3), fc.nat(4000), fc.nat(255))
  const property = fc.property(
    fc.constantFrom(...cases),
    fc.array(mutation, { minLength: 1, maxLength: 4 }),
    ({ bytes }, mutations) => {
      const changed = mutate(bytes, mutations)
      const { certificates, problems } = findIn(changed)
      expect(problems.every((problem) => problem.length < 500)).toBe(true)
      expect(certificates.every(({ certificate }) => certificate.notAfter > 0)).toBe(true)
    },
  )
  fc.assert(property, { numRuns: 10_000 })
})

test('findIn throws at no bytes at all', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => void findIn(bytes)),
    { numRuns: 2000 },
  )
})

test('1,000 PEM files are read soon', () => {
  const pem = made.read('ec.pem')
  const start = performance.now()
  let count = 0
  for (let file = 0; file < 1000; file++) count += findIn(Buffer.from(pem)).certificates.length
  expect(count).toBe(1000)
  expect(performance.now() - start).toBeLessThan(20_000)
})
