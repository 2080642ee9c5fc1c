import { readdirSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import { mariaDbStarter } from '../../../../src/adapters/engines/mariadb.ts'
import type { Reading } from '../../../../src/checks/backup-verification/intake.ts'
import { restoreMySql } from '../../../../src/checks/backup-verification/restore/mysql.ts'
import type { Restored } from '../../../../src/checks/backup-verification/restore/restored.ts'
import { createSqlReader } from '../../../../src/checks/backup-verification/sql/sql-reader.ts'
import type { SqlReading } from '../../../../src/checks/backup-verification/sql/sql-reading.ts'
import type { MariaDbEngine } from '../../../../src/core/other-engine-ports.ts'
import { engineGround } from '../../../support/backup-verification/child.ts'
import { hasMariaDb, startMariaDbSource } from '../../../support/backup-verification/mariadb-source.ts'
import { CONTENT, NEVER_CONTENT, readAll } from '../sql/cases.ts'
import { CASES, GOOD, type RestoreCase, SHOP } from './mysql-cases.ts'

jest.setTimeout(120_000)

const ground = engineGround()
const isHere = hasMariaDb(ground)
if (!isHere) console.warn('skipped: no MariaDB server, client and mariadb-dump are installed')
const suite = isHere ? describe : describe.skip

const ROWS = { empty_one: 0, fast: 1, '"odd `t"': 2, orders: 3, users: 4, ünï: 1 }

function mistakeIn({ word, says }: RestoreCase, { faults, lacks }: Reading): string | undefined {
  const [fault] = faults
  const [lack] = lacks
  const told = fault?.word ?? (lack ? 'lack' : 'ok')
  const text = fault?.text ?? lack?.text ?? ''
  if (told !== word) return `${told} instead of ${word}: ${text}`
  if (fault && fault.level !== 4) return `level ${fault.level}`
  return says.test(text) ? undefined : `says ${text}`
}

suite('a dump, restored into a MariaDB', () => {
  let engine: MariaDbEngine
  const dumped = new Map<string, Buffer>()

  /** An engine that holds nothing, as a new one would. */
  async function clear(): Promise<void> {
    const { rows } = await engine.run(
      engine.database,
      "select schema_name from information_schema.schemata where schema_name not in ('mysql', 'sys', 'information_schema', 'performance_schema')",
    )
    for (const [name] of rows) await engine.run('mysql', `drop database \`${name}\``)
    await engine.run('mysql', `create database ${engine.database}`)
  }

  async function restored(bytes: Buffer, size = 65_536, facts?: SqlReading): Promise<Restored> {
    await clear()
    const known = facts ?? (await readAll(createSqlReader(), bytes))
    return readAll(
      restoreMySql(engine, known, () => performance.now()),
      bytes,
      size,
    )
  }

  beforeAll(async () => {
    const started = await mariaDbStarter(ground)({ deadline: 110_000 * 5 })
    if ('lack' in started) throw new Error(started.lack)
    engine = started.engine
    const source = await startMariaDbSource(ground)
    source.play(SHOP)
    for (const args of [...GOOD, ['--no-create-info', 'shop'], ['--no-data', '--routines', 'shop']])
      dumped.set(args.join(' '), source.dump(args))
    await source.stop()
  })
  afterAll(async () => {
    await engine?.stop()
    expect(readdirSync(ground.temporary)).toEqual([])
    ground.remove()
  })

  const shop = () => dumped.get('--routines shop') ?? Buffer.alloc(0)

  test.each(GOOD.map((args) => [args.join(' ')]))('%s is good', async (name) => {
    const bytes = dumped.get(name) ?? Buffer.alloc(0)
    for (const size of [7_001, 65_536]) {
      const { faults, lacks, tables, engine: told } = await restored(bytes, size)
      expect([faults, lacks]).toEqual([[], []])
      expect(told).toBe(engine.version)
      const isNamed = /--databases|--all-databases/.test(name)
      const rows = Object.fromEntries(
        tables
          .filter(({ database }) => database === (isNamed ? 'shop' : ''))
          .map((one) => [one.name.toLowerCase().replace('"ünï"', 'ünï'), one.rows]),
      )
      expect(rows).toEqual(name === 'other' ? { t: 1 } : ROWS)
    }
  })

  test.each(CASES.map((one) => [one.name, one] as const))('one %s', async (_name, one) => {
    expect(mistakeIn(one, await restored(one.change(shop())))).toBeUndefined()
  })

  test('a table of always the same answer fails the cases', () => {
    for (const reading of [CONTENT, ...NEVER_CONTENT])
      expect(CASES.filter((one) => mistakeIn(one, reading) !== undefined).length).toBeGreaterThan(10)
  })

  test('the server does not run what is unsafe, also where nobody has said so', async () => {
    for (const { name, change } of CASES.filter(({ says }) => says.source === 'unsafe')) {
      const bytes = change(shop())
      const facts = await readAll(createSqlReader(), shop())
      const { faults, lacks } = await restored(bytes, 65_536, facts)
      expect([name, faults.length + lacks.length]).toEqual([name, 1])
    }
  })

  test('a dump of data alone cannot be restored, and that is no fault', async () => {
    const { faults, lacks } = await restored(dumped.get('--no-create-info shop') ?? Buffer.alloc(0))
    expect([faults, lacks]).toMatchObject([[], [{ what: 'schema' }]])
  })

  test('tables without rows are there', async () => {
    const { faults, tables } = await restored(dumped.get('--no-data --routines shop') ?? Buffer.alloc(0))
    expect(faults).toEqual([])
    expect(tables).toHaveLength(6)
  })

  test('nothing at all is empty', async () => {
    for (const text of ['', '-- MariaDB dump 10.19\n/*!40101 SET NAMES utf8mb4 */;\n-- Dump completed\n'])
      expect((await restored(Buffer.from(text))).faults).toMatchObject([{ word: 'empty', level: 4 }])
  })

  test('what was cut off above is not judged', async () => {
    await clear()
    const bytes = shop().subarray(0, shop().length >> 1)
    const facts = await readAll(createSqlReader(), bytes, 65_536, false)
    const { faults, lacks } = await readAll(
      restoreMySql(engine, facts, () => 0),
      bytes,
      65_536,
      false,
    )
    expect([faults, lacks.length]).toEqual([[], 1])
  })

  test('questions can be asked of what was restored, and seconds are measured', async () => {
    const { seconds } = await restored(shop())
    expect(seconds).toBeGreaterThan(0)
    const { rows } = await engine.run(engine.database, 'select max(at), count(*) from users')
    expect(rows).toEqual([['2024-01-15 02:30:00', '4']])
  })

  test('no text of a row is told', async () => {
    const { faults } = await restored(CASES[3]?.change(shop()) ?? shop())
    expect(JSON.stringify(faults)).not.toMatch(/x\),\(y|Duplicate|PRIMARY/)
  })
})
