import { posix } from 'node:path'
import { messageOf } from '../core/errors.ts'
import type { Gap } from '../core/finding.ts'
import type { Tree } from '../core/ports.ts'
import { objectOf } from './json.ts'
import { parseYaml } from './yaml.ts'
import type { Descriptor } from './yarn-descriptors.ts'

const PROTOCOL = 'catalog:'
const FILE = '.yarnrc.yml'

/** Puts what a catalog says in the place of a `catalog:` spec. */
export interface Catalogs {
  readonly specOf: (asked: Descriptor) => string
  readonly gaps: readonly Gap[]
}

type Fields = Readonly<Record<string, unknown>>

function own(fields: Fields | undefined, name: string): unknown {
  return fields && Object.hasOwn(fields, name) ? fields[name] : undefined
}

async function readSettings(tree: Tree, path: string): Promise<Fields | string> {
  try {
    const bytes = await tree.read(path)
    if (!bytes) return `${path} is not there, which defines the catalogs`
    const parsed = parseYaml(bytes)
    if ('problem' in parsed) return `${path} ${parsed.problem}`
    return objectOf(parsed.yaml.value) ?? {}
  } catch (thrown) {
    return messageOf(thrown)
  }
}

/**
 * Reads `catalog` and `catalogs` of the .yarnrc.yml beside a lockfile (https://yarnpkg.com/features/catalogs), if a
 * manifest asks for them; nothing else of that file is looked at.
 */
export async function readCatalogs(
  tree: Tree,
  lockfile: string,
  asked: Iterable<Descriptor>,
): Promise<Catalogs> {
  let isUsed = false
  for (const { spec } of asked) isUsed ||= spec.startsWith(PROTOCOL)
  if (!isUsed) return { specOf: ({ spec }) => spec, gaps: [] }
  const path = posix.join(posix.dirname(lockfile), FILE)
  const settings = await readSettings(tree, path)
  if (typeof settings === 'string') {
    return { specOf: ({ spec }) => spec, gaps: [{ target: lockfile, subject: path, reason: settings }] }
  }
  const named = objectOf(own(settings, 'catalogs'))
  const specOf = ({ name, spec }: Descriptor) => {
    if (!spec.startsWith(PROTOCOL)) return spec
    const catalog = spec.slice(PROTOCOL.length)
    const found = own(objectOf(catalog === '' ? own(settings, 'catalog') : own(named, catalog)), name)
    return typeof found === 'string' ? found : spec
  }
  return { specOf, gaps: [] }
}
