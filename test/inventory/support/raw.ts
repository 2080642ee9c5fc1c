import type { Fields } from './projects.ts'

/** A lockfile's `packages` as they stand there, read by nothing of ours. */
export type RawPackages = Readonly<Record<string, Fields>>

export function rawPackages(lock: string): RawPackages {
  return JSON.parse(lock).packages
}

const SECTIONS = ['dependencies', 'optionalDependencies', 'peerDependencies', 'devDependencies']

function needsOf(entry: Fields): readonly string[] {
  return SECTIONS.flatMap((section) => Object.keys((entry[section] as Fields | undefined) ?? {}))
}

/** `a/node_modules/b` for a package in a/node_modules, then everything above, as require() would look. */
function resolveFrom(packages: RawPackages, location: string, name: string): string | undefined {
  const parts = location.split('/').filter((part) => part !== '')
  for (let count = parts.length; count >= 0; count--) {
    const folder = parts.slice(0, count)
    if (folder.at(-1) === 'node_modules') continue
    const candidate = [...folder, 'node_modules', name].join('/')
    const entry = packages[candidate]
    if (entry) return entry['link'] ? String(entry['resolved']) : candidate
  }
  return undefined
}

export function labelOf(packages: RawPackages, location: string): string {
  const entry = packages[location] ?? {}
  const name = entry['name'] ?? location.replace(/^.*node_modules\//, '')
  return `${name}@${entry['version']}`
}

/** Every dependency between two entries, and which entries the root itself names. */
export function rawEdges(packages: RawPackages): { edges: ReadonlySet<string>; direct: ReadonlySet<string> } {
  const edges = new Set<string>()
  const direct = new Set<string>()
  for (const [location, entry] of Object.entries(packages)) {
    for (const name of needsOf(entry)) {
      const to = resolveFrom(packages, location, name)
      if (to === undefined) continue
      if (location === '') direct.add(labelOf(packages, to))
      else edges.add(`${labelOf(packages, location)} -> ${labelOf(packages, to)}`)
    }
  }
  return { edges, direct }
}
