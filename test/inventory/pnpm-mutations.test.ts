import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { Tree } from '../../src/core/ports.ts'
import type { Package } from '../../src/inventory/package.ts'
import { readPnpmLockfile } from '../../src/inventory/pnpm.ts'
import { FIXTURES } from './support/projects.ts'

const CASES = ['pnpm7-mono', 'pnpm8-mono', 'pnpm10-mono', 'pnpm10-catalog', 'pnpm10-sources'] as const
const RUNS = 40

function treeOf(name: string, lock: string): Tree {
  return {
    list: async () => ({ files: [], unreadable: [] }),
    read: async (path) => {
      if (path === 'pnpm-lock.yaml') return new TextEncoder().encode(lock)
      try {
        return readFileSync(join(FIXTURES, 'lockfiles', name, path))
      } catch {
        return undefined
      }
    },
    listFolder: async () => [],
    listInstalled: async () => [],
  }
}

function told({ name, version, source, scope, alias, direct }: Package): string {
  return [name, version, source, scope, alias, direct].join(' ')
}

async function read(name: string, lock: string) {
  const { packages, gaps, notes } = await readPnpmLockfile(treeOf(name, lock), 'pnpm-lock.yaml')
  return {
    packages: packages.map(told).sort().join('\n'),
    gaps,
    notes: notes.map(({ text }) => text).join('\n'),
  }
}

interface Block {
  readonly start: number
  readonly end: number
}

/** Entries of `packages` and `snapshots`: a key two spaces in, and everything below it. */
function blocksOf(lines: readonly string[]): readonly Block[] {
  const first = lines.indexOf('packages:')
  const starts = lines.flatMap((line, at) => (at > first && /^ {2}\S.*:( \{\})?$/.test(line) ? [at] : []))
  return starts.map((start) => {
    const length = lines.slice(start + 1).findIndex((line) => line !== '' && !line.startsWith('   '))
    return { start, end: length === -1 ? lines.length : start + 1 + length }
  })
}

type Mutation = (lines: readonly string[], block: Block) => readonly string[]

function withKey(
  lines: readonly string[],
  { start }: Block,
  change: (line: string) => string,
): readonly string[] {
  return lines.map((line, at) => (at === start ? change(line) : line))
}

const MUTATIONS: readonly (readonly [string, Mutation])[] = [
  ['is removed', (lines, { start, end }) => lines.filter((_, at) => at < start || at >= end)],
  ['is renamed', (lines, block) => withKey(lines, block, (line) => line.replace(/[a-z]/, 'zz'))],
  [
    'has another version',
    (lines, block) => withKey(lines, block, (line) => line.replace(/(\d)(\D*)$/, '7$17$2')),
  ],
  ['stands twice', (lines, { start, end }) => [...lines.slice(0, end), ...lines.slice(start)]],
  [
    'holds nothing',
    (lines, { start, end }) => {
      const key = lines[start]?.replace(/: \{\}$/, ':') ?? ''
      return [...lines.slice(0, start), `${key} none`, ...lines.slice(end)]
    },
  ],
]

test.each(CASES.flatMap((name) => MUTATIONS.map(([what, mutate]) => [name, what, mutate] as const)))(
  '%s: an entry that %s is a gap or another package',
  async (name, _what, mutate) => {
    const lock = readFileSync(join(FIXTURES, 'lockfiles', name, 'pnpm-lock.yaml'), 'utf8')
    const lines = lock.split('\n')
    const blocks = blocksOf(lines)
    const before = await read(name, lock)
    expect(before.gaps).toEqual([])
    expect(blocks.length).toBeGreaterThan(15)
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...blocks), async (block) => {
        const changed = mutate(lines, block).join('\n')
        fc.pre(changed !== lock)
        const { packages, gaps } = await read(name, changed)
        expect(gaps.length > 0 || packages !== before.packages).toBe(true)
      }),
      { numRuns: RUNS },
    )
  },
)

/** Lines that name a version, in importers and entries; those of catalogs only repeat what importers say. */
function versionsOf(lines: readonly string[]): readonly number[] {
  const first = Math.max(0, lines.indexOf('importers:'))
  const isVersion = (line: string) => /^ {6,8}(version|\S+): \d+\.\d+\.\d+/.test(line)
  return lines.flatMap((line, at) => (at > first && isVersion(line) ? [at] : []))
}

test.each(CASES)('%s: a reference to another version is a gap', async (name) => {
  const lines = readFileSync(join(FIXTURES, 'lockfiles', name, 'pnpm-lock.yaml'), 'utf8').split('\n')
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...versionsOf(lines)), async (at) => {
      const changed = lines.map((line, index) => (index === at ? line.replace(/: (\d)/, ': 77$1') : line))
      const { gaps } = await read(name, changed.join('\n'))
      expect(gaps.length).toBeGreaterThan(0)
    }),
    { numRuns: RUNS },
  )
})

test('no text makes it throw', async () => {
  const lock = readFileSync(join(FIXTURES, 'lockfiles', 'pnpm10-sources', 'pnpm-lock.yaml'), 'utf8')
  const hostile = fc.constantFrom(
    '__proto__',
    "'",
    '"',
    '{',
    '[',
    ': ',
    '\n',
    '(',
    ')',
    '@',
    '&a',
    '*a',
    '\t',
    '\u2028',
    '- ',
    '? ',
  )
  await fc.assert(
    fc.asyncProperty(fc.nat(lock.length), fc.nat(20), hostile, async (at, cut, text) => {
      const { gaps, packages } = await read('pnpm10-sources', lock.slice(0, at) + text + lock.slice(at + cut))
      expect(gaps.length > 0 || packages !== '').toBe(true)
    }),
    { numRuns: RUNS * 4 },
  )
})
