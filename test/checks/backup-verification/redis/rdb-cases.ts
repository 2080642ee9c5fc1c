import type { Word } from '../../../../src/checks/backup-verification/intake.ts'
import {
  ABOUT,
  bytes,
  join,
  KEYS,
  LONGEST,
  length,
  type Part,
  type Shape,
  snapshot,
  zeros,
} from './rdb-bytes.ts'

export interface RdbCase {
  readonly name: string
  readonly input: Uint8Array
  /** `lack` is "could not tell"; `good` has nothing wrong. */
  readonly expected: Word | 'good' | 'lack'
  readonly keys?: number
}

const ID = zeros(16)
const GROUP_START = join('group', 1, 1)
const PENDING = join(1, ID, zeros(8), 1)
const STREAM = join(1, ID_STRING(), 'listpack', 1, 5, 0)
const META = join(5, 0, 0, 0, LONGEST)

function ID_STRING(): Buffer {
  return join(16, ID)
}

/** A key of this type alone. */
function one(type: number, value: readonly Part[], shape?: Shape): Uint8Array {
  return snapshot([ABOUT, 254, 0, type, 'key', ...value], shape)
}

const VALKEY: Shape = { magic: 'VALKEY080' }
const NEWER: Shape = { magic: 'REDIS0013' }

const VALUES: readonly (readonly [string, number, readonly Part[], Shape?])[] = [
  ['a string', 0, ['value']],
  ['a string of 14 bits', 0, ['v'.repeat(5000)]],
  ['a string of 32 bits', 0, ['v'.repeat(70_000)]],
  ['a small number', 0, [bytes('c005')]],
  ['a middle number', 0, [bytes('c1e803')]],
  ['a large number', 0, [bytes('c240420f00')]],
  ['a packed string', 0, [bytes('c3054088'), Buffer.from('aaaaa')]],
  ['a list', 1, [2, 'a', 'b']],
  ['an empty list', 1, [0]],
  ['a set', 2, [2, 'a', bytes('c001')]],
  ['a sorted set in digits', 3, [4, 'a', 3, Buffer.from('1.5'), 'b', 253, 'c', 254, 'd', 255]],
  ['a hash', 4, [2, 'f', 'v', 'g', 'w']],
  ['a sorted set', 5, [1, 'a', zeros(8)]],
  ['a value of a module', 7, [LONGEST, 1, 5, 2, LONGEST, 3, zeros(4), 4, zeros(8), 5, 'text', 0]],
  ...[9, 10, 11, 12, 13, 16, 17, 20].map((type): readonly [string, number, readonly Part[]] => [
    `a blob of type ${type}`,
    type,
    ['blob'],
  ]),
  ['a quick list', 14, [2, 'ziplist', 'ziplist']],
  ['a quick list of listpacks', 18, [2, 1, 'plain', 2, 'packed']],
  ['a stream of Redis 5', 15, [STREAM, 1, GROUP_START, PENDING, 1, 'consumer', zeros(8), 1, ID]],
  ['a stream without groups', 15, [STREAM, 0]],
  [
    'a stream of Redis 7.0',
    19,
    [STREAM, META, 1, GROUP_START, LONGEST, PENDING, 1, 'consumer', zeros(8), 1, ID],
  ],
  ['a stream of Redis 7.2', 21, [STREAM, META, 1, GROUP_START, 0, PENDING, 1, 'consumer', zeros(16), 1, ID]],
  [
    'a stream of Redis 8.4',
    26,
    [STREAM, META, 0, 9, 9, 1, 'producer', 2, 'id', 1, 1, 'id', 2, 1, 3, 0],
    NEWER,
  ],
  [
    'a stream of Redis 8.6',
    27,
    [STREAM, META, 1, GROUP_START, 0, PENDING, 0, 1, ID, 9, 9, 0, 3, 0],
    { magic: 'REDIS0014' },
  ],
  ['a hash whose fields expire, of 7.4 before its release', 22, [1, 0, 'f', 'v'], { magic: 'REDIS0012' }],
  ['a packed hash whose fields expire, of then', 23, ['listpack'], { magic: 'REDIS0012' }],
  ['a hash whose fields expire', 24, [zeros(8), 2, 0, 'f', 'v', LONGEST, 'g', 'w'], { magic: 'REDIS0012' }],
  ['a packed hash whose fields expire', 25, [zeros(8), 'listpack'], { magic: 'REDIS0012' }],
  ['a hash of Valkey whose fields expire', 22, [1, 'f', 'v', bytes('ffffffffffffffff')], VALKEY],
]

