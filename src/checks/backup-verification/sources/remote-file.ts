import { RunError } from '../../../core/errors.ts'
import type { Opened } from './source.ts'

type Take = Parameters<Opened['read']>[0]

/** How the bytes of something far away are had. */
export interface RemoteFile extends Pick<Opened, 'size' | 'modified' | 'etag' | 'checksums'> {
  /** Bytes from an offset, or all; it throws where they cannot be had. */
  readonly fetch: (
    range: { readonly offset: number; readonly length: number } | undefined,
    onChunk: Take,
  ) => Promise<void>
}

const CHANGED = 'changes while it is read'

async function readAll({ size, fetch }: RemoteFile, onChunk: Take): Promise<void> {
  let got = 0
  await fetch(undefined, (chunk) => {
    got += chunk.length
    if (got > size) throw new RunError(CHANGED)
    return onChunk(chunk)
  })
  if (got !== size) throw new RunError(CHANGED)
}

async function readAt({ size, fetch }: RemoteFile, offset: number, length: number): Promise<Buffer> {
  const wanted = Math.min(length, size - offset)
  if (wanted <= 0) return Buffer.alloc(0)
  const chunks: Buffer[] = []
  await fetch({ offset, length: wanted }, (chunk) => void chunks.push(Buffer.from(chunk)))
  const bytes = Buffer.concat(chunks)
  if (bytes.length !== wanted) throw new RunError(CHANGED)
  return bytes
}

/** Something far away as an open file: every byte of the size that it was said to have, or a RunError. */
export function openRemote(file: RemoteFile): Opened {
  const { size, modified, etag, checksums } = file
  const at: Opened['at'] = (offset, length) => readAt(file, offset, length)
  return {
    size,
    modified,
    etag,
    checksums,
    read: (onChunk) => readAll(file, onChunk),
    at,
    access: { size, read: at },
    close: async () => undefined,
  }
}
