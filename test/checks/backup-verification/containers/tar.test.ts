import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { createTarReader, type TarMember } from '../../../../src/checks/backup-verification/containers/tar.ts'
import { type Collected, collector, feed, flipped, outcomeOf, sample } from '../codecs/feeding.ts'
import { archive, data, END, file, header, pax } from './tar-bytes.ts'

const LONG = `${'a'.repeat(60)}/${'b'.repeat(60)}/${'c'.repeat(60)}`
const TWO = Buffer.concat([file('a.txt', 'hello'), file('b.txt', sample(1300))])
const GNU = 'ustar  \0'
const wide = (value: number) => {
  const bytes = Buffer.alloc(12)
  bytes[0] = 0x80
  bytes.writeUInt32BE(value, 8)
  return bytes
}
const link = (name: string, to: string, flag = '2') => header({ name, link: to, flag })
const zeros = (length: number) => Buffer.alloc(length)

type Row = readonly [name: string, bytes: Buffer, outcome: string, members?: readonly string[]]
const ROWS: readonly Row[] = [
  ['two files', archive(TWO), 'ok', ['a.txt', 'b.txt']],
  ['padding to a record', Buffer.concat([TWO, zeros(10_240 - TWO.length)]), 'ok', ['a.txt', 'b.txt']],
  ['a lot of padding', Buffer.concat([archive(TWO), zeros(100_000)]), 'ok', ['a.txt', 'b.txt']],
  ['padding that is no whole block', Buffer.concat([archive(TWO), zeros(100)]), 'ok', ['a.txt', 'b.txt']],
  ['a prefix', archive(file('c.txt', 'x', { prefix: 'a/b' })), 'ok', ['a/b/c.txt']],
  ['an old archive', archive(file('old.txt', 'x', { magic: '' })), 'ok', ['old.txt']],
  ['an old folder', archive(file('old/', '', { magic: '', flag: '\0' })), 'ok', ['old/']],
  ['a name of 100 bytes', archive(file('n'.repeat(100), 'x')), 'ok', ['n'.repeat(100)]],
  ['a signed checksum', archive(file('ä.txt', 'x', { sign: 'signed' })), 'ok', ['ä.txt']],
  [
    'a long name of GNU',
    archive(file('././@LongLink', `${LONG}\0`, { flag: 'L', magic: GNU }), file('x', 'y', { magic: GNU })),
    'ok',
    [LONG],
  ],
  [
    'a long link of GNU',
    archive(file('././@LongLink', `${LONG}\0`, { flag: 'K', magic: GNU }), link('x', 'cut')),
    'ok',
    ['x'],
  ],
  ['a path of pax', archive(pax({ path: LONG, mtime: '1700000000.5' }), file('x', 'y')), 'ok', [LONG]],
  ['a size of pax', archive(pax({ size: '5' }), header({ name: 'x', size: 0 }), data('hello')), 'ok', ['x']],
  ['a global header', archive(pax({ comment: 'a commit' }, 'g'), TWO), 'ok', ['a.txt', 'b.txt']],
  [
    'a global path that is taken back',
    archive(pax({ path: 'z' }, 'g'), pax({ path: '' }), file('x', 'y')),
    'ok',
    ['x'],
  ],
  ['a binary size', archive(file('x', 'hello', { size: wide(5) })), 'ok', ['x']],
  ['a blank time', archive(file('x', 'y', { over: [[136, Buffer.alloc(12, ' ')]] })), 'ok', ['x']],
  [
    'a folder with the sticky bit',
    archive(header({ name: 'tmp/', flag: '5', mode: 0o1777 })),
    'ok',
    ['tmp/'],
  ],
  [
    'a folder that hands its group on',
    archive(header({ name: 'srv/', flag: '5', mode: 0o2775 })),
    'ok',
    ['srv/'],
  ],
  [
    'links inside',
    archive(file('d/a', 'x'), link('d/b', 'a'), link('d/c', '../d/a'), link('e', './d/a', '1')),
    'ok',
    ['d/a', 'd/b', 'd/c', 'e'],
  ],
  [
    'a hard link that counts its data',
    archive(file('a', 'x'), header({ name: 'b', link: 'a', flag: '1', size: 1 })),
    'ok',
    ['a', 'b'],
  ],
  [
    'a backslash as systemd has it',
    archive(file('dev-disk\\x2duuid.swap', 'x')),
    'ok',
    ['dev-disk\\x2duuid.swap'],
  ],
  [
    'dots in names',
    archive(file('..a/b..', 'x'), file('./c', ''), file('...', '')),
    'ok',
    ['..a/b..', './c', '...'],
  ],
  ['a flag that nobody knows', archive(file('x', 'hello', { flag: 'Q' })), 'ok', ['x']],
  [
    'another archive after its end',
    Buffer.concat([archive(file('a', 'x')), archive(file('b', 'y'))]),
    'ok',
    ['a', 'b'],
  ],
  ['no bytes', zeros(0), 'empty 3'],
  ['no members', zeros(10_240), 'empty 3'],
  ['two blocks of nothing', END, 'empty 3'],
  ['a cut between two members', file('a.txt', 'hello'), 'incomplete 3', ['a.txt']],
  ['a cut between the end blocks', Buffer.concat([TWO, zeros(512)]), 'incomplete 3', ['a.txt', 'b.txt']],
  ['no end blocks', TWO, 'incomplete 3', ['a.txt', 'b.txt']],
  ['a cut in a header', TWO.subarray(0, 1024 + 100), 'incomplete 3', ['a.txt']],
  ['a cut in data', TWO.subarray(0, 1024 + 512 + 700), 'incomplete 3', ['a.txt', 'b.txt']],
  ['a cut in the filling', TWO.subarray(0, 600), 'incomplete 3', ['a.txt']],
  ['a cut in a long name', archive(file('x', LONG, { flag: 'L' })).subarray(0, 600), 'incomplete 3'],
  ['a cut in the end blocks', Buffer.concat([TWO, zeros(700)]), 'incomplete 3', ['a.txt', 'b.txt']],
  ['one of several volumes', archive(file('x', 'y', { flag: 'M', magic: GNU })), 'incomplete 3', ['x']],
  [
    'text after the end',
    Buffer.concat([archive(TWO), Buffer.from('garbage')]),
    'corrupt 3',
    ['a.txt', 'b.txt'],
  ],
  [
    'a block of text after the end',
    Buffer.concat([archive(TWO), data('garbage')]),
    'corrupt 3',
    ['a.txt', 'b.txt'],
  ],
  [
    'a member after one empty block',
    Buffer.concat([file('a', 'x'), zeros(512), archive(file('b', 'y'))]),
    'corrupt 3',
    ['a'],
  ],
  ['a flipped bit in a name', flipped(archive(TWO), 3), 'corrupt 3'],
  ['a flipped bit in the second header', flipped(archive(TWO), 1024 + 130), 'corrupt 3', ['a.txt']],
  ['damaged records of pax', archive(file('p', '99 path=x\n', { flag: 'x' }), TWO), 'corrupt 3'],
  ['a negative size', archive(file('x', '', { size: Buffer.alloc(12, 0xff) })), 'corrupt 3'],
  ['a size that is no number', archive(file('x', '', { size: Buffer.from('12345z78\0') })), 'corrupt 3'],
  ['a name of megabytes', archive(file('x', '', { flag: 'L', size: 100_000_000 })), 'unsafe 3'],
  ['text', Buffer.from('<html>'.repeat(200)), 'wrong-content 3'],
  ['a short text', Buffer.from('<html>'), 'incomplete 3'],
  ['a name that climbs out', archive(file('../../etc/passwd', 'x')), 'unsafe 3', ['../../etc/passwd']],
  ['a name that climbs in the middle', archive(file('a/../../b', 'x')), 'unsafe 3', ['a/../../b']],
  ['a name that is ..', archive(header({ name: '..', flag: '5' })), 'unsafe 3', ['..']],
  ['a name that climbs by backslashes', archive(file('..\\..\\b', 'x')), 'unsafe 3', ['..\\..\\b']],
  ['an absolute name', archive(file('/etc/passwd', 'x')), 'unsafe 3', ['/etc/passwd']],
  ['a drive', archive(file('C:\\Windows\\x', 'x')), 'unsafe 3', ['C:\\Windows\\x']],
  ['a NUL in a name', archive(pax({ path: 'a\0b' }), file('x', 'y')), 'unsafe 3', ['a\0b']],
  ['an absolute link', archive(link('x', '/etc/passwd')), 'unsafe 3', ['x']],
  ['a link that climbs out', archive(link('a/x', '../../b')), 'unsafe 3', ['a/x']],
  ['a hard link that climbs out', archive(link('x', '../b', '1')), 'unsafe 3', ['x']],
  [
    'a long link that leads out',
    archive(file('k', '/etc/shadow\0', { flag: 'K' }), link('x', 'fine')),
    'unsafe 3',
    ['x'],
  ],
  ['a name behind a link', archive(link('d', 'e'), file('d/x', 'y')), 'unsafe 3', ['d', 'd/x']],
  ['a device', archive(header({ name: 'sda', flag: '4' })), 'unsafe 3', ['sda']],
  ['a pipe', archive(header({ name: 'pipe', flag: '6' })), 'unsafe 3', ['pipe']],
  ['a setuid program', archive(file('su', 'x', { mode: 0o4755 })), 'unsafe 3', ['su']],
  ['a path of 600 folders', archive(pax({ path: 'a/'.repeat(600) }), file('x', 'y')), 'unsafe 3'],
]

