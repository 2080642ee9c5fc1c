import { expect, describe as group, test } from '@jest/globals'
import { describe as tabulate } from '../../../src/checks/backup-verification/describe.ts'
import { evaluate } from '../../../src/checks/backup-verification/evaluate.ts'
import { reachOf } from '../../../src/checks/backup-verification/fact.ts'
import { WORDS } from '../../../src/checks/backup-verification/intake.ts'
import { judgeBackup } from '../../../src/checks/backup-verification/judge-backup.ts'
import { RULES, severityOf } from '../../../src/checks/backup-verification/rules.ts'
import { covers, WAIVER_KEYS } from '../../../src/checks/backup-verification/waivers.ts'
import { fingerprintOf } from '../../../src/core/finding.ts'
import { artifactOf, entryOf, factOf, fault, lack, NOW } from '../../support/backup-verification/facts.ts'

const restore = (seconds: number, rows = 10) => ({
  path: [],
  engine: 'PostgreSQL 15.18',
  seconds,
  tables: [{ database: '', name: 'public.users', rows }],
})

group('how far an artifact came', () => {
  test.each([
    ['nothing is wrong', 3, [], [], 3, ''],
    ['a fault', 3, [fault('corrupt', 2)], [], 1, 'corrupt at L2'],
    ['two faults', 5, [fault('incomplete', 3), fault('corrupt', 2)], [], 1, 'corrupt at L2'],
    ['a lack', 4, [], [lack(4)], 3, 'env: there is no xz'],
    ['a lack below a fault', 4, [fault('corrupt', 3)], [lack(2)], 1, 'env: there is no xz'],
    ['a fault below a lack', 4, [fault('corrupt', 1)], [lack(2)], 0, 'corrupt at L1'],
    ['a fault of the listing', 3, [fault('empty', 0)], [], 0, 'empty at L0'],
  ] as const)('%s', (_title, wanted, faults, lacks, level, why) => {
    expect(reachOf(artifactOf({ faults, lacks, wanted }))).toEqual({ level, why })
  })
})

group('what is said of a backup', () => {
  test('an empty file is told once, by the series', () => {
    const fact = factOf([artifactOf({ size: 0, faults: [fault('empty', 0, 'holds no bytes')] })])
    const { faults } = judgeBackup(fact, NOW)
    expect(faults).toHaveLength(1)
    expect(faults[0]).toMatchObject({ artifact: undefined, told: { word: 'empty' } })
  })

  test('all restores together must be in time', () => {
    const artifact = artifactOf({ wanted: 5, restores: [restore(40), restore(30)] })
    const slow = (rto: string) =>
      judgeBackup(factOf([artifact], { entry: entryOf({ rto }) }), NOW).faults.map(({ told }) => told)
    expect(slow('70s')).toEqual([])
    expect(slow('69s')).toMatchObject([{ word: 'slow', level: 5 }])
    expect(slow('69s')[0]?.text).toBe('took 70 seconds to restore; at most 69 seconds are allowed')
  })

  test.each([
    [
      'an rto below a restore',
      { rto: '60m' },
      ['its rto is measured from L4 on, and it goes to L3: say level: L4'],
    ],
    ['an rto of what is restored', { rto: '60m', level: 'L4' }, []],
    ['an rto of what is asked', { rto: '60m', expect: { tables: ['a'] } }, []],
    [
      'questions that are never asked',
      { level: 'L4', expect: { tables: ['a'] } },
      ['what it expects is asked at L5, and it goes to L4: say level: L5'],
    ],
  ])('%s is remarked where it can never be known', (_title, written, texts) => {
    const { remarks } = judgeBackup(factOf([artifactOf()], { entry: entryOf(written) }), NOW)
    expect(remarks.map(({ told }) => told.text)).toEqual(texts)
  })

  test('is asked where there are answers', () => {
    const entry = entryOf({ expect: { tables: ['orders'], 'min-rows': { users: 100 } } })
    const [{ tables }] = [restore(1)]
    const answers = { tables, newest: [], queries: [] }
    const { faults } = judgeBackup(factOf([artifactOf({ wanted: 5, answers })], { entry }), NOW)
    expect(faults.map(({ told: { level } }) => level)).toEqual([5, 5])
  })

  test('drifts from what was verified before', () => {
    const verified = {
      name: 'db_20270112.sql.gz',
      size: 1_000_000,
      tables: [{ database: '', name: 'public.users', rows: 10_000 }],
    }
    const answers = { tables: restore(1, 1000).tables, newest: [], queries: [] }
    const fact = factOf([artifactOf({ wanted: 5, answers })], { verified, entry: entryOf({ expect: {} }) })
    expect(judgeBackup(fact, NOW).faults).toMatchObject([{ told: { word: 'shrunk', level: 5 } }])
  })
})

