import {
  chmodSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { createTarReader } from '../../../../src/checks/backup-verification/containers/tar.ts'
import { collector, feed, hasTool, outcomeOf, runTool } from '../codecs/feeding.ts'

const FORMATS = ['gnu', 'ustar', 'pax', 'oldgnu', 'v7'] as const
const root = mkdtempSync(join(tmpdir(), 'upkeep-tar-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

interface Item {
  readonly path: readonly string[]
  readonly kind: 'file' | 'folder' | 'symlink' | 'hardlink'
  readonly content: Uint8Array
  readonly mode: number
  readonly mtime: number
}

const part = fc.oneof(
  fc.stringMatching(/^[a-z0-9äß_ .-]{1,12}$/),
  fc.constant('x'.repeat(90)),
  fc.constant('y'.repeat(120)),
)
const item: fc.Arbitrary<Item> = fc.record({
  path: fc.array(
    part.filter((name) => !/^\.+$/.test(name)),
    { minLength: 1, maxLength: 5 },
  ),
  kind: fc.constantFrom('file', 'file', 'folder', 'symlink', 'hardlink'),
  content: fc.uint8Array({ maxLength: 1500 }),
  mode: fc.constantFrom(0o644, 0o600, 0o755),
  mtime: fc.integer({ min: 1, max: 2_000_000_000 }),
})

/** Makes one item; where another one is in its way it is left out. */
function make(folder: string, { path, kind, content, mode, mtime }: Item, last: string): string | undefined {
  const place = join(folder, ...path)
  try {
    mkdirSync(kind === 'folder' ? place : dirname(place), { recursive: true })
    if (kind === 'symlink') symlinkSync('somewhere/else', place)
    if (kind === 'hardlink') linkSync(last, place)
    if (kind !== 'file') return undefined
    writeFileSync(place, content, { flag: 'wx' })
    chmodSync(place, mode)
    utimesSync(place, mtime, mtime)
    return place
  } catch {
    return undefined
  }
}

const LETTERS: Readonly<Record<string, string>> = { d: 'folder', l: 'symlink', h: 'hardlink', '-': 'file' }

/** GNU tar's own listing: type, size, seconds, name and link. */
function listingOf(bytes: Buffer): readonly string[] {
  const zone = ['--utc', '--full-time', '--quoting-style=literal', '--numeric-owner']
  const text = runTool('tar', ['-tvf', '-', ...zone], bytes).toString()
  return text.split('\n').flatMap((line) => {
    const match = /^(.)\S{9} \S+ +(\d+) (\S+ \S+) +(.*)$/s.exec(line)
    if (!match) return []
    const [, letter = '', size, time, rest = ''] = match
    const seconds = Date.parse(`${time?.replace(' ', 'T').slice(0, 19)}Z`) / 1000
    return [`${LETTERS[letter]} ${size} ${seconds} ${rest}`]
  })
}

async function ourListingOf(bytes: Buffer, piece: number): Promise<readonly string[]> {
  const lines: string[] = []
  const reader = createTarReader(({ name, type, size, modified, linkName }) => {
    const arrow = { symlink: ' -> ', hardlink: ' link to ' }[type as string]
    lines.push(
      `${type} ${size} ${Math.floor((modified ?? 0) / 1000)} ${name}${arrow ? arrow + linkName : ''}`,
    )
    return undefined
  })
  const reading = await feed(reader, bytes, piece)
  expect(outcomeOf(reading)).toBe(lines.length === 0 ? 'empty 3' : 'ok')
  return lines
}

const isThere = hasTool('tar')
const withTar = isThere ? describe : describe.skip
withTar('tar, against GNU tar', () => {
  test.each(FORMATS)('lists the same members of archives in the format %s', async (format) => {
    let run = 0
    const items = fc.array(item, { minLength: 1, maxLength: 12 })
    await fc.assert(
      fc.asyncProperty(items, fc.integer({ min: 1, max: 20_000 }), async (list, piece) => {
        const folder = join(root, `${format}-${run++}`)
        mkdirSync(folder)
        let last = ''
        for (const one of list) last = make(folder, one, last) ?? last
        let bytes: Buffer
        try {
          bytes = runTool('tar', ['-cf', '-', '-C', folder, `--format=${format}`, '.'])
        } catch {
          // Long names do not fit into the old formats: tar says so.
          return
        }
        expect(await ourListingOf(bytes, piece)).toEqual(listingOf(bytes))
        rmSync(folder, { recursive: true })
      }),
      { numRuns: 30 },
    )
  })

  test('reads what GNU tar stores of a file, whatever its length', async () => {
    const folder = join(root, 'contents')
    mkdirSync(folder)
    for (const length of [0, 1, 511, 512, 513, 100_000])
      writeFileSync(join(folder, `f${length}`), Buffer.alloc(length, length % 251))
    const bytes = runTool('tar', ['-cf', '-', '-C', folder, '.'])
    const seen: string[] = []
    const reader = createTarReader((member) => {
      if (member.type !== 'file') return undefined
      const inner = collector()
      return {
        write: inner.write,
        end: async (isWhole) => {
          const content = await inner.end(isWhole)
          const length = Number(member.name.slice(3))
          if (content.bytes.equals(Buffer.alloc(length, length % 251)) && isWhole) seen.push(member.name)
        },
      }
    })
    await feed(reader, bytes, 999)
    expect(seen).toHaveLength(6)
  })

  test('a sparse file of GNU tar is structure without a fault', async () => {
    const folder = join(root, 'sparse')
    mkdirSync(folder)
    const place = join(folder, 'image')
    writeFileSync(place, 'x')
    runTool('truncate', ['-s', '3M', place])
    for (const version of ['0.0', '0.1', '1.0']) {
      const bytes = runTool('tar', [
        '-cSf',
        '-',
        '--format=pax',
        `--sparse-version=${version}`,
        '-C',
        folder,
        'image',
      ])
      const members: string[] = []
      const reading = await feed(
        createTarReader(({ name, type, size }) => void members.push(`${type} ${size} ${name}`)),
        bytes,
      )
      expect([outcomeOf(reading), ...members]).toEqual(['ok', `sparse ${3 * 1024 * 1024} image`])
    }
  })
})
