import { OP, type RdbLayout } from './layout.ts'
import { createRdbLengths, MORE, type RdbLengths, WRONG } from './lengths.ts'
import { createRdbTally, type RdbTally } from './tally.ts'

/** How far a walk came: `unknown` at a type or an operation code that the layout does not have. */
export type RdbPhase = 'walking' | 'ended' | 'unknown' | 'wrong'

export interface RdbWalker {
  /** Walks over the next bytes; returns where it stopped in them: behind the end mark, else anywhere. */
  readonly walk: (bytes: Uint8Array) => number
  readonly phase: () => RdbPhase
  /** Whether nothing is begun: the next byte would be an operation code or a type. */
  readonly isBetween: () => boolean
  /** What was unknown. */
  readonly code: () => number
  readonly tally: RdbTally
}

const END_CODE = 255
const MAX_DEPTH = 8
/** A string that is wanted is kept up to this length; the server's own are far shorter. */
const MAX_WANTED = 256
/** More than the longest token: two lengths, a kind and a wanted string. */
const JOINT = 512
const MAX_COUNT = 2 ** 48
const NOTHING = new Uint8Array(0)

/** Kinds of a module's values; those between are lengths. */
const MODULE = { end: 0, float: 3, double: 4, string: 5 } as const
/** A number has no more digits; what is above stands for one that has none. */
const MAX_DIGITS = 252

/** Where a walk is. */
interface Walk {
  readonly layout: RdbLayout
  readonly lengths: RdbLengths
  readonly tally: RdbTally
  /** How often each loop that is entered still runs, and where its inside begins. */
  readonly counts: Float64Array
  readonly insides: Int32Array
  depth: number
  /** What of the program is next. */
  pc: number
  /** Bytes to pass over before it. */
  skip: number
  /** The beginning of a token that is not whole yet. */
  held: Uint8Array
  phase: RdbPhase
  code: number
}

/** Goes on to what next takes bytes. */
function settle(walk: Walk): void {
  const { layout, counts, insides } = walk
  for (;;) {
    const op = layout.program[walk.pc]
    const loop = walk.depth - 1
    if (op === OP.end) walk.pc = 0
    else if (op !== OP.next) return
    else if ((counts[loop] as number) > 1) {
      counts[loop] = (counts[loop] as number) - 1
      walk.pc = insides[loop] as number
    } else {
      walk.depth = loop
      walk.pc += 1
    }
  }
}

function past(walk: Walk, next: number, width = 1): number {
  if (next < 0) return next
  walk.pc += width
  settle(walk)
  return next
}

function begin(walk: Walk, bytes: Uint8Array, at: number): number {
  const code = bytes[at] as number
  walk.code = code
  if (code === END_CODE) {
    walk.phase = 'ended'
    return at + 1
  }
  const start = walk.layout.starts[code] as number
  if (start === 0) {
    walk.phase = 'unknown'
    return WRONG
  }
  walk.tally.see(code)
  walk.pc = start
  return at + 1
}

function enterLoop(walk: Walk, bytes: Uint8Array, at: number): number {
  const next = walk.lengths.afterLength(bytes, at)
  if (next < 0) return next
  const count = walk.lengths.last()
  if (count > MAX_COUNT) return WRONG
  if (count === 0) {
    walk.pc = walk.layout.program[walk.pc + 1] as number
    settle(walk)
    return next
  }
  walk.pc += 2
  walk.counts[walk.depth] = count
  walk.insides[walk.depth] = walk.pc
  walk.depth += 1
  return next
}

function moduleValue(walk: Walk, bytes: Uint8Array, at: number): number {
  const { afterLength, afterString, last } = walk.lengths
  const next = afterLength(bytes, at)
  if (next < 0) return next
  const kind = last()
  if (kind === MODULE.end) return past(walk, next)
  if (kind === MODULE.float) return next + 4
  if (kind === MODULE.double) return next + 8
  if (kind > MODULE.string) return WRONG
  if (next >= bytes.length) return MORE
  return kind === MODULE.string ? afterString(bytes, next) : afterLength(bytes, next)
}

