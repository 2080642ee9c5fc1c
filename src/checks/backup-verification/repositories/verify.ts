import { messageOf, RunError } from '../../../core/errors.ts'
import { verifyBorg } from './borg.ts'
import { outlineRepository } from './folder-outline.ts'
import type { RepositoryKind } from './repository-kind.ts'
import {
  lackOf,
  type Obstacle,
  type RepositoryPorts,
  type RepositoryReading,
  type RepositoryRequest,
  type RepositoryState,
  readingOf,
  repositoryState,
} from './repository-reading.ts'
import { verifyRestic } from './restic.ts'

type Verify = (
  state: RepositoryState,
  path: string,
  home: string,
  request: RepositoryRequest,
  ports: RepositoryPorts,
) => Promise<Obstacle | undefined>

const BY_KIND: Readonly<Record<RepositoryKind, Verify>> = { restic: verifyRestic, borg: verifyBorg }

/** A file that vanished, or a folder that cannot be read, while it was looked at. */
function isOfFiles(thrown: unknown): boolean {
  return thrown instanceof RunError || (typeof thrown === 'object' && thrown !== null && 'syscall' in thrown)
}

/**
 * Verifies a repository in a folder (an absolute path) by its own tool, as far as is asked; nothing is written into it, and
 * what is restored is removed at once. The first thing that is wrong is told: `missing`, `empty`, `incomplete`, `corrupt` or
 * `undecryptable`; what is lacking (the tool, a password, time, space) is no fault, unless damage was named before.
 */
export async function verifyRepository(
  path: string,
  kind: RepositoryKind,
  request: RepositoryRequest,
  ports: RepositoryPorts,
): Promise<RepositoryReading> {
  const state = repositoryState(kind)
  const outline = await outlineRepository(path, kind)
  if (outline) return readingOf(state, outline)
  try {
    const folder = await ports.folder()
    try {
      return readingOf(state, await BY_KIND[kind](state, path, folder.path, request, ports))
    } finally {
      await folder.remove()
    }
  } catch (thrown) {
    if (!isOfFiles(thrown)) throw thrown
    return readingOf(
      state,
      lackOf(kind, thrown instanceof RunError ? messageOf(thrown) : 'its files cannot be read'),
    )
  }
}
