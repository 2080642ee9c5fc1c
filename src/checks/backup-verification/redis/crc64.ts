/** A checksum that is fed piece by piece. */
export interface Crc64 {
  /** Takes the bytes from `from` up to, not including, `to`. */
  readonly update: (bytes: Uint8Array, from: number, to: number) => void
  /** Of all that was taken so far. */
  readonly value: () => bigint
  /** Whether it is zero, as it is once its own value has been taken, lowest byte first. */
  readonly isZero: () => boolean
}

/** The polynomial 0xad93d23594c935a9, reflected, in two halves. */
const LOW = 0xac4bc9b5
const HIGH = 0x95ac9329

const SLICES = 8
const SLICE = 256

/** What each byte does to the checksum from 0 to 7 bytes further on; low halves and high halves. */
function tablesOf(): readonly [Int32Array, Int32Array] {
  const lows = new Int32Array(SLICES * SLICE)
  const highs = new Int32Array(SLICES * SLICE)
  for (let byte = 0; byte < SLICE; byte += 1) {
    let low = byte
    let high = 0
    for (let bit = 0; bit < 8; bit += 1) {
      const isOdd = (low & 1) === 1
      low = (low >>> 1) | (high << 31)
      high >>>= 1
      if (isOdd) [low, high] = [low ^ LOW, high ^ HIGH]
    }
    lows[byte] = low
    highs[byte] = high
  }
  for (let at = SLICE; at < SLICES * SLICE; at += 1) {
    const low = lows[at - SLICE] ?? 0
    const high = highs[at - SLICE] ?? 0
    lows[at] = ((low >>> 8) | (high << 24)) ^ (lows[low & 255] ?? 0)
    highs[at] = (high >>> 8) ^ (highs[low & 255] ?? 0)
  }
  return [lows, highs]
}

interface State {
  readonly lows: Int32Array
  readonly highs: Int32Array
  low: number
  high: number
}

function take(state: State, byte: number): void {
  const index = (state.low ^ byte) & 255
  state.low = ((state.low >>> 8) | (state.high << 24)) ^ (state.lows[index] as number)
  state.high = (state.high >>> 8) ^ (state.highs[index] as number)
}

/** Eight bytes a step; `to` lies a multiple of eight behind `from`. */
function takeEights(state: State, view: DataView, from: number, to: number): void {
  const { lows, highs } = state
  let l = state.low
  let h = state.high
  for (let at = from; at < to; at += 8) {
    const x = l ^ view.getInt32(at, true)
    const y = h ^ view.getInt32(at + 4, true)
    const a = 1792 + (x & 255)
    const b = 1536 + ((x >>> 8) & 255)
    const c = 1280 + ((x >>> 16) & 255)
    const d = 1024 + (x >>> 24)
    const e = 768 + (y & 255)
    const f = 512 + ((y >>> 8) & 255)
    const g = 256 + ((y >>> 16) & 255)
    const i = y >>> 24
    l =
      (lows[a] as number) ^
      (lows[b] as number) ^
      (lows[c] as number) ^
      (lows[d] as number) ^
      (lows[e] as number) ^
      (lows[f] as number) ^
      (lows[g] as number) ^
      (lows[i] as number)
    h =
      (highs[a] as number) ^
      (highs[b] as number) ^
      (highs[c] as number) ^
      (highs[d] as number) ^
      (highs[e] as number) ^
      (highs[f] as number) ^
      (highs[g] as number) ^
      (highs[i] as number)
  }
  state.low = l
  state.high = h
}

/**
 * CRC-64 as Redis computes it over a snapshot (src/crc64.c: "Jones", reflected, from zero, no final inversion). The check
 * value of `123456789` is e9c6d914c4b8d9ca.
 */
export function createCrc64(): Crc64 {
  const [lows, highs] = tablesOf()
  const state: State = { lows, highs, low: 0, high: 0 }
  return {
    update: (bytes, from, to) => {
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
      const eights = to - ((to - from) % 8)
      takeEights(state, view, from, eights)
      for (let at = eights; at < to; at += 1) take(state, bytes[at] as number)
    },
    value: () => (BigInt(state.high >>> 0) << 32n) | BigInt(state.low >>> 0),
    isZero: () => state.low === 0 && state.high === 0,
  }
}