const CODES: readonly (readonly [string, readonly Part[], Shape?])[] = [
  ['idle time', [248, length(3000)]],
  ['frequency', [249, 7]],
  ['expiry in seconds', [253, zeros(4)]],
  ['expiry in milliseconds', [252, zeros(8)]],
  ['numbers of keys', [251, length(20_000), 0]],
  ['a library of functions', [245, '#!lua name=x']],
  ['what a module adds', [247, LONGEST, 2, 1, 5, 'text', 0]],
  ['a slot', [244, 1, 2, 0]],
  ['what modules know of a key', [243, 1, zeros(4), 2, 5, 0], NEWER],
  ['slots that move in', [243, 'job', 1, 1, 20], VALKEY],
]

const WHOLE = snapshot([ABOUT, KEYS])

function changed(at: number, mask = 1, input: Uint8Array = WHOLE): Uint8Array {
  const copy = Uint8Array.from(input)
  copy[at] = (copy[at] ?? 0) ^ mask
  return copy
}

const GOOD: readonly RdbCase[] = [
  { name: 'keys of two databases', input: WHOLE, expected: 'good', keys: 3 },
  ...VALUES.map(
    ([name, type, value, shape]): RdbCase => ({
      name,
      input: one(type, value, shape),
      expected: 'good',
      keys: 1,
    }),
  ),
  ...CODES.map(([name, code, shape]): RdbCase => {
    return { name, input: snapshot([254, 0, ...code, 0, 'a', 'b'], shape), expected: 'good', keys: 1 }
  }),
  {
    name: 'one without a checksum',
    input: snapshot([KEYS], { checksum: 'none' }),
    expected: 'good',
    keys: 3,
  },
  {
    name: 'one of a format before checksums',
    input: Buffer.concat([Buffer.from('REDIS0003'), KEYS, Buffer.from([255])]),
    expected: 'good',
    keys: 3,
  },
  {
    name: 'one that redis-cli --rdb - wrote from a server without a disk',
    input: snapshot([KEYS], { trailing: Buffer.from('9959986f55aa010c5a8d7313154414e4a5504287') }),
    expected: 'good',
    keys: 3,
  },
]

const APPEND_ONLY = join(250, 'aof-base', bytes('c001'))
const COMMANDS = Buffer.from('*1\r\n$4\r\nPING\r\n')

const UNSURE: readonly RdbCase[] = [
  {
    name: 'a type of later versions',
    input: snapshot([KEYS, 28, 'x', 1], { magic: 'REDIS0015' }),
    expected: 'lack',
  },
  {
    name: 'a type of later versions, without a checksum',
    input: snapshot([KEYS, 28, 'x', 1], { magic: 'REDIS0015', checksum: 'none' }),
    expected: 'lack',
  },
  {
    name: "another server's type, with a right checksum",
    input: snapshot([KEYS, 200, 'x', 1]),
    expected: 'lack',
  },
  {
    name: 'one that Valkey compressed',
    input: Buffer.from('VKCS\x01\x01\x01\x00rest of it'),
    expected: 'lack',
  },
  {
    name: 'one with commands behind it',
    input: snapshot([APPEND_ONLY, KEYS], { trailing: COMMANDS }),
    expected: 'lack',
  },
]

