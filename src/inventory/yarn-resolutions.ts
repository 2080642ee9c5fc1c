import { objectOf } from './json.ts'
import { type Descriptor, descriptorOf, satisfies } from './yarn-descriptors.ts'

/** One line of `resolutions` in the root's package.json: what replaces what is asked for. */
export interface Resolution {
  /** As written. */
  readonly pattern: string
  /** Who must ask; undefined for everybody. */
  readonly parent: Descriptor | undefined
  /** Whether the pattern says more than is understood here: it may hold for fewer than it seems. */
  readonly isRough: boolean
  readonly asked: Descriptor
  /** What is given instead, as written. */
  readonly spec: string
}

/** By the name of what is asked for. */
export type Resolutions = ReadonlyMap<string, readonly Resolution[]>

const MAX_PATTERN = 512
/** Of one name; what the others would replace is then not found, which is a gap. */
const MAX_PER_NAME = 1000

/** The parts of a pattern between slashes; the slash of a scope divides nothing. */
function partsOf(pattern: string): readonly string[] {
  const parts: string[] = []
  let scope = ''
  for (const part of pattern.split('/')) {
    if (part.startsWith('@') && scope === '') {
      scope = `${part}/`
      continue
    }
    parts.push(scope + part)
    scope = ''
  }
  return parts
}

function resolutionOf(pattern: string, spec: string): Resolution {
  const parts = partsOf(pattern)
  const parents = parts.slice(0, -1).filter((part) => part !== '**')
  const isDeep = parts.at(-2) === '**'
  const parent = isDeep ? undefined : parents.at(-1)
  return {
    pattern,
    parent: parent === undefined ? undefined : descriptorOf(parent),
    isRough: isDeep ? parents.length > 0 : parents.length > 1,
    asked: descriptorOf(parts.at(-1) ?? ''),
    spec,
  }
}

/**
 * Reads `resolutions` (https://yarnpkg.com/configuration/manifest#resolutions): `name`, `name@range`, `parent/name`
 * and, of Yarn 1, `**` before them.
 */
export function resolutionsOf(value: unknown): Resolutions {
  const all = new Map<string, Resolution[]>()
  for (const [pattern, spec] of Object.entries(objectOf(value) ?? {})) {
    if (typeof spec !== 'string' || pattern.length > MAX_PATTERN) continue
    const resolution = resolutionOf(pattern, spec)
    const listed = all.get(resolution.asked.name) ?? []
    if (listed.length < MAX_PER_NAME) listed.push(resolution)
    all.set(resolution.asked.name, listed)
  }
  return all
}

function isSameSpec(wanted: string, spec: string): boolean {
  return wanted === '' || wanted === spec || `npm:${wanted}` === spec || wanted === `npm:${spec}`
}

function isAsker(
  { parent }: Resolution,
  asker: { readonly name: string; readonly version: string },
): boolean {
  if (!parent) return true
  if (parent.name !== asker.name) return false
  const range = parent.spec.startsWith('npm:') ? parent.spec.slice('npm:'.length) : parent.spec
  return range === '' || satisfies(asker.version, range) !== false
}

/** What replaces a dependency of somebody, if anything does: the first that fits. */
export function resolutionFor(
  resolutions: Resolutions,
  asker: { readonly name: string; readonly version: string },
  { name, spec }: Descriptor,
): Resolution | undefined {
  return resolutions.get(name)?.find((one) => isSameSpec(one.asked.spec, spec) && isAsker(one, asker))
}
