import { RunError } from '../../core/errors.ts'
import type { Intake } from './intake.ts'
import { unpacked } from './layers/folder-members.ts'
import type { Layer } from './layers/layer.ts'
import { feedAll } from './read-artifact.ts'
import type { ReadMember } from './restore/archive/restore-folder.ts'
import { type RestoreOutcome, restoreDumps } from './restore-dumps.ts'
import type { Opened } from './sources/source.ts'
import { layerContext, type Verification } from './verification.ts'
import { watchMembers } from './wanted-members.ts'

/** A part of a pg_dump archive in a folder, unpacked; undefined where there is none of that name. */
function memberReader(verification: Verification, folder: string): ReadMember {
  const context = layerContext(verification, watchMembers([]), () => undefined)
  const bounds = { elapsed: verification.ports.elapsed, deadline: verification.deadline }
  async function readMember<Result>(opened: Opened, word: string | undefined, into: Intake<Result>) {
    const results: Result[] = []
    const kept = {
      write: into.write,
      end: async (isWhole: boolean) => {
        results.push(await into.end(isWhole))
      },
    }
    const reader = unpacked(word, kept, context)
    await feedAll(opened, reader.write, bounds)
    await reader.end(true)
    return results.map((result) => ({ result }))[0]
  }

  return async (name, into) => {
    for (const word of [undefined, 'gz', 'lz4', 'zst']) {
      const opened = await openIfThere(
        verification,
        `${folder}/${name}${word === undefined ? '' : `.${word}`}`,
      )
      if (!opened) continue
      try {
        return await readMember(opened, word, into)
      } finally {
        await opened.close()
      }
    }
    return undefined
  }
}

async function openIfThere({ source }: Verification, name: string): Promise<Opened | undefined> {
  try {
    return await source.open(name)
  } catch (thrown) {
    if (thrown instanceof RunError && thrown.message === 'is not there') return undefined
    throw thrown
  }
}

/** Restores what was found in a folder: archives of folders from there, all others from the file that they are in. */
export async function restoreFolderDumps(
  verification: Verification,
  folder: string,
  layers: readonly Layer[],
): Promise<RestoreOutcome> {
  const opened: Opened[] = []
  try {
    return await restoreDumps(verification, layers, async (dump) => {
      const [first = '', ...path] = dump.path
      const isFolder = dump.kind === 'archive' && dump.archive.format !== 'custom' && path.length === 0
      if (isFolder)
        return {
          readMember: memberReader(verification, [folder, first].filter((part) => part !== '').join('/')),
        }
      const name = `${folder}/${first}`
      const file = await verification.source.open(name)
      opened.push(file)
      return { file: { name, opened: file }, path }
    })
  } finally {
    for (const one of opened) await one.close()
  }
}
