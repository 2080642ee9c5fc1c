/** How much may come out of packed bytes before they count as a bomb. */
export interface UnpackLimits {
  /** Bytes out for each byte in; it counts above `floor` alone, because sparse images and empty tables pack a thousandfold. */
  readonly ratio: number
  /** Bytes out below which no ratio is looked at. */
  readonly floor: number
  /** Bytes out, whatever went in. */
  readonly bytes: number
}

const GIB = 1024 ** 3

/** Of no honest backup known: SQL packs thirtyfold; what packs thousandfold (zeros) is small unless it is a bomb. */
export const UNPACK_LIMITS: UnpackLimits = { ratio: 200, floor: GIB, bytes: 50 * GIB }

/** Why so many bytes out of so many in are too many; undefined where they are not. */
export function excessOf(limits: UnpackLimits, bytesIn: number, bytesOut: number): string | undefined {
  if (bytesOut > limits.bytes) return `unpacks to more than ${limits.bytes} bytes`
  if (bytesOut <= limits.floor || bytesOut <= bytesIn * limits.ratio) return undefined
  return `unpacks to more than ${limits.ratio} times its size: ${bytesOut} bytes out of ${bytesIn}`
}
