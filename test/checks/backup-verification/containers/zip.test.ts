import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import {
  type RandomAccess,
  readZip,
  type ZipMember,
} from '../../../../src/checks/backup-verification/containers/zip.ts'
import { type Collected, collector, flipped, hasTool, outcomeOf, runTool, sample } from '../codecs/feeding.ts'
import { accessTo, zip } from './zip-bytes.ts'

const BIG = sample(400_000)
const TWO = [
  { name: 'a.txt', content: 'hello hello hello hello' },
  { name: 'd/b.bin', content: BIG },
]
const PLAIN = zip(TWO)
const HELLO = { name: 'a', content: 'hello', isStored: true }

type Row = readonly [name: string, bytes: Buffer, outcome: string, members?: readonly string[]]
const ROWS: readonly Row[] = [
  ['two files', PLAIN, 'ok', ['a.txt', 'd/b.bin']],
  ['stored files', zip([HELLO, { name: 'b', content: BIG, isStored: true }]), 'ok', ['a', 'b']],
  ['a comment', zip(TWO, { comment: 'made on a Monday' }), 'ok', ['a.txt', 'd/b.bin']],
  [
    'a comment that quotes an end record',
    zip(TWO, { comment: 'PK\x05\x06 and more than twenty bytes' }),
    'ok',
    ['a.txt', 'd/b.bin'],
  ],
  ['bytes before the archive', zip(TWO, { before: sample(5000) }), 'ok', ['a.txt', 'd/b.bin']],
  ['large numbers', zip(TWO, { isZip64: true }), 'ok', ['a.txt', 'd/b.bin']],
  [
    'large numbers after other bytes',
    zip(TWO, { isZip64: true, before: sample(777) }),
    'ok',
    ['a.txt', 'd/b.bin'],
  ],
  ['a folder', zip([{ name: 'd/', isStored: true, mode: 0o40755 }, HELLO]), 'ok', ['d/', 'a']],
  ['an empty file', zip([{ name: 'e' }, { name: 'f', isStored: true }]), 'ok', ['e', 'f']],
  ['a link inside', zip([HELLO, { name: 'l', content: 'a', mode: 0o120777 }]), 'ok', ['a', 'l']],
  ['no bytes', Buffer.alloc(0), 'empty 3'],
  ['no members', zip([]), 'empty 3'],
  ['text', Buffer.from('<html>'.repeat(50)), 'wrong-content 3'],
  ['a cut in the end', PLAIN.subarray(0, -5), 'incomplete 3'],
  ['a cut before the end', PLAIN.subarray(0, -22), 'incomplete 3'],
  ['half of it', PLAIN.subarray(0, PLAIN.length / 2), 'incomplete 3'],
  ['two bytes', PLAIN.subarray(0, 2), 'wrong-content 3'],
  ['text after the end', Buffer.concat([PLAIN, Buffer.from('garbage')]), 'corrupt 3', ['a.txt', 'd/b.bin']],
  ['a flipped bit in packed data', flipped(PLAIN, 10_000), 'corrupt 2', ['a.txt', 'd/b.bin']],
  ['a flipped bit in stored data', flipped(zip([HELLO]), 33), 'corrupt 2', ['a']],
  ['another CRC', zip([{ ...HELLO, crc: 1 }]), 'corrupt 2'],
  [
    'another size',
    zip([
      { ...HELLO, size: 4 },
      { name: 'c', content: BIG, size: 5 },
    ]),
    'corrupt 2',
  ],
  ['a larger size', zip([{ name: 'c', content: BIG, size: 500_000 }]), 'corrupt 2'],
  ['another name in its own header', zip([{ ...HELLO, localName: 'b' }]), 'corrupt 2', ['a']],
  ['another CRC in its own header', zip([{ ...HELLO, localCrc: 1 }]), 'corrupt 2', ['a']],
  ['no header where the directory says', zip([HELLO, { name: 'b', offset: 7 }]), 'unsafe 3'],
  ['a count that is not the number', zip(TWO, { count: 3 }), 'corrupt 3'],
  ['a damaged directory', flipped(PLAIN, PLAIN.length - 22 - 50), 'corrupt 3'],
  [
    'a middle part that is missing',
    Buffer.concat([PLAIN.subarray(0, 1000), PLAIN.subarray(2000)]),
    'corrupt 3',
  ],
  ['two members that share bytes', zip([HELLO, { name: 'b', offset: 0 }]), 'unsafe 3'],
  ['ten million members', zip([HELLO], { count: 10_000_000, isZip64: true }), 'unsafe 3', []],
  ['an encrypted member', zip([{ ...HELLO, flags: 1 }]), 'env', ['a']],
  ['an unknown packing', zip([{ ...HELLO, method: 14 }]), 'env', ['a']],
  ['a name that climbs out', zip([{ ...HELLO, name: '../../a' }]), 'unsafe 3', ['../../a']],
  ['an absolute name', zip([{ ...HELLO, name: '/a' }]), 'unsafe 3'],
  ['a name that climbs by backslashes', zip([{ ...HELLO, name: '..\\a' }]), 'unsafe 3'],
  ['a link that leads out', zip([{ name: 'l', content: '/etc/passwd', mode: 0o120777 }]), 'unsafe 3'],
  ['a setuid program', zip([{ ...HELLO, mode: 0o104755 }]), 'unsafe 3'],
]

