import { posix } from 'node:path'
import { type BundledModules, isAbsolute, isTooLong, pathOfModule } from './bundle-metadata-folder.ts'
import { objectOf } from './json.ts'

type Fields = Readonly<Record<string, unknown>>

/** What esbuild makes itself, or leaves empty: `(disabled):node_modules/x.js`, `<define:a>`. */
const NO_FILE = /^(?:\(disabled\):|<)/
/** A plugin's namespace in front of a path; a letter alone is a drive of Windows. */
const NAMESPACE = /^[A-Za-z][\w.+-]{1,63}:(?!\/\/)/

/**
 * Modules in esbuild's metafile (https://esbuild.github.io/api/#metafile), and in Bun's of the same shape: what its
 * outputs hold or, where none says so, all that it read.
 */
export function modulesOfEsbuild(metafile: Fields): BundledModules {
  const outputs = Object.values(objectOf(metafile['outputs']) ?? {}).map(objectOf)
  const held = outputs.flatMap((output) => Object.keys(objectOf(output?.['inputs']) ?? {}))
  const inputs = objectOf(metafile['inputs'])
  const names = held.length > 0 ? [...new Set(held)] : Object.keys(inputs ?? {})
  const unread = outputs.filter((output) => !objectOf(output?.['inputs'])).length
  const paths = names
    .filter((name) => !NO_FILE.test(name))
    .map((name) => pathOfModule(name.replace(NAMESPACE, '')))
  const faults = unread > 0 ? [`outputs that do not say what they hold: ${unread}`] : []
  return { paths, faults: held.length > 0 ? faults : [] }
}

/** Modules in the `raw-data` that rollup-plugin-visualizer writes for Rollup, Rolldown and Vite. */
export function modulesOfVisualizer(data: Fields): BundledModules {
  const paths: string[] = []
  let unread = 0
  for (const value of Object.values(objectOf(data['nodeMetas']) ?? {})) {
    const meta = objectOf(value)
    if (typeof meta?.['id'] !== 'string') {
      unread++
      continue
    }
    const parts = objectOf(meta['moduleParts'])
    const isIn = meta['isExternal'] !== true && (!parts || Object.keys(parts).length > 0)
    // Its ids are cut at the project's root, and begin with the slash that was left.
    if (isIn) paths.push(pathOfModule(meta['id']).replace(/^\/(?=node_modules\/)/, ''))
  }
  return { paths, faults: unread > 0 ? [`modules that have no readable name: ${unread}`] : [] }
}

/** The longest path that macOS takes. */
const MAX_ROOT = 1024

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** A source's path. `webpack://name/./a.js` and the like stand for the project's folder; others for the map's. */
function pathOfSource(source: string, sourceRoot: string, folder: string): string {
  const custom = /^[a-z][a-z0-9+.-]*:\/\/[^/]*\/+(?:\[project\]\/)?/i.exec(source)?.[0]
  if (custom !== undefined && !/^(?:https?|file):/i.test(custom))
    return pathOfModule(decode(source.slice(custom.length))).replace(/^\.\//, '')
  const path = pathOfModule(
    decode(sourceRoot === '' || sourceRoot.endsWith('/') ? sourceRoot + source : `${sourceRoot}/${source}`),
  )
  // Joining takes time by the square of the length; a path that is none is told of where its package is looked for.
  return isTooLong(path) || isAbsolute(path) || /^https?:\/\//i.test(path) ? path : posix.join(folder, path)
}

/** What stands in front of every source of a map; undefined for a long one, which would be multiplied by their number. */
function rootOf(value: unknown): string | undefined {
  if (typeof value !== 'string') return ''
  return value.length < MAX_ROOT ? value : undefined
}

/** Modules in a source map (ECMA-426), also one made of sections; its paths start at the map's own folder. */
export function modulesOfSourceMap(map: Fields, path: string): BundledModules {
  const sections = Array.isArray(map['sections']) ? map['sections'] : []
  const maps = [map, ...sections.map((section) => objectOf(objectOf(section)?.['map']))]
  const paths: string[] = []
  let unread = 0
  for (const one of maps) {
    const sources = one?.['sources']
    if (!one || (one !== map && !Array.isArray(sources))) unread++
    const sourceRoot = rootOf(one?.['sourceRoot'])
    for (const source of Array.isArray(sources) ? sources : []) {
      if (typeof source === 'string' && sourceRoot !== undefined)
        paths.push(pathOfSource(source, sourceRoot, posix.dirname(path)))
      else unread++
    }
  }
  return { paths, faults: unread > 0 ? [`sources that have no readable name: ${unread}`] : [] }
}
