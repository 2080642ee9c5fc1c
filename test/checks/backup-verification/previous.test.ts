import { describe, expect, test } from '@jest/globals'
import { evidenceOf } from '../../../src/checks/backup-verification/evidence.ts'
import type { BackupFact } from '../../../src/checks/backup-verification/fact.ts'
import { readEvidence } from '../../../src/checks/backup-verification/previous.ts'
import type { EvidenceDocument } from '../../../src/core/evidence.ts'
import { EVIDENCE_SCHEMA } from '../../../src/core/evidence-schema.ts'
import { evidenceJson } from '../../../src/formats/evidence.ts'
import { artifactOf, entryOf, factOf, fault, lack, NOW } from '../../support/backup-verification/facts.ts'
import { compileSchema, schemaComplaints } from '../../support/contract/schema.ts'

const validate = compileSchema(EVIDENCE_SCHEMA)
const TABLES = [
  { database: '', name: 'public.users', rows: 120 },
  { database: 'shop', name: 'public."Odd | name"', rows: 0 },
]
const RESTORED = artifactOf({
  wanted: 5,
  checks: [{ level: 3, text: 'SQL of pg_dump, 2 tables, 120 rows' }],
  restores: [{ path: [], engine: 'PostgreSQL 15.18', seconds: 1.234, tables: TABLES }],
  answers: { tables: TABLES, newest: [], queries: [] },
})

function documentOf(facts: readonly BackupFact[]): EvidenceDocument {
  return {
    kind: 'upkeep-backup-evidence',
    schema: 1,
    at: NOW.toISOString(),
    run: { name: 'backup-verification', url: null },
    tool: { name: 'upkeep', version: '0.1.0' },
    ...evidenceOf(facts, {}, NOW),
  }
}

const written = (facts: readonly BackupFact[]) => new TextEncoder().encode(evidenceJson(documentOf(facts)))

function verifiedIn(bytes: Uint8Array) {
  const read = readEvidence(bytes)
  if ('problem' in read) throw new Error(read.problem)
  return read.verified
}

/** Facts of every kind that there is. */
const KINDS: readonly (readonly [string, BackupFact])[] = [
  ['a restored one', factOf([RESTORED], { entry: entryOf({ rpo: '24h', rto: '1h', level: 'L5' }) })],
  ['one with older ones', factOf([RESTORED, artifactOf({ name: 'db_20270112.sql.gz' })])],
  ['one that is too slow', factOf([RESTORED], { entry: entryOf({ rto: '1s' }) })],
  ['one that is missing', factOf([])],
  ['one that is wrong', factOf([artifactOf({ faults: [fault('corrupt', 2)], sha256: undefined })])],
  ['one that is empty', factOf([artifactOf({ size: 0, faults: [fault('empty', 0)] })])],
  ['one that could not be told', factOf([artifactOf({ lacks: [lack(1)], modified: undefined })])],
  ['one whose place could not be looked at', factOf([], { listed: undefined, problems: ['x is locked'] })],
  ['one beside something odd', factOf([artifactOf()], { problems: ['x is a pipe'] })],
  ['one dated in the future', factOf([artifactOf({ name: 'db_20280101.sql.gz' })])],
  ['one of which nothing says when', factOf([artifactOf({ name: 'db', modified: undefined })])],
  ['one written at no moment that there is', factOf([artifactOf({ name: 'db', modified: 9e15 })])],
]

