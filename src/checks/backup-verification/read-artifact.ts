import { RunError } from '../../core/errors.ts'
import { promisesOf } from './codecs/name-promise.ts'
import type { RandomAccess } from './containers/zip.ts'
import type { LayerContext } from './layers/context.ts'
import type { Layer } from './layers/layer.ts'
import { createLayer } from './layers/read-layer.ts'
import type { Opened } from './sources/source.ts'
import type { Hashing } from './sums.ts'

/** Time was up before all bytes were read. */
export class TimeUpError extends RunError {
  constructor() {
    super('max-duration was over before all of it was read')
  }
}

/** How an artifact is read, beside what its readers share. */
export interface ReadBounds {
  /** A clock that moves, in milliseconds, and what it says when time is up. */
  readonly elapsed: () => number
  readonly deadline: number
  /** Undefined for a second reading. */
  readonly hashing: Hashing | undefined
}

/** Reads a file from its first byte to its last. Throws a RunError where it cannot, or where time is up. */
export async function feedAll(
  opened: Opened,
  write: (chunk: Uint8Array) => void | Promise<void>,
  { elapsed, deadline }: Pick<ReadBounds, 'elapsed' | 'deadline'>,
): Promise<void> {
  await opened.read((chunk) => {
    if (elapsed() > deadline) throw new TimeUpError()
    return write(chunk)
  })
}

/** The bytes at any place until time is up: who reads an archive from its end does so for as long as it likes. */
export function boundAccess(
  { access }: Opened,
  { elapsed, deadline }: Pick<ReadBounds, 'elapsed' | 'deadline'>,
): RandomAccess {
  return {
    size: access.size,
    read: (offset, length) => {
      if (elapsed() > deadline) throw new TimeUpError()
      return access.read(offset, length)
    },
  }
}

/** What was found in a file; where time was up before its end, in what was read by then. */
export interface ArtifactReading {
  readonly layer: Layer
  readonly timeUp: TimeUpError | undefined
}

/** Reads a file once from its first byte to its last, through all readers. Throws a RunError where it cannot be read. */
export async function readArtifact(
  name: string,
  opened: Opened,
  context: LayerContext,
  bounds: ReadBounds,
): Promise<ArtifactReading> {
  const fileName = name.slice(name.lastIndexOf('/') + 1)
  const place = {
    path: [],
    fileName,
    promises: promisesOf(fileName),
    depth: 0,
    access: boundAccess(opened, bounds),
  }
  const intake = createLayer(place, context)
  let isEnded = false
  try {
    await feedAll(
      opened,
      (chunk) => {
        bounds.hashing?.update(chunk)
        return intake.write(chunk)
      },
      bounds,
    )
    isEnded = true
    return { layer: await intake.end(true), timeUp: undefined }
  } catch (thrown) {
    if (isEnded || !(thrown instanceof TimeUpError)) throw thrown
    isEnded = true
    // What was found until then stays true, however much there is behind it.
    return { layer: await intake.end(false), timeUp: thrown }
  } finally {
    // Readers hold children and files: they are let go of, whatever became of the bytes.
    if (!isEnded) await intake.end(false)
  }
}