group('findings', () => {
  const first = artifactOf({ faults: [fault('corrupt', 2, 'has a wrong CRC'), fault('incomplete', 3)] })
  const second = artifactOf({
    name: 'db_20270112.sql.gz',
    faults: [fault('corrupt', 1, 'does not match SHA256SUMS', ['a.tar', 'b.sql'])],
  })

  test('are one for each word and backup, with the lowest level that knows', () => {
    const findings = evaluate([factOf([first, second])], {}, NOW)
    expect(findings).toMatchObject([
      {
        rule: 'backup-verification/corrupt',
        severity: 'high',
        target: 'db',
        subject: 'db',
        message:
          'db is corrupt, as L1 tells: db_20270112.sql.gz, a.tar > b.sql: does not match SHA256SUMS (and 1 more like this).',
        evidence: {
          level: 'L1',
          faults: [
            { artifact: 'db_20270112.sql.gz', member: 'a.tar > b.sql', level: 'L1' },
            { artifact: 'db_20270113.sql.gz', member: '', level: 'L2', text: 'has a wrong CRC' },
          ],
        },
      },
      { rule: 'backup-verification/incomplete', evidence: { level: 'L3' } },
    ])
  })

  test('keep their fingerprint tomorrow, for another artifact, level and text', () => {
    const tomorrow = artifactOf({ name: 'db_20270114.sql.gz', faults: [fault('corrupt', 4, 'other')] })
    const prints = [first, tomorrow].map((artifact) =>
      evaluate([factOf([artifact])], {}, NOW)
        .filter(({ rule }) => rule.endsWith('/corrupt'))
        .map(fingerprintOf),
    )
    expect(prints[0]).toEqual(prints[1])
    expect(prints[0]).toHaveLength(1)
  })

  test('differ by backup and word', () => {
    const other = factOf([first], { entry: entryOf({ name: 'other' }) })
    const prints = evaluate([factOf([first]), other], {}, NOW).map(fingerprintOf)
    expect(new Set(prints).size).toBe(4)
  })

  test('hold 20 faults at most, and say how many there are', () => {
    const faults = Array.from({ length: 500 }, (_, index) => fault('corrupt', 3, 'x', [`m${index}`]))
    const [finding] = evaluate([factOf([artifactOf({ faults })])], {}, NOW)
    expect(finding?.evidence['faults']).toHaveLength(20)
    expect(finding?.message).toContain('(and 499 more like this)')
  })

  test('do not come of a lack, nor of what is fine', () => {
    expect(evaluate([factOf([artifactOf({ lacks: [lack(2)] })]), factOf([artifactOf()])], {}, NOW)).toEqual(
      [],
    )
  })

  test('of late, small and slow backups warn', () => {
    expect(WORDS.filter((word) => severityOf(word) === 'moderate')).toEqual(['stale', 'shrunk', 'slow'])
    expect(Object.values(RULES).map(({ id }) => id)).toEqual(
      WORDS.map((word) => `backup-verification/${word}`),
    )
  })

  test('are covered by a waiver of their backup and word alone', () => {
    const [finding] = evaluate([factOf([first])], {}, NOW)
    if (!finding) throw new Error('no finding')
    expect(covers({ backup: 'db', word: 'corrupt' }, finding)).toBe(true)
    expect(covers({ backup: 'db', word: 'incomplete' }, finding)).toBe(false)
    expect(covers({ backup: 'other', word: 'corrupt' }, finding)).toBe(false)
    expect(WAIVER_KEYS['word']?.problem('corrupted')).toMatch(/^must be one of corrupt, /)
  })
})

group('the table', () => {
  const cells = (fact: Parameters<typeof factOf>, id: string) => {
    const { columns, rows } = tabulate([factOf(...fact)], {}, NOW)
    const column = columns.findIndex((one) => one.id === id)
    return rows.map((row) => row[column])
  }

  test('has a row for each artifact, the fine ones too', () => {
    const bad = artifactOf({ name: 'old.sql.gz', faults: [fault('corrupt', 2)] })
    const facts = [[artifactOf(), bad]] as const
    expect(cells([...facts], 'status')).toEqual(['ok', 'corrupt'])
    expect(cells([...facts], 'level')).toEqual(['L3 of L3', 'L1 of L3'])
    expect(cells([...facts], 'why')).toEqual(['', 'corrupt at L2'])
  })

  test('has a row for a backup of which there is none', () => {
    const { rows, columns } = tabulate([factOf([])], {}, NOW)
    expect(rows).toEqual([['db', '', 'missing', 'none of L3', ...columns.slice(4).map(() => null)]])
  })

  test('says env where something lacks, and the fault where there is one too', () => {
    expect(cells([[artifactOf({ lacks: [lack(2)] })]], 'status')).toEqual(['env'])
    expect(cells([[artifactOf({ lacks: [lack(2)], faults: [fault('corrupt', 3)] })]], 'status')).toEqual([
      'corrupt',
    ])
  })

  test('says none where not even the listing is fine', () => {
    expect(cells([[artifactOf({ faults: [fault('empty', 0)] })]], 'level')).toEqual(['none of L3'])
  })

  test('counts what was restored, else what the dump says', () => {
    const told = { tables: 3, rows: 50 }
    expect(cells([[artifactOf(told)]], 'rows')).toEqual([50])
    const restores = [restore(1.26), restore(2)]
    expect(cells([[artifactOf({ ...told, restores })]], 'rows')).toEqual([20])
    expect(cells([[artifactOf({ ...told, restores })]], 'tables')).toEqual([2])
    expect(cells([[artifactOf({ ...told, restores })]], 'restore')).toEqual([3.3])
    expect(cells([[artifactOf({ ...told, restores })]], 'engine')).toEqual(['PostgreSQL 15.18'])
    expect(cells([[artifactOf()]], 'rows')).toEqual([null])
  })
})