function wanted(walk: Walk, bytes: Uint8Array, at: number): number {
  const next = walk.lengths.afterString(bytes, at)
  if (next < 0) return next
  const isShort = next - at <= MAX_WANTED
  if (isShort && next > bytes.length) return MORE
  const text = isShort ? bytes.subarray(at, next) : NOTHING
  if (walk.layout.program[walk.pc] === OP.name) walk.tally.name(text)
  else walk.tally.value(text)
  return past(walk, next)
}

function decimal(walk: Walk, bytes: Uint8Array, at: number): number {
  const size = bytes[at] as number
  return past(walk, at + 1 + (size > MAX_DIGITS ? 0 : size))
}

function database(walk: Walk, bytes: Uint8Array, at: number): number {
  const next = walk.lengths.afterLength(bytes, at)
  if (next >= 0) walk.tally.select(walk.lengths.last())
  return past(walk, next)
}

/** Takes one token; returns where it is over, which may be behind the bytes, or MORE or WRONG. */
function step(walk: Walk, bytes: Uint8Array, at: number): number {
  const { program } = walk.layout
  switch (program[walk.pc]) {
    case OP.top:
      return begin(walk, bytes, at)
    case OP.string:
      return past(walk, walk.lengths.afterString(bytes, at))
    case OP.length:
      return past(walk, walk.lengths.afterLength(bytes, at))
    case OP.raw:
      return past(walk, at + (program[walk.pc + 1] as number), 2)
    case OP.decimal:
      return decimal(walk, bytes, at)
    case OP.loop:
      return enterLoop(walk, bytes, at)
    case OP.module:
      return moduleValue(walk, bytes, at)
    case OP.database:
      return database(walk, bytes, at)
    default:
      return wanted(walk, bytes, at)
  }
}

/** Takes tokens that begin before `limit`; returns where the last one is over. Keeps the token that is not whole. */
function run(walk: Walk, bytes: Uint8Array, from: number, limit: number): number {
  let at = from
  while (at < limit && walk.phase === 'walking') {
    const next = step(walk, bytes, at)
    if (next === MORE) {
      walk.held = bytes.slice(at)
      return bytes.length
    }
    if (next === WRONG) {
      if (walk.phase === 'walking') walk.phase = 'wrong'
      return at
    }
    at = next
  }
  return at
}

/** A token that began in earlier bytes. */
function join(walk: Walk, bytes: Uint8Array): number {
  const before = walk.held.length
  const both = Buffer.concat([walk.held, bytes.subarray(0, JOINT)])
  walk.held = NOTHING
  return run(walk, both, 0, before) - before
}

function advance(walk: Walk, bytes: Uint8Array): number {
  if (walk.skip >= bytes.length) {
    walk.skip -= bytes.length
    return bytes.length
  }
  const from = walk.held.length > 0 ? join(walk, bytes) : walk.skip
  walk.skip = 0
  const at = run(walk, bytes, from, bytes.length)
  if (walk.held.length === 0 && walk.phase === 'walking') walk.skip = at - bytes.length
  return at
}

/**
 * Walks over the body of a snapshot, from behind its magic, by the lengths in it: nothing is unpacked and nothing kept
 * but the counts. Linear, and constant memory, whatever the bytes are.
 */
export function createRdbWalker(layout: RdbLayout): RdbWalker {
  const walk: Walk = {
    layout,
    lengths: createRdbLengths(),
    tally: createRdbTally(),
    counts: new Float64Array(MAX_DEPTH),
    insides: new Int32Array(MAX_DEPTH),
    depth: 0,
    pc: 0,
    skip: 0,
    held: NOTHING,
    phase: 'walking',
    code: 0,
  }
  return {
    walk: (bytes) => advance(walk, bytes),
    phase: () => walk.phase,
    isBetween: () => walk.pc === 0 && walk.skip === 0 && walk.held.length === 0,
    code: () => walk.code,
    tally: walk.tally,
  }
}
