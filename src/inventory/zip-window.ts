import type { FileHandle } from 'node:fs/promises'

const WINDOW = 4 * 1024 * 1024

/** Reads bytes of an open file by offset; undefined where the file does not reach that far. */
export type ReadAt = (offset: number, length: number) => Promise<Uint8Array | undefined>

async function fill(file: FileHandle, offset: number, length: number): Promise<Uint8Array> {
  const buffer = Buffer.allocUnsafe(length)
  let size = 0
  while (size < length) {
    const { bytesRead } = await file.read(buffer, size, length - size, offset + size)
    if (bytesRead === 0) break
    size += bytesRead
  }
  return buffer.subarray(0, size)
}

/** Keeps one window of 4 MB, so that reading from front to back takes few system calls and little memory. */
export function windowOf(file: FileHandle, fileSize: number): ReadAt {
  let start = 0
  let bytes: Uint8Array = new Uint8Array()
  return async (offset, length) => {
    if (!(offset >= 0 && length >= 0 && offset + length <= fileSize)) return undefined
    const isInside = offset >= start && offset + length <= start + bytes.length
    if (!isInside) {
      bytes = await fill(file, offset, Math.min(Math.max(length, WINDOW), fileSize - offset))
      start = offset
    }
    const part = bytes.subarray(offset - start, offset - start + length)
    return part.length === length ? part : undefined
  }
}
