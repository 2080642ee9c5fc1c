import { messageOf } from '../core/errors.ts'
import type { Tree } from '../core/ports.ts'
import { textOf } from './json.ts'
import { unreadableLockfile } from './locked.ts'
import type { Lockfile } from './package.ts'
import { readBerry } from './yarn-berry.ts'
import { readClassic } from './yarn-classic.ts'
import { classicEntries } from './yarn-classic-entries.ts'

const CONFLICT = /^(<{7}|={7}|>{7})/m
const BERRY = /^["']?__metadata["']?:/m
const CLASSIC = /^# yarn lockfile v(\d+)/m

async function bytesOf(tree: Tree, path: string): Promise<Uint8Array | string> {
  try {
    return (await tree.read(path)) ?? 'it is not there'
  } catch (thrown) {
    return messageOf(thrown)
  }
}

/** What is wrong with a text as a whole, whichever format it is. */
function problemOf(text: string): string | undefined {
  if (text.trim() === '') return 'is empty: run yarn install'
  return CONFLICT.test(text) ? 'has merge conflict markers: resolve them' : undefined
}

/**
 * Reads a yarn.lock, and the manifests it locks: of Yarn 1 (`# yarn lockfile v1`), whose syntax is its own, or of a
 * later one, which begins with `__metadata` and is YAML.
 */
export async function readYarnLockfile(
  tree: Tree,
  path: string,
  files: readonly string[],
): Promise<Lockfile> {
  const bytes = await bytesOf(tree, path)
  if (typeof bytes === 'string') return unreadableLockfile(path, 'yarn', bytes)
  const decoded = textOf(bytes)
  const problem = 'problem' in decoded ? decoded.problem : problemOf(decoded.text)
  if ('problem' in decoded || problem !== undefined) return unreadableLockfile(path, 'yarn', `it ${problem}`)
  const { text } = decoded
  if (BERRY.test(text)) return readBerry(tree, path, files, bytes)
  const version = CLASSIC.exec(text)?.[1]
  if (version !== undefined && version !== '1') {
    return unreadableLockfile(path, 'yarn', `it is a yarn lockfile v${version.slice(0, 20)}; 1 is known`)
  }
  const found = classicEntries(path, text)
  const isClassic = version === '1' || (found.entries.length > 0 && found.gaps.length === 0)
  if (isClassic) return readClassic(tree, path, files, found)
  const reason =
    'it has neither the first lines of Yarn 1 (# yarn lockfile v1) nor the __metadata of later ones'
  return unreadableLockfile(path, 'yarn', reason)
}
