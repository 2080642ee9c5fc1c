import { describe, expect, test } from '@jest/globals'
import { diskTree } from '../../src/adapters/files.ts'
import { type Inventory, readInventory } from '../../src/inventory/inventory.ts'
import type { Package } from '../../src/inventory/package.ts'
import {
  DECLARED,
  ENTRIES,
  FIVE,
  LOCK,
  NINE,
  type PnpmRow,
  SIX,
  SOURCES,
  TEXTS,
} from './support/pnpm-cases.ts'
import { inventoryOf, withFiles } from './support/projects.ts'

const GROUPS: readonly (readonly [string, readonly PnpmRow[]])[] = [
  ['texts', TEXTS],
  ['declared', DECLARED],
  ['entries', ENTRIES],
  ['sources', SOURCES],
]
const ROWS = GROUPS.flatMap(([, rows]) => rows)

type Looked = Pick<Inventory, 'gaps' | 'notes' | 'lockfiles' | 'targets'>

function look({ files }: PnpmRow): Promise<Looked> {
  return withFiles(files, (directory) => readInventory(diskTree(directory)))
}

function lineOf({ name, version, source, scope, alias }: Package): string {
  return `${name}@${version} ${source} ${scope}${alias === undefined ? '' : ` as ${alias}`}`
}

function short(text: string): string {
  return JSON.stringify(text.length > 300 ? `${text.slice(0, 300)}…` : text)
}

/** What an inventory says otherwise than its row. */
function mistakes(row: PnpmRow, { lockfiles, gaps, notes, targets }: Looked): readonly string[] {
  const holds = lockfiles.flatMap(({ packages }) => packages.map(lineOf)).sort()
  const wanted = row.notes ?? []
  const isSaid = ([subject, reason]: readonly [string, string], at: number) =>
    gaps[at]?.target === LOCK && gaps[at].subject.startsWith(subject) && gaps[at].reason.includes(reason)
  return [
    ...(gaps.length === row.gaps.length && row.gaps.every(isSaid)
      ? []
      : [`gaps: ${gaps.map((gap) => short(`${gap.subject}: ${gap.reason}`)).join(', ')}`]),
    ...(JSON.stringify(holds) === JSON.stringify([...row.holds].sort())
      ? []
      : [`holds ${short(holds.join(', '))}`]),
    ...(notes.length === wanted.length && wanted.every((part, at) => notes[at]?.text.includes(part))
      ? []
      : [`notes: ${short(notes.map(({ text }) => text).join(' '))}`]),
    ...(targets.every(({ complete }) => complete === (gaps.length === 0))
      ? []
      : ['the target is told wrongly']),
    ...(lockfiles.length === 1 ? [] : [`${lockfiles.length} lockfiles`]),
  ]
}

describe.each(GROUPS)('%s', (_group, rows) => {
  test.each(rows)('$name', async (row) => {
    expect(mistakes(row, await look(row))).toEqual([])
  })
})

test('nothing of it changed what every object has', () => {
  expect(Object.keys(Object.getPrototypeOf({}))).toEqual([])
})

describe('the table itself', () => {
  const isFine = (row: PnpmRow) => row.gaps.length === 0

  test('has over 100 rows, and each kind', () => {
    expect(ROWS.length).toBeGreaterThan(100)
    expect(new Set(ROWS.map(({ name }) => name)).size).toBe(ROWS.length)
    expect(ROWS.filter(isFine).length).toBeGreaterThan(30)
  })

  test('a reader that finds everything fine fails every row that is not', async () => {
    for (const row of ROWS.filter((one) => !isFine(one))) {
      const looked = await look(row)
      const fine = {
        ...looked,
        gaps: [],
        targets: looked.targets.map((target) => ({ ...target, complete: true })),
      }
      expect([row.name, mistakes(row, fine)]).not.toEqual([row.name, []])
    }
  })

  test('a reader that finds nothing fails every row in which there is something', async () => {
    for (const row of ROWS.filter(({ holds, gaps }) => holds.length > 0 || gaps.length > 0)) {
      const { lockfiles } = await look(row)
      const blind = {
        gaps: [],
        notes: [],
        targets: [],
        lockfiles: lockfiles.map((one) => ({ ...one, packages: [] })),
      }
      expect([row.name, mistakes(row, blind)]).not.toEqual([row.name, []])
    }
  })

  test('a reader that always complains fails every row', async () => {
    const gap = { target: LOCK, subject: LOCK, reason: 'it is bad' }
    for (const row of ROWS) {
      const complaining = { ...(await look(row)), gaps: [gap] }
      expect([row.name, mistakes(row, complaining)]).not.toEqual([row.name, []])
    }
  })
})

const WHOLE = [
  ['9.0', NINE],
  ['6.0', SIX],
  ['5.4', FIVE],
] as const

test.each(WHOLE)('%s: what stands in an entry is told', async (_version, text) => {
  const lock = text
    .replace(
      '{integrity: sha512-d}',
      '{integrity: sha512-d, tarball: https://registry.example:8443/debug/-/debug-4.3.4.tgz}',
    )
    .replace("    engines: {node: '>=6.0'}\n", '')
    .replace(
      'debug-4.3.4.tgz}',
      "debug-4.3.4.tgz}\n    engines: {node: '>=6.0'}\n    deprecated: use another",
    )
  const { lockfiles } = await inventoryOf({ [LOCK]: lock })
  const [debug, ms] = lockfiles[0]?.packages ?? []
  const key = lock.split('\n').findIndex((line) => /^ {2}\/?debug[@/]4\.3\.4:$/.test(line))
  expect(debug).toMatchObject({
    name: 'debug',
    integrity: 'sha512-d',
    host: 'registry.example:8443',
    engine: '>=6.0',
    deprecated: 'use another',
    direct: true,
    line: key + 1,
  })
  expect(ms?.host).toBeUndefined()
  expect(lockfiles[0]?.paths(ms?.location ?? '', 3)).toEqual([['ms@2.1.2'], ['debug@4.3.4', 'ms@2.1.2']])
})

describe('a lockfile cut short', () => {
  const manifest = '{"dependencies":{"debug":"^4.3.0"},"devDependencies":{"ms":"2.1.2"}}'
  const cuts = WHOLE.flatMap(([version, text]) =>
    Array.from({ length: Math.floor(text.length / 5) }, (_, at) => [version, at * 5, text] as const),
  )
  /** What stands behind is blanks, or says nothing of a package. */
  const isWhole = (text: string, at: number) => text.slice(at).trim() === ''

  test.each(cuts)('%s after %i characters is a gap', async (_version, at, text) => {
    const { gaps } = await inventoryOf({ 'package.json': manifest, [LOCK]: text.slice(0, at) })
    expect(gaps.length > 0).toBe(!isWhole(text, at))
  })
})
