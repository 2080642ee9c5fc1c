import { describe, expect, test } from '@jest/globals'
import { diskTree } from '../../src/adapters/files.ts'
import { RunError } from '../../src/core/errors.ts'
import type { Gap } from '../../src/core/finding.ts'
import { type Inventory, readInventory } from '../../src/inventory/inventory.ts'
import type { Package } from '../../src/inventory/package.ts'
import { unlockedManifests } from '../../src/inventory/unlocked.ts'
import { DECLARED, FOLDERS, KEYS, LINKS, type Row, SHAPES, SIZES, TEXTS } from './support/bad-input.ts'
import { project, withFiles } from './support/projects.ts'

const GROUPS: readonly (readonly [string, readonly Row[]])[] = [
  ['texts', TEXTS],
  ['keys', KEYS],
  ['shapes', SHAPES],
  ['links', LINKS],
  ['declared', DECLARED],
  ['folders', FOLDERS],
  ['sizes', SIZES],
]
const ROWS = GROUPS.flatMap(([, rows]) => rows)
/** Each takes less than a second; what grows with the square takes far longer than a busy machine does. */
const MAX_MILLISECONDS = 60_000

interface Looked extends Inventory {
  readonly milliseconds: number
}

function look({ files, excluded = [] }: Row): Promise<Looked> {
  return withFiles(files, async (directory) => {
    const tree = diskTree(directory)
    const start = performance.now()
    const inventory = await readInventory(tree, { excluded })
    const unlocked = await unlockedManifests(tree, inventory)
    const milliseconds = performance.now() - start
    return { ...inventory, gaps: [...inventory.gaps, ...unlocked], milliseconds }
  })
}

function short(text: string): string {
  return JSON.stringify(text.length > 200 ? `${text.slice(0, 200)}…` : text)
}

function gapMistakes(row: Row, gaps: readonly Gap[]): readonly string[] {
  const count = `${gaps.length} gaps, not ${row.gaps.length}: ${gaps.map((gap) => short(`${gap.subject}: ${gap.reason}`)).join(', ')}`
  return [
    ...(gaps.length === row.gaps.length ? [] : [count]),
    ...row.gaps.flatMap(([subject, reason], at) => {
      const gap = gaps[at]
      const isSame = gap?.subject.startsWith(subject) && gap.reason.includes(reason)
      return isSame
        ? []
        : [`gap ${at} is ${short(`${gap?.subject}: ${gap?.reason}`)}, not ${short(`${subject}: ${reason}`)}`]
    }),
  ]
}

/** What an inventory says otherwise than its row. */
function mistakes(row: Row, { lockfiles, gaps, notes, targets, milliseconds }: Looked): readonly string[] {
  const holds = lockfiles
    .flatMap((one) => one.packages.map(({ name, version }) => `${name}@${version}`))
    .sort()
  const wanted = [...(row.holds ?? [])].sort()
  const texts = notes.map((note) => note.text)
  const wantedNotes = row.notes ?? []
  const notesFit =
    texts.length === wantedNotes.length && wantedNotes.every((part, at) => texts[at]?.includes(part))
  const incomplete = new Set(targets.filter((target) => !target.complete).map((target) => target.id))
  const untold = gaps.filter(
    (gap) => !incomplete.has(gap.target) && !gap.reason.includes('no lockfile locks'),
  )
  return [
    ...gapMistakes(row, gaps),
    ...(JSON.stringify(holds) === JSON.stringify(wanted) ? [] : [`holds ${short(holds.join(' '))}`]),
    ...(notesFit ? [] : [`notes: ${short(texts.join(' '))}`]),
    ...(lockfiles.length === (row.lockfiles ?? 1) ? [] : [`${lockfiles.length} lockfiles`]),
    ...untold.map((gap) => `a gap, and its target ${gap.target} is complete`),
    ...(milliseconds < MAX_MILLISECONDS ? [] : [`took ${milliseconds} ms`]),
  ]
}

describe.each(GROUPS)('%s', (_group, rows) => {
  test.each(rows)('$name', async (row) => {
    expect(mistakes(row, await look(row))).toEqual([])
  })
})

test('nothing of it changed what every object has', () => {
  expect(Object.keys(Object.getPrototypeOf({}))).toEqual([])
  expect(({} as { version?: string }).version).toBeUndefined()
})

