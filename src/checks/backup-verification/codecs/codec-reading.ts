import type { Fault, Reading } from '../intake.ts'

/** What unpacking some bytes said of them, and what the reader of what came out said. */
export interface CodecReading<T> extends Reading {
  readonly bytesIn: number
  /** Bytes that were handed on: what came out before a fault, where there is one. */
  readonly bytesOut: number
  /** What the reader of the unpacked bytes made of them. */
  readonly inner: T
}

/** A fault of packed bytes: known without a look at what is in them. */
export function codecFault(word: Fault['word'], text: string): Fault {
  return { word, level: 2, text }
}
