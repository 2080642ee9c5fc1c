import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, utimesSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from '@jest/globals'
import { type BackupCase, WRITTEN } from '../../../support/backup-verification/cases/case.ts'
import { checkVerifier } from '../../../support/backup-verification/cases/check-verifier.ts'
import { FAMILIES } from '../../../support/backup-verification/cases/families.ts'
import { hasMariaDb } from '../../../support/backup-verification/cases/mysql-originals.ts'
import { hasPostgres } from '../../../support/backup-verification/cases/postgres-originals.ts'
import { mistakeOf, type Told } from '../../../support/backup-verification/cases/told.ts'
import { openWorkshop } from '../../../support/backup-verification/cases/workshop.ts'

const workshop = openWorkshop()
const root = mkdtempSync(join(tmpdir(), 'upkeep-backups-'))
const temporary = join(root, 'temporary')
// Engines run as another user.
chmodSync(root, 0o755)
mkdirSync(temporary)
const verify = checkVerifier(temporary)
const ALL = FAMILIES.flatMap(({ cases }) => cases)
const isBad = ({ expected }: BackupCase) => expected !== 'ok' && expected !== 'env'

afterAll(() => {
  workshop.close()
  rmSync(root, { recursive: true, force: true })
})

function isHere(tool: string): boolean {
  if (tool === 'postgres') return hasPostgres()
  if (tool === 'mariadb') return hasMariaDb()
  return spawnSync(tool, ['--version']).error === undefined
}

/** What a case wrote just now counts as written on its day; what it gave a date of its own keeps that. */
function date(folder: string, begun: number): void {
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const path = join(folder, name)
    if (statSync(path, { throwIfNoEntry: false })?.isFile() && statSync(path).mtimeMs >= begun - 2000)
      utimesSync(path, WRITTEN, WRITTEN)
  }
}

function make(backup: BackupCase): string {
  const folder = join(root, backup.id)
  const begun = Date.now()
  mkdirSync(folder)
  backup.make(workshop, folder)
  date(folder, begun)
  return folder
}

for (const { name, tools, cases } of FAMILIES) {
  const missing = tools.filter((tool) => !isHere(tool))
  if (missing.length > 0) console.warn(`skipped: ${name}, for want of ${missing.join(', ')}`)
  const suite = missing.length > 0 ? describe.skip : describe
  suite(name, () => {
    test.each(cases.map((one) => [one.id, one.expected, one.level, one.title, one] as const))(
      '%s %s L%d: %s',
      async (_id, _expected, _level, _title, backup) => {
        const folder = make(backup)
        const told = await verify(backup, folder)
        rmSync(folder, { recursive: true, force: true })
        expect(mistakeOf(backup, told)).toBeUndefined()
      },
    )
  })
}

describe('the table of cases', () => {
  const failed = (told: Told, cases: readonly BackupCase[]) =>
    cases.filter((backup) => mistakeOf(backup, told) !== undefined)
  const good = ALL.filter(({ expected }) => expected === 'ok')
  const bad = ALL.filter(isBad)

  test('has enough of them, each with a name of its own', () => {
    expect(new Set(ALL.map(({ id }) => id)).size).toBe(ALL.length)
    expect(bad.length).toBeGreaterThanOrEqual(120)
    expect(good.length).toBeGreaterThanOrEqual(30)
    const rows = FAMILIES.map(({ name, cases }) => {
      const count = (look: (one: BackupCase) => boolean) => `${cases.filter(look).length}`.padStart(4)
      const goodOnes = count(({ expected }) => expected === 'ok')
      return `${name.padEnd(24)} ${count(isBad)} bad ${goodOnes} good ${count(({ expected }) => expected === 'env')} env`
    })
    process.stdout.write(`${rows.join('\n')}\n${bad.length} bad, ${good.length} good of ${ALL.length}\n`)
  })

  test('is failed by who always says that all is well', () => {
    for (const reached of [0, 3, 4, 5] as const) {
      const told: Told = { faults: [], lacks: 0, reached, texts: [] }
      expect(failed(told, bad)).toHaveLength(bad.length)
    }
  })

  test('is failed by who always complains', () => {
    for (const level of [0, 1, 2, 3, 4, 5] as const) {
      const told: Told = { faults: [{ word: 'corrupt', level }], lacks: 0, reached: 'none', texts: [] }
      expect(failed(told, good)).toHaveLength(good.length)
    }
  })

  test('is failed by who claims to know by questions what a checksum alone can know', () => {
    const told: Told = { faults: [{ word: 'corrupt', level: 5 }], lacks: 0, reached: 4, texts: [] }
    const byChecksum = ALL.filter(({ id, level }) => /^K\d/.test(id) && level === 1)
    const byNothing = ALL.filter(({ title }) => /only a checksum|but a checksum|nothing can know/.test(title))
    expect(byChecksum.length).toBeGreaterThan(10)
    expect(byNothing.length).toBeGreaterThan(5)
    const both = [...byChecksum, ...byNothing]
    expect(failed(told, both)).toHaveLength(both.length)
  })

  test('is failed by who never knows', () => {
    const told: Told = { faults: [], lacks: 1, reached: 'none', texts: [] }
    expect(failed(told, [...bad, ...good])).toHaveLength(bad.length + good.length)
  })
})
