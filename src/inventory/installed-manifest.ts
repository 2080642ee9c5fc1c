import { messageOf } from '../core/errors.ts'
import type { InstalledPackage, Manifest } from './installed.ts'
import { objectOf, parseValue } from './json.ts'

/** Bytes of a package.json that are read at most; real ones have less than 1 MB. */
const LIMIT = 16 * 1024 * 1024

/** Reads a package.json with any reader that takes a limit in bytes; undefined where there is none. Never throws. */
export async function readManifest(
  read: (limit: number) => Promise<Uint8Array | undefined>,
): Promise<{ readonly manifest: Manifest; readonly bytes: Uint8Array } | undefined> {
  try {
    const bytes = await read(LIMIT)
    return bytes && { manifest: manifestIn(bytes), bytes }
  } catch (thrown) {
    return { manifest: { problem: messageOf(thrown) }, bytes: new Uint8Array() }
  }
}

function manifestIn(bytes: Uint8Array): Manifest {
  const parsed = parseValue(bytes)
  if ('problem' in parsed) return parsed
  const fields = objectOf(parsed.value)
  return fields ? { fields } : { problem: 'does not hold an object' }
}

/** What an installed package's own package.json says; one that is missing is a problem too. Never throws. */
export async function manifestOf(installed: InstalledPackage): Promise<Manifest> {
  const read = await readManifest((limit) => installed.read('package.json', limit))
  return read?.manifest ?? { problem: 'is missing' }
}