interface Read {
  readonly outcome: string
  readonly members: readonly ZipMember[]
  readonly contents: readonly Collected[]
}

async function read(bytes: Uint8Array, mode: 'sync' | 'slow' = 'sync'): Promise<Read> {
  const members: ZipMember[] = []
  const contents: Collected[] = []
  const reading = await readZip(accessTo(bytes), (member) => {
    members.push(member)
    const inner = collector(mode)
    return {
      write: inner.write,
      end: async (isWhole) => {
        contents.push(await inner.end(isWhole))
      },
    }
  })
  return { outcome: outcomeOf(reading), members, contents }
}

const outcome = async (bytes: Buffer) => (await read(bytes)).outcome

async function failures(reader: (bytes: Buffer) => Promise<string>): Promise<readonly string[]> {
  const failed: string[] = []
  for (const [name, bytes, expected] of ROWS) if ((await reader(bytes)) !== expected) failed.push(name)
  return failed
}

describe('zip', () => {
  test.each(ROWS.map((row) => [row[0], row] as const))('%s', async (_name, [, bytes, expected, names]) => {
    for (const mode of ['sync', 'slow'] as const) {
      const result = await read(bytes, mode)
      expect(result.outcome).toBe(expected)
      if (names) expect(result.members.map(({ name }) => name)).toEqual(names)
      expect(result.contents.length).toBe(result.members.length)
    }
  })

  test('members are told, and their bytes handed on', async () => {
    const { members, contents } = await read(PLAIN)
    expect(members[0]).toEqual({
      name: 'a.txt',
      type: 'file',
      size: 23,
      modified: Date.UTC(2024, 0, 1),
      mode: 0o644,
      linkName: '',
    })
    expect(contents.map(({ isWhole }) => isWhole)).toEqual([true, true])
    expect(contents[1]?.bytes.equals(BIG)).toBe(true)
  })

  test('the reader of a damaged member is told so', async () => {
    const { contents } = await read(flipped(PLAIN, 10_000))
    expect(contents.map(({ isWhole }) => isWhole)).toEqual([true, false])
  })

  test('ten million members are refused by the count, without a look at them', async () => {
    const bytes = zip([HELLO], { count: 10_000_000, isZip64: true })
    let bytesRead = 0
    const source: RandomAccess = {
      size: bytes.length,
      read: async (offset, length) => {
        bytesRead += length
        return Uint8Array.from(bytes.subarray(offset, offset + length))
      },
    }
    const { faults } = await readZip(source, () => undefined)
    expect(faults[0]?.text).toBe('lists 10000000 members: more than 1000000')
    expect(bytesRead).toBeLessThan(1000)
  })

  test('more members than the limit are refused where the count says nothing', async () => {
    const pieces = Array.from({ length: 5 }, (_, at) => ({ ...HELLO, name: String(at) }))
    const reading = await readZip(accessTo(zip(pieces)), () => undefined, {
      entries: 4,
      depth: 9,
      allowed: [],
    })
    expect(outcomeOf(reading)).toBe('unsafe 3')
  })

  test('a bomb is refused by what the directory says', async () => {
    const bytes = zip([{ name: 'zeros', content: Buffer.alloc(3_000_000) }])
    const limits = { ratio: 200, floor: 1_000_000, bytes: 1e9 }
    expect(outcomeOf(await readZip(accessTo(bytes), () => undefined, undefined, limits))).toBe('unsafe 2')
    expect(await outcome(bytes)).toBe('ok')
  })

  test('a bomb that lies of its size is stopped at it', async () => {
    const { outcome: told, contents } = await read(
      zip([{ name: 'zeros', content: Buffer.alloc(30_000_000), size: 2_000_000 }]),
    )
    expect(told).toBe('corrupt 2')
    expect(contents[0]?.bytes.length).toBeLessThanOrEqual(2_000_000)
  })

  test('names that stand twice are a remark', async () => {
    const { remarks } = await readZip(accessTo(zip([HELLO, HELLO])), () => undefined)
    expect(remarks).toEqual([{ text: 'holds names that stood in it before, 1 times' }])
  })

  test('damaged archives never throw or hang, and hand on no more than they say', async () => {
    const bytes = zip(
      [
        ...TWO.slice(0, 1),
        { name: 'b', content: sample(3000) },
        HELLO,
        { name: 'l', content: 'a', mode: 0o120777 },
      ],
      { isZip64: true },
    )
    const change = fc.record({ at: fc.nat(bytes.length - 1), value: fc.nat(255) })
    const changes = fc.array(change, { maxLength: 6 })
    await fc.assert(
      fc.asyncProperty(changes, fc.integer({ min: 0, max: 60 }), async (list, cut) => {
        const damaged = Buffer.from(bytes)
        for (const { at, value } of list) damaged[at] = value
        const { members, contents } = await read(damaged.subarray(0, damaged.length - cut))
        for (const [at, { size }] of members.entries())
          expect(contents[at]?.bytes.length).toBeLessThanOrEqual(size)
      }),
      { numRuns: 300 },
    )
  })

  test('a reader that always says fine, and one that always complains, fail the table', async () => {
    expect(await failures(outcome)).toEqual([])
    for (const answer of ['ok', 'corrupt 2', 'corrupt 3', 'incomplete 3', 'unsafe 3'])
      expect((await failures(async () => answer)).length).toBeGreaterThan(10)
  })
})