describe('the table itself', () => {
  const ANY: Package = {
    name: 'ms',
    type: 'npm',
    version: '2.1.3',
    location: 'node_modules/ms',
    source: 'registry',
    scope: 'prod',
    direct: true,
    bundled: false,
    license: 'MIT',
  }
  const lockfile = {
    path: 'package-lock.json',
    format: 'package-lock v3',
    manager: 'npm' as const,
    recordsLicenses: true,
    packages: [],
    members: [],
    gaps: [],
    notes: [],
    paths: () => [],
    ways: () => ({ paths: [], isAll: true }),
    dependents: () => [],
  }
  const nothing = {
    lockfiles: [],
    targets: [],
    gaps: [],
    seen: [],
    manifests: [],
    notes: [],
    milliseconds: 0,
  }
  const gap = { target: 'package-lock.json', subject: 'package-lock.json', reason: 'it is bad' }
  const isFine = (row: Row) => row.gaps.length === 0

  test('has over 150 rows, and each kind', () => {
    expect(ROWS.length).toBeGreaterThan(150)
    expect(new Set(ROWS.map((row) => row.name)).size).toBeGreaterThan(ROWS.length - 12)
    expect(ROWS.filter(isFine).length).toBeGreaterThan(30)
  })

  test('a reader that finds everything fine fails every row that is not', () => {
    const fine = { ...nothing, lockfiles: [{ ...lockfile, packages: [ANY] }] }
    expect(ROWS.filter((row) => !isFine(row) && mistakes(row, fine).length === 0)).toEqual([])
  })

  test('a reader that finds nothing fails every row in which there is something', () => {
    const blind = ROWS.filter((row) => mistakes(row, nothing).length === 0).map((row) => row.name)
    expect(blind).toEqual([
      'nothing at all',
      'an empty folder',
      'a lockfile that is a directory, and so is none',
    ])
  })

  test('a reader that always complains fails every row', () => {
    const complaining = { ...nothing, lockfiles: [{ ...lockfile, gaps: [gap] }], gaps: [gap] }
    expect(ROWS.filter((row) => mistakes(row, complaining).length === 0)).toEqual([])
  })

  test('a reader that is slow fails', async () => {
    const [row] = KEYS
    if (row) expect(mistakes(row, { ...(await look(row)), milliseconds: 60_000 })).toEqual(['took 60000 ms'])
  })
})

describe('a lockfile cut short', () => {
  const files = project({ 'node_modules/ms': { version: '2.1.3' } }, { ms: '^2.0.0' })
  const lock = new TextEncoder().encode(String(files['package-lock.json']))

  test.each(Array.from(lock, (_byte, at) => at).filter((at) => at % 5 === 0))(
    'after %i bytes is a gap',
    async (at) => {
      const row = { ...files, 'package-lock.json': lock.subarray(0, at) }
      const { gaps, lockfiles } = await look({ name: '', files: row, gaps: [] })
      expect(gaps.map((gap) => gap.subject)).toEqual(['package-lock.json'])
      expect(lockfiles.flatMap((one) => one.packages)).toEqual([])
    },
  )

  test('of none of its bytes is complete', async () => {
    const { gaps, lockfiles } = await look({ name: '', files, gaps: [] })
    expect(gaps).toEqual([])
    expect(lockfiles[0]?.packages).toHaveLength(1)
  })
})

describe('what cannot be opened', () => {
  const tree = {
    list: async () => ({
      files: ['package-lock.json'],
      unreadable: [{ path: 'shut', reason: 'EACCES: permission denied' }],
    }),
    read: async () => {
      throw new RunError('cannot be read: EIO')
    },
    listFolder: async () => [],
    listInstalled: async () => [],
  }

  test('a folder, and a file', async () => {
    const { gaps, targets, lockfiles } = await readInventory(tree)
    expect(gaps).toEqual([
      { target: 'shut', subject: 'shut', reason: 'the folder cannot be listed: EACCES: permission denied' },
      { target: 'package-lock.json', subject: 'package-lock.json', reason: 'it cannot be read: EIO' },
    ])
    expect(targets).toEqual([
      { id: 'package-lock.json', complete: false },
      { id: 'shut', complete: false },
    ])
    expect(lockfiles[0]?.packages).toEqual([])
    expect(lockfiles[0]?.paths('node_modules/a', 1)).toEqual([])
  })

  test('a folder that is excluded is not missed', async () => {
    const { gaps } = await readInventory(tree, { excluded: ['shut', 'package-lock.json'] })
    expect(gaps).toEqual([])
  })
})
