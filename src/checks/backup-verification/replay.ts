import type { Intake } from './intake.ts'
import type { LayerContext } from './layers/context.ts'
import type { Leaf, LeafPlace } from './layers/layer.ts'
import { readArtifact } from './read-artifact.ts'
import type { Restored } from './restore/restored.ts'
import type { Opened } from './sources/source.ts'
import { layerContext, type Verification } from './verification.ts'
import { watchMembers } from './wanted-members.ts'

/** A file of which one part is to be read again, by another reader. */
export interface Replayed {
  readonly name: string
  readonly opened: Opened
}

export function isAt(path: readonly string[], wanted: readonly string[]): boolean {
  return path.length === wanted.length && path.every((part, index) => part === wanted[index])
}

async function read(
  verification: Verification,
  { name, opened }: Replayed,
  context: LayerContext,
): Promise<void> {
  const { ports, deadline } = verification
  const bounds = { elapsed: ports.elapsed, deadline, hashing: undefined }
  const { timeUp } = await readArtifact(name, opened, context, bounds)
  if (timeUp) throw timeUp
}

function leafOf(reader: Intake<Restored>, keep: (restored: Restored) => void): Intake<Leaf> {
  return {
    write: reader.write,
    end: async (isWhole) => {
      keep(await reader.end(isWhole))
      return { contents: { type: 'bytes' }, reading: { faults: [], remarks: [], lacks: [] }, level: 4 }
    },
  }
}

/** Reads a file again and gives what lies at `path` in it, unpacked, to a restore; undefined where it was not met again. */
export async function replayInto<R extends Restored>(
  verification: Verification,
  file: Replayed,
  path: readonly string[],
  restore: Intake<R>,
): Promise<R | undefined> {
  let result: R | undefined
  let isTaken = false
  const leaf = (place: LeafPlace) => {
    if (isTaken || !isAt(place.path, path)) return undefined
    isTaken = true
    return leafOf(restore, (restored) => {
      result = restored as R
    })
  }
  await read(verification, file, layerContext(verification, watchMembers([]), leaf))
  return result
}

/** The same for the members of a folder in an archive: each that `member` wants is given to it, unpacked. */
export async function replayMembers(
  verification: Verification,
  file: Replayed,
  folder: readonly string[],
  member: (name: string) => Intake<void> | undefined,
): Promise<void> {
  const context = layerContext(verification, watchMembers([]), () => undefined)
  await read(verification, file, { ...context, takeMember: { folder, member } })
}
