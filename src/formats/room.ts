/** Bytes that may still be written, and whether something was left out for which there was not even room to say so. */
export interface Room {
  left: number
  isCut: boolean
}

/** Bytes of these lines, with their line ends. */
export function sizeOf(lines: readonly string[]): number {
  return lines.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0)
}

/** These lines and their bytes taken, where there is room for all of them; else none, and the room is cut. */
export function whole(lines: readonly string[], room: Room): readonly string[] {
  const size = sizeOf(lines)
  if (size > room.left) {
    room.isCut = true
    return []
  }
  room.left -= size
  return lines
}

/**
 * A line for each item, as long as there is room for it, and their bytes taken. Lines are made one by one, so that what
 * does not fit costs nothing.
 */
export function fitting<T>(
  items: readonly T[],
  lineOf: (item: T, index: number) => string,
  room: Room,
): readonly string[] {
  const lines: string[] = []
  for (const [i, item] of items.entries()) {
    const line = lineOf(item, i)
    const size = sizeOf([line])
    if (size > room.left) break
    room.left -= size
    lines.push(line)
  }
  return lines
}
