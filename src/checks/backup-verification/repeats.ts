import { createHash } from 'node:crypto'
import { RunError } from '../../core/errors.ts'
import type { ArtifactFact } from './fact.ts'
import { feedAll } from './read-artifact.ts'
import type { Artifact } from './series/expectations.ts'
import type { Item } from './sources/source.ts'
import type { Verification } from './verification.ts'

/** Of the same size as the newest, so many are compared with it. */
const MOST_COMPARED = 3
/** Larger ones only where the backup must change: reading them takes long. */
const LARGE = 1024 ** 3

async function hashOf({ source, ports, deadline }: Verification, name: string): Promise<string | undefined> {
  try {
    const opened = await source.open(name)
    try {
      const hash = createHash('sha256')
      await feedAll(opened, (chunk) => void hash.update(chunk), { elapsed: ports.elapsed, deadline })
      return hash.digest('hex')
    } finally {
      await opened.close()
    }
  } catch (thrown) {
    if (thrown instanceof RunError) return undefined
    throw thrown
  }
}

/**
 * Artifacts with their SHA-256, as far as it tells whether the newest is the same bytes as the ones before it: of what was
 * looked into, and of the latest others of the same size on this machine.
 */
export async function hashRepeats(
  verification: Verification,
  listed: readonly Artifact[],
  looked: readonly ArtifactFact[],
  items: readonly Item[],
): Promise<readonly Artifact[]> {
  const { isFar, entry } = verification
  const hashes = new Map(looked.flatMap(({ name, sha256 }) => (sha256 === undefined ? [] : [[name, sha256]])))
  const [newest] = looked
  const isWorth = newest?.sha256 !== undefined && !isFar && (entry['must-change'] || newest.size <= LARGE)
  if (newest && isWorth) {
    const same = items
      .filter(({ name, size, kind }) => kind === 'file' && size === newest.size && !hashes.has(name))
      .toSorted((a, b) => b.modified - a.modified)
    for (const { name } of same.slice(0, MOST_COMPARED)) {
      const hash = await hashOf(verification, name)
      if (hash !== undefined) hashes.set(name, hash)
    }
  }
  return listed.map((one) => {
    const sha256 = hashes.get(one.name)
    return sha256 === undefined ? one : { ...one, sha256 }
  })
}
