import type { External, Tool } from '../../codecs/external.ts'
import type { Intake } from '../../intake.ts'
import type { Compression } from '../../pg-archive/archive-reading.ts'
import { createInflating, createPlain, type Unpacked, type Unpacking } from '../../pg-archive/unpacking.ts'

/** Where unpacked bytes go, one after the other. */
export type Sink = (bytes: Buffer) => Promise<void>

/** Lets an unpacker that does not wait be followed by a sink that does. */
function createWaiting(
  make: (queue: { write: (bytes: Buffer) => void }) => Unpacking,
  sink: Sink,
): Unpacking {
  let queue: Buffer[] = []
  const inner = make({
    write: (bytes) => {
      queue.push(bytes)
    },
  })

  async function drain(before: Promise<void> | undefined): Promise<void> {
    await before
    const full = queue
    queue = []
    for (const bytes of full) await sink(bytes)
  }

  return {
    write: (bytes) => {
      const wait = inner.write(bytes)
      return wait === undefined && queue.length === 0 ? undefined : drain(wait)
    },
    end: async () => {
      const unpacked = await inner.end()
      await drain(undefined)
      return unpacked
    },
  }
}

function createByTool(tool: Tool, external: External, sink: Sink): Unpacking | undefined {
  const into: Intake<void> = {
    write: (chunk) => sink(Buffer.from(chunk)),
    end: () => undefined,
  }
  const child = external(tool, into)
  if (child === undefined) return undefined
  return {
    write: (bytes) => Promise.resolve(child.write(Buffer.from(bytes))),
    end: async (): Promise<Unpacked> => {
      const { outcome } = await child.end(true)
      if (outcome === 'whole') return 'whole'
      return outcome === 'refused' ? 'broken' : 'cut'
    },
  }
}

/** Unpacks one block of an archive's data; undefined where this machine cannot. */
export function createBlockUnpacking(
  compression: Compression,
  external: External,
  sink: Sink,
): Unpacking | undefined {
  if (compression === 'gzip') return createWaiting(createInflating, sink)
  if (compression === 'none') return createWaiting(createPlain, sink)
  return createByTool(compression, external, sink)
}