const root = mkdtempSync(join(tmpdir(), 'upkeep-zip-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const isThere = hasTool('zip')
const withZip = isThere ? describe : describe.skip
withZip('zip, against Info-ZIP', () => {
  const folder = join(root, 'tree')
  mkdirSync(join(folder, 'd'), { recursive: true })
  writeFileSync(join(folder, 'd/big'), BIG)
  writeFileSync(join(folder, 'ä.txt'), 'hello')
  symlinkSync('d/big', join(folder, 'l'))
  const made = (name: string, ...args: string[]) => {
    const place = join(root, `${name}.zip`)
    runTool('sh', ['-c', `cd "$0" && zip -q -y -r "$@"`, folder, ...args, place, '.'])
    return readFileSync(place)
  }

  test.each([
    ['deflated', []],
    ['stored', ['-0']],
    ['with large numbers', ['-fz']],
  ])('reads what it makes: %s', async (name, args) => {
    const { outcome: told, members, contents } = await read(made(name, ...args))
    expect(told).toBe('ok')
    expect(members.map((member) => `${member.type} ${member.name} ${member.linkName}`).sort()).toEqual([
      'file d/big ',
      'file ä.txt ',
      'folder d/ ',
      'symlink l d/big',
    ])
    expect(contents.some(({ bytes, isWhole }) => isWhole && bytes.equals(BIG))).toBe(true)
    expect(
      members.every(({ modified }) => modified !== undefined && Math.abs(Date.now() - modified) < 600_000),
    ).toBe(true)
  })

  test('reads what it streams', async () => {
    const bytes = runTool('zip', ['-q', '-', '-'], BIG)
    const { outcome: told, contents } = await read(bytes)
    expect([told, contents[0]?.bytes.equals(BIG)]).toEqual(['ok', true])
  })

  test('a password is a lack', async () => {
    expect(await outcome(made('secret', '-P', 'secret'))).toBe('env')
  })
})