describe('evidence', () => {
  test.each(KINDS)('of %s is as its schema says', (_title, fact) => {
    expect(schemaComplaints(validate, JSON.parse(evidenceJson(documentOf([fact]))))).toEqual([])
  })

  test('measures the age and the restore against their targets', () => {
    const [backup] = documentOf([factOf([RESTORED], { entry: entryOf({ rpo: '24h', rto: '1s' }) })]).backups
    expect(backup?.rpo).toEqual({ target: 86_400, measured: expect.any(Number), met: true })
    expect(backup?.artifacts[0]?.rto).toEqual({ target: 1, measured: 1.2, met: false })
    expect(backup).toMatchObject({ status: 'slow', faults: [{ word: 'slow', level: 'L5' }] })
  })

  test('without targets says nothing of whether they are met', () => {
    const [backup] = documentOf([factOf([artifactOf()])]).backups
    expect(backup?.rpo.met).toBeNull()
    expect(backup?.artifacts[0]?.rto).toEqual({ target: null, measured: null, met: null })
  })

  test('of a place that could not be looked at, or not all of it, claims nothing', () => {
    const unlisted = factOf([], { listed: undefined, problems: ['it is locked'] })
    const odd = factOf([artifactOf()], { problems: ['x is a pipe'] })
    const { backups } = documentOf([unlisted, odd])
    expect(backups).toMatchObject([
      { status: 'env', artifacts: [], faults: [], gaps: ['it is locked'] },
      { status: 'env', gaps: ['x is a pipe'] },
    ])
    expect(verifiedIn(written([unlisted, odd])).size).toBe(0)
  })

  test('of an artifact that could not be read claims nothing', () => {
    const [backup] = documentOf([factOf([artifactOf({ lacks: [lack(1)] })])]).backups
    expect(backup).toMatchObject({ status: 'env', gaps: ['there is no xz'], artifacts: [{ reached: 'L0' }] })
  })
})

describe('the evidence of an earlier run', () => {
  test('comes back as it was written', () => {
    const { name, size, sha256 } = RESTORED
    expect(verifiedIn(written([factOf([RESTORED])]))).toEqual(
      new Map([['db', { name, size, sha256, tables: TABLES }]]),
    )
  })

  test('is of the newest of a backup, and of nothing that was not fine', () => {
    const named = (name: string) => ({ entry: entryOf({ name }) })
    const facts = [
      factOf([RESTORED, artifactOf({ name: 'db_20270112.sql.gz' })], named('two')),
      factOf([artifactOf({ faults: [fault('corrupt', 3)] })], named('wrong')),
      factOf([artifactOf({ lacks: [lack(3)] })], named('env')),
      factOf([], named('missing')),
      factOf([artifactOf({ sha256: undefined })], named('unhashed')),
    ]
    const verified = verifiedIn(written(facts))
    expect([...verified.keys()]).toEqual(['two', 'unhashed'])
    expect(verified.get('two')?.name).toBe('db_20270113.sql.gz')
    expect(verified.get('unhashed')).not.toHaveProperty('sha256')
  })

  test.each([
    ['is empty', '', 'is no JSON'],
    ['is cut', '{"kind":"upkeep-backup-evid', 'is no JSON'],
    ['is a report', '{"schema":1,"runs":[]}', 'is no evidence file of this check'],
    ['is a list', '[]', 'is no evidence file of this check'],
    ['is null', 'null', 'is no evidence file of this check'],
    [
      'is of tomorrow',
      '{"kind":"upkeep-backup-evidence","schema":2}',
      'is of a schema that this version does not know',
    ],
  ])('that %s is a problem', (_title, text, problem) => {
    expect(readEvidence(new TextEncoder().encode(text))).toEqual({ problem })
  })

  test.each([
    ['no backups', {}],
    ['backups that are none', { backups: [null, 1, 'a', [], {}] }],
    ['backups without artifacts', { backups: [{ name: 'a', status: 'ok' }] }],
    ['artifacts that are none', { backups: [{ name: 'a', status: 'ok', artifacts: [null] }] }],
    [
      'sizes that are none',
      { backups: [{ name: 'a', status: 'ok', artifacts: [{ name: 'b', size: 'c' }] }] },
    ],
  ])('with %s verifies nothing', (_title, more) => {
    const text = JSON.stringify({ kind: 'upkeep-backup-evidence', schema: 1, ...more })
    expect(verifiedIn(new TextEncoder().encode(text)).size).toBe(0)
  })

  test('keeps of its tables those that are some', () => {
    const tables = [null, { name: 'a' }, { database: '', name: 'a', rows: 1.5 }, TABLES[0], 'x']
    const artifacts = [{ name: 'b', size: 1, tables }]
    const backups = [{ name: 'a', status: 'ok', artifacts }]
    const text = JSON.stringify({ kind: 'upkeep-backup-evidence', schema: 1, backups })
    expect(verifiedIn(new TextEncoder().encode(text)).get('a')?.tables).toEqual([TABLES[0]])
  })
})