interface Read {
  readonly outcome: string
  readonly members: readonly TarMember[]
  readonly contents: readonly Collected[]
}

async function read(bytes: Buffer, piece: number, mode: 'sync' | 'slow' = 'sync'): Promise<Read> {
  const members: TarMember[] = []
  const contents: Collected[] = []
  const reader = createTarReader((member) => {
    members.push(member)
    const inner = collector(mode)
    return {
      write: inner.write,
      end: async (isWhole) => {
        contents.push(await inner.end(isWhole))
      },
    }
  })
  return { outcome: outcomeOf(await feed(reader, bytes, piece)), members, contents }
}

const outcome = async (bytes: Buffer) => (await read(bytes, 65536)).outcome

async function failures(reader: (bytes: Buffer) => Promise<string>): Promise<readonly string[]> {
  const failed: string[] = []
  for (const [name, bytes, expected] of ROWS) if ((await reader(bytes)) !== expected) failed.push(name)
  return failed
}

describe('tar', () => {
  test.each(ROWS.map((row) => [row[0], row] as const))('%s', async (_name, [, bytes, expected, names]) => {
    for (const piece of [65536, 512, 100, 1]) {
      if (piece === 1 && bytes.length > 20_000) continue
      for (const mode of ['sync', 'slow'] as const) {
        const result = await read(bytes, piece, mode)
        expect(result.outcome).toBe(expected)
        if (names) expect(result.members.map(({ name }) => name)).toEqual(names)
        expect(result.contents.length).toBe(result.members.length)
      }
    }
  })

  test('members are told with what their headers say', async () => {
    const bytes = archive(
      file('a', 'hello', { mode: 0o600, mtime: 5 }),
      header({ name: 'd/', flag: '5', mode: 0o755 }),
      link('l', 'a'),
      pax({ mtime: '7.25', size: '2' }),
      header({ name: 'p', size: 0 }),
      data('hi'),
    )
    const { members, contents } = await read(bytes, 77)
    expect(members).toEqual([
      { name: 'a', type: 'file', size: 5, modified: 5000, mode: 0o600, linkName: '' },
      { name: 'd/', type: 'folder', size: 0, modified: 1.7e12, mode: 0o755, linkName: '' },
      { name: 'l', type: 'symlink', size: 0, modified: 1.7e12, mode: 0o644, linkName: 'a' },
      { name: 'p', type: 'file', size: 2, modified: 7250, mode: 0o644, linkName: '' },
    ])
    expect(contents.map((content) => content.bytes.toString())).toEqual(['hello', '', '', 'hi'])
    expect(contents.every(({ isWhole }) => isWhole)).toBe(true)
  })

  test('the reader of a member that is cut is told so', async () => {
    const { contents } = await read(TWO.subarray(0, 1024 + 512 + 700), 100)
    expect(contents.map(({ isWhole }) => isWhole)).toEqual([true, false])
    expect(contents[1]?.bytes.equals(sample(1300).subarray(0, 700))).toBe(true)
  })

  test('what was cut above is not told again, what is unsafe is', async () => {
    const cut = await feed(
      createTarReader(() => undefined),
      TWO.subarray(0, 600),
      100,
      false,
    )
    expect(cut.faults).toEqual([])
    const nothing = await feed(
      createTarReader(() => undefined),
      Buffer.alloc(0),
      100,
      false,
    )
    expect(nothing.faults).toEqual([])
    const unsafe = await feed(
      createTarReader(() => undefined),
      file('/a', 'x'),
      100,
      false,
    )
    expect(outcomeOf(unsafe)).toBe('unsafe 3')
  })

  test('what is not safe is one fault with the first names, cut', async () => {
    const names = ['../a', `/${'b'.repeat(99)}`, '/c', '/d', '/e']
    const { faults } = await feed(
      createTarReader(() => undefined),
      archive(...names.map((name) => file(name))),
    )
    expect(faults).toHaveLength(1)
    expect(faults[0]?.text).toContain(
      'has 5 members that should not be unpacked: "../a" (name that leads out), ',
    )
    expect(faults[0]?.text).toMatch(/"\/c" \(absolute name\) and 2 more$/)
    const long = await feed(
      createTarReader(() => undefined),
      archive(pax({ path: `/${'x'.repeat(5000)}` }), file('a')),
    )
    expect(long.faults[0]?.text.length).toBeLessThan(200)
  })

  test('what is allowed is no fault', async () => {
    const bytes = archive(link('x', '/etc/passwd'), file('/a', ''))
    const limits = { entries: 10, depth: 10, allowed: ['link that leads out', 'absolute name'] } as const
    expect(
      outcomeOf(
        await feed(
          createTarReader(() => undefined, limits),
          bytes,
        ),
      ),
    ).toBe('ok')
  })

  test('names that stand twice are a remark, in whatever way they are written', async () => {
    const bytes = archive(
      file('a/b', '1'),
      file('./a//b', '2'),
      file('c', ''),
      header({ name: 'd/', flag: '5' }),
      header({ name: 'd/', flag: '5' }),
    )
    const { remarks, faults } = await feed(
      createTarReader(() => undefined),
      bytes,
    )
    expect(faults).toEqual([])
    expect(remarks).toEqual([{ text: 'holds names that stood in it before, 1 times: the last one counts' }])
  })

  test('a sparse member is walked over; a lack where it was to be read', async () => {
    const entry = header({
      name: 's',
      size: 512,
      flag: 'S',
      magic: GNU,
      over: [
        [482, Buffer.from([1])],
        [483, Buffer.from('00000100000\0')],
      ],
    })
    const more = Buffer.alloc(512)
    more[504] = 1
    const old = archive(entry, more, Buffer.alloc(512), data('x'.repeat(512)), file('after', 'y'))
    const modern = archive(
      pax({ 'GNU.sparse.major': '1', 'GNU.sparse.name': 'real', 'GNU.sparse.realsize': '9999' }),
      file('fake', 'map'),
      file('after', 'y'),
    )
    for (const [bytes, name, size] of [
      [old, 's', 0o100000],
      [modern, 'real', 9999],
    ] as const) {
      const { members, outcome: told } = await read(bytes, 99)
      expect(members.map((member) => [member.name, member.type])).toEqual([
        [name, 'sparse'],
        ['after', 'file'],
      ])
      expect(members[0]?.size).toBe(size)
      expect(told).toBe('env')
      expect(
        outcomeOf(
          await feed(
            createTarReader(() => undefined),
            bytes,
          ),
        ),
      ).toBe('ok')
    }
  })

  test('more members than the limit are refused', async () => {
    const bytes = archive(file('a'), file('b'), file('c'))
    const reading = await feed(
      createTarReader(() => undefined, { entries: 2, depth: 9, allowed: [] }),
      bytes,
    )
    expect(outcomeOf(reading)).toBe('unsafe 3')
    expect(reading.members).toBe(2)
  })

  test('counts and sums up', async () => {
    const reading = await feed(
      createTarReader(() => undefined),
      archive(TWO, header({ name: 'd/', flag: '5' })),
    )
    expect(reading).toMatchObject({ members: 3, files: 2, bytes: 1305, newest: 1.7e12 })
  })

  test('damaged archives never throw or hang', async () => {
    const bytes = archive(
      pax({ path: LONG, size: '5' }),
      file('x', 'hello'),
      file('L', `${LONG}\0`, { flag: 'L' }),
      file('y', sample(2000)),
      link('z', 'y'),
    )
    const change = fc.record({ at: fc.nat(bytes.length - 1), value: fc.nat(255) })
    await fc.assert(
      fc.asyncProperty(
        fc.array(change, { maxLength: 8 }),
        fc.nat(bytes.length),
        fc.integer({ min: 1, max: 3000 }),
        async (changes, cut, piece) => {
          const damaged = Buffer.from(bytes)
          for (const { at, value } of changes) damaged[at] = value
          await read(damaged.subarray(0, cut), piece)
        },
      ),
      { numRuns: 300 },
    )
  })

  test('every length of an archive that is cut is incomplete', async () => {
    const whole = archive(TWO)
    for (let length = 1; length < whole.length; length += 13) {
      expect([length, await outcome(whole.subarray(0, length))]).toEqual([length, 'incomplete 3'])
    }
  })

  test('a bug of a member reader is thrown to the writer', async () => {
    const reader = createTarReader(() => ({
      write: () => Promise.reject(new Error('bug')),
      end: () => undefined,
    }))
    await expect(feed(reader, archive(TWO))).rejects.toThrow('bug')
  })

  test('a reader that always says fine, and one that always complains, fail the table', async () => {
    expect(await failures(outcome)).toEqual([])
    for (const answer of ['ok', 'corrupt 3', 'incomplete 3', 'unsafe 3'])
      expect((await failures(async () => answer)).length).toBeGreaterThan(10)
  })
})