const BAD: readonly RdbCase[] = [
  { name: 'no bytes', input: zeros(0), expected: 'empty' },
  { name: 'no keys', input: snapshot([ABOUT]), expected: 'empty' },
  { name: 'no keys and no checksum', input: snapshot([ABOUT], { checksum: 'none' }), expected: 'empty' },
  { name: 'half a magic', input: Buffer.from('REDI'), expected: 'incomplete' },
  { name: 'a magic and half a format', input: Buffer.from('REDIS00'), expected: 'incomplete' },
  { name: 'a header alone', input: Buffer.from('REDIS0011'), expected: 'incomplete' },
  { name: 'half of it', input: WHOLE.subarray(0, WHOLE.length / 2), expected: 'incomplete' },
  { name: 'all but the last byte', input: WHOLE.subarray(0, -1), expected: 'incomplete' },
  { name: 'all but the checksum', input: WHOLE.subarray(0, -8), expected: 'incomplete' },
  { name: 'all but the end mark and the checksum', input: WHOLE.subarray(0, -9), expected: 'incomplete' },
  { name: 'a changed byte of a value', input: changed(WHOLE.indexOf('one')), expected: 'corrupt' },
  { name: 'a changed byte of the checksum', input: changed(WHOLE.length - 1), expected: 'corrupt' },
  {
    name: 'a changed length, past the end',
    input: changed(WHOLE.indexOf('three') - 1, 0x20),
    expected: 'corrupt',
  },
  { name: 'a changed format', input: changed(8), expected: 'corrupt' },
  { name: 'a changed end mark', input: changed(WHOLE.length - 9), expected: 'corrupt' },
  {
    name: 'a type that is none, and a wrong checksum',
    input: changed(WHOLE.indexOf(KEYS), 0x80),
    expected: 'corrupt',
  },
  {
    name: 'a type that is none, without a checksum',
    input: snapshot([KEYS, 99], { checksum: 'none' }),
    expected: 'corrupt',
  },
  { name: 'a length that is none', input: snapshot([254, 0, 0, 'a', bytes('82')]), expected: 'corrupt' },
  { name: 'a string kind that is none', input: snapshot([254, 0, 0, 'a', bytes('c4')]), expected: 'corrupt' },
  {
    name: 'a kind of a module that is none',
    input: snapshot([254, 0, 7, 'a', 1, 6, 0]),
    expected: 'corrupt',
  },
  { name: 'a list of 2 ** 63', input: snapshot([254, 0, 1, 'a', LONGEST]), expected: 'corrupt' },
  {
    name: 'a checksum of other bytes',
    input: snapshot([KEYS], { checksum: Buffer.alloc(8, 7) }),
    expected: 'corrupt',
  },
  {
    name: 'a line end behind it',
    input: snapshot([KEYS], { trailing: Buffer.from('\n') }),
    expected: 'corrupt',
  },
  { name: 'zeros behind it', input: snapshot([KEYS], { trailing: zeros(512) }), expected: 'corrupt' },
  { name: 'itself behind it', input: Buffer.concat([WHOLE, WHOLE]), expected: 'corrupt' },
  {
    name: 'commands behind one that is no base of them',
    input: snapshot([KEYS], { trailing: COMMANDS }),
    expected: 'corrupt',
  },
  {
    name: 'every line end made two bytes by a terminal',
    input: Buffer.from(
      snapshot([254, 0, 0, 'a', 'x\ny\n']).toString('latin1').replaceAll('\n', '\r\n'),
      'latin1',
    ),
    expected: 'corrupt',
  },
  { name: 'zeros alone', input: zeros(4096), expected: 'wrong-content' },
  ...[
    '-NOAUTH Authentication required.\r\n',
    'NOAUTH Authentication required.\n',
    '-ERR unknown command\r\n',
    '-LOADING Redis is loading the dataset in memory\r\n',
    'Could not connect to Redis at 10.0.0.1:6379: Connection refused\n',
    `sending REPLCONF capa eof\nSYNC sent to master, writing 182 bytes to '-'\n${WHOLE.toString('latin1')}`,
    '$182\r\nREDIS0011',
    '*2\r\n$6\r\nSELECT\r\n$1\r\n0\r\n',
    '<html><body>502 Bad Gateway</body></html>',
    '{"error":"not found"}',
    '\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03',
    '42',
    'REDIS0000',
    'REDISxxxx',
    'random text that is none',
  ].map((text): RdbCase => {
    return {
      name: JSON.stringify(text.slice(0, 24)),
      input: Buffer.from(text, 'latin1'),
      expected: 'wrong-content',
    }
  }),
]

/** Snapshots and what is to be said of them. */
export const CASES: readonly RdbCase[] = [...GOOD, ...UNSURE, ...BAD]
export const WHOLE_SNAPSHOT: Uint8Array = WHOLE
