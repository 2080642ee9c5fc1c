import { posix } from 'node:path'
import { messageOf } from '../core/errors.ts'
import type { Gap } from '../core/finding.ts'
import type { Tree } from '../core/ports.ts'
import { type Json, objectOf, parseJson } from './json.ts'
import { type Manifest, manifestOf } from './manifest.ts'

type Fields = Readonly<Record<string, unknown>>

/** A JSON file of the tree that holds an object; undefined where there is none, text where it cannot be read. */
export async function readFields(
  tree: Tree,
  path: string,
): Promise<{ json: Json; fields: Fields } | string | undefined> {
  try {
    const bytes = await tree.read(path)
    if (!bytes) return undefined
    const parsed = parseJson(bytes)
    if ('problem' in parsed) return parsed.problem
    const fields = objectOf(parsed.json.value)
    return fields ? { json: parsed.json, fields } : 'does not hold an object'
  } catch (thrown) {
    return messageOf(thrown)
  }
}

/** The manifests of the repository that a lockfile locks. */
export interface Declared {
  /** By the location of its folder; the root's is empty. */
  readonly declared: ReadonlyMap<string, Manifest>
  /** Folders without one, as far as can be seen from here. */
  readonly without: readonly string[]
  readonly gaps: readonly Gap[]
}

/**
 * What the manifests of the root and of other folders, relative to the lockfile's, declare, and which of them cannot be
 * read. A folder outside of the tree has none.
 */
export async function readDeclared(
  tree: Tree,
  lockfile: string,
  folders: Iterable<string>,
): Promise<Declared> {
  const declared = new Map<string, Manifest>()
  const without: string[] = []
  const gaps: Gap[] = []
  for (const location of new Set(['', ...folders])) {
    const path = posix.join(posix.dirname(lockfile), location, 'package.json')
    const isOutside = path.startsWith('../') || posix.isAbsolute(location)
    const read = isOutside ? undefined : await readFields(tree, path)
    if (read === undefined) without.push(location)
    else if (typeof read === 'string')
      gaps.push({ target: lockfile, subject: path, reason: `${path} ${read}` })
    else declared.set(location, manifestOf(read.fields))
  }
  return { declared, without, gaps }
}
