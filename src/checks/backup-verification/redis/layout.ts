/** Which server's numbers a snapshot uses: from 22 on the two have given the same ones to different things. */
export type RdbDialect = 'redis' | 'valkey'

/** What is to be read next; a program ends with `end`, after which comes the next operation code or type. */
export const OP = {
  /** An operation code or a value's type. */
  top: 0,
  end: 1,
  string: 2,
  length: 3,
  /** As many bytes as the next number says. */
  raw: 4,
  /** A number in decimal digits after one byte of length, of which 253 to 255 stand for themselves. */
  decimal: 5,
  /** A length, and as often what follows up to its `next`; the next number is where that is over. */
  loop: 6,
  next: 7,
  /** A module's own values, each after its kind, up to a zero. */
  module: 8,
  /** A short string that is wanted. */
  name: 9,
  /** The value that belongs to the name. */
  value: 10,
  database: 11,
} as const

/** Pieces of a layout, in order; a list in it comes as often as the length before it says. */
type Piece = 'string' | 'length' | 'decimal' | 'module' | 'name' | 'value' | 'database' | number | Pieces
interface Pieces extends ReadonlyArray<Piece> {}

/** The programs of all values and operation codes. */
export interface RdbLayout {
  readonly program: Int32Array
  /** Where the program of an operation code or type begins; 0 where it is not known. */
  readonly starts: Int32Array
  /** The last version whose every type is known. */
  readonly lastKnown: number
}

const IDENTIFIER = 16
const MOMENT = 8

/** A stream's value in its five versions (Redis 5.0, 7.0, 7.2, 8.6, 8.8). */
function streamOf(version: number): Pieces {
  const since = (first: number, ...pieces: Pieces) => (version >= first ? pieces : [])
  const pending: Pieces = [IDENTIFIER, MOMENT, 'length']
  const consumer: Pieces = ['string', MOMENT, ...since(3, MOMENT), [IDENTIFIER]]
  const group: Pieces = [
    ...(['string', 'length', 'length'] as const),
    ...since(2, 'length'),
    pending,
    consumer,
    ...since(5, [IDENTIFIER]),
  ]
  const producers: Pieces = ['string', ['string', 'length', 'length']]
  return [
    ['string', 'string'],
    ...(['length', 'length', 'length'] as const),
    ...since(2, 'length', 'length', 'length', 'length', 'length'),
    group,
    ...since(4, 'length', 'length', producers, 'length', 'length'),
  ]
}

const VALUES: ReadonlyMap<number, Pieces> = new Map<number, Pieces>([
  [0, ['string']],
  [1, [['string']]],
  [2, [['string']]],
  [3, [['string', 'decimal']]],
  [4, [['string', 'string']]],
  [5, [['string', 8]]],
  [7, ['length', 'module']],
  ...[9, 10, 11, 12, 13, 16, 17, 20].map((type): [number, Pieces] => [type, ['string']]),
  [14, [['string']]],
  [18, [['length', 'string']]],
  [15, streamOf(1)],
  [19, streamOf(2)],
  [21, streamOf(3)],
])

const REDIS_VALUES: ReadonlyMap<number, Pieces> = new Map<number, Pieces>([
  [22, [['length', 'string', 'string']]],
  [23, ['string']],
  [24, [MOMENT, ['length', 'string', 'string']]],
  [25, [MOMENT, 'string']],
  [26, streamOf(4)],
  [27, streamOf(5)],
])

const VALKEY_VALUES: ReadonlyMap<number, Pieces> = new Map<number, Pieces>([[22, [['string', 'string', 8]]]])

const CODES: ReadonlyMap<number, Pieces> = new Map<number, Pieces>([
  [244, ['length', 'length', 'length']],
  [245, ['string']],
  [247, ['length', 'length', 'length', 'module']],
  [248, ['length']],
  [249, [1]],
  [250, ['name', 'value']],
  [251, ['length', 'length']],
  [252, [MOMENT]],
  [253, [4]],
  [254, ['database']],
])

/** Before a key what modules know of it (Redis 8.4), or slots that were just moving in (Valkey 9.0). */
const CODE_243: Readonly<Record<RdbDialect, Pieces>> = {
  redis: [[4, 'module']],
  valkey: ['string', ['length', 'length']],
}

function append(program: number[], pieces: Pieces): void {
  for (const piece of pieces) {
    if (typeof piece === 'string') program.push(OP[piece])
    else if (typeof piece === 'number') program.push(OP.raw, piece)
    else {
      program.push(OP.loop, 0)
      const inside = program.length
      append(program, piece)
      program.push(OP.next)
      program[inside - 1] = program.length
    }
  }
}

/**
 * How the values and operation codes of a snapshot lie: rdb.h and rdb.c of Redis (versions 1 to 14) and of Valkey (80).
 * What neither lists here is unknown: a module's value of before 4.0, types of later versions, other servers' own.
 */
export function layoutOf(dialect: RdbDialect): RdbLayout {
  const program: number[] = [OP.top]
  const starts = new Int32Array(256)
  function add(code: number, pieces: Pieces): void {
    starts[code] = program.length
    append(program, pieces)
    program.push(OP.end)
  }
  const values = [...VALUES, ...(dialect === 'redis' ? REDIS_VALUES : VALKEY_VALUES)]
  for (const [type, pieces] of values) add(type, ['string', ...pieces])
  for (const [code, pieces] of CODES) add(code, pieces)
  add(243, CODE_243[dialect])
  return { program: Int32Array.from(program), starts, lastKnown: dialect === 'redis' ? 14 : 80 }
}
