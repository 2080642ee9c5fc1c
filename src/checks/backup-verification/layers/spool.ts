import { type FileHandle, open } from 'node:fs/promises'
import { join } from 'node:path'
import type { MakeFolder, TemporaryFolder } from '../../../core/engine-ports.ts'
import type { Intake } from '../intake.ts'
import type { Spool, Spooled } from './context.ts'

interface Opened {
  readonly folder: TemporaryFolder
  readonly file: FileHandle
  readonly path: string
}

async function begin(makeFolder: MakeFolder): Promise<Opened> {
  const folder = await makeFolder()
  const path = join(folder.path, 'backup')
  try {
    return { folder, path, file: await open(path, 'wx+', 0o600) }
  } catch (thrown) {
    await folder.remove()
    throw thrown
  }
}

async function discard({ folder, file }: Opened): Promise<void> {
  await file.close().catch(() => undefined)
  await folder.remove()
}

function accessOf({ file, path, folder }: Opened, size: number): Spooled {
  return {
    path,
    access: {
      size,
      read: async (offset, length) => {
        const bytes = Buffer.alloc(Math.max(0, Math.min(length, size - offset)))
        const { bytesRead } = await file.read(bytes, 0, bytes.length, offset)
        return bytes.subarray(0, bytesRead)
      },
    },
    close: () => discard({ file, path, folder }),
  }
}

function problemOf(thrown: unknown): string {
  const { code } = thrown as NodeJS.ErrnoException
  if (code === 'ENOSPC' || code === 'EDQUOT') return 'there is no room for it in the temporary folder'
  return `it could not be written to a temporary folder${code === undefined ? '' : ` (${code})`}`
}

/**
 * Keeps what must be read at any place in a file of our own, of at most so many bytes. Nothing is made before the first
 * byte; what a fault leaves behind is removed at once.
 */
export function spoolTo(makeFolder: MakeFolder, limit: number): Spool {
  return () => {
    let opened: Opened | undefined
    let size = 0
    let problem: string | undefined

    async function fail(text: string): Promise<void> {
      problem = text
      if (opened) await discard(opened)
      opened = undefined
    }

    const intake: Intake<Spooled | { readonly problem: string }> = {
      write: async (chunk) => {
        if (problem !== undefined) return
        size += chunk.length
        if (size > limit) return fail(`it is larger than ${limit} bytes, the most that is kept in a file`)
        try {
          opened ??= await begin(makeFolder)
          await opened.file.write(chunk)
        } catch (thrown) {
          await fail(problemOf(thrown))
        }
      },
      end: async () => {
        if (problem !== undefined) return { problem }
        try {
          opened ??= await begin(makeFolder)
          return accessOf(opened, size)
        } catch (thrown) {
          return { problem: problemOf(thrown) }
        }
      },
    }
    return intake
  }
}
