import { type BundledModules, isAbsolute, pathOfModule } from './bundle-metadata-folder.ts'
import { objectOf } from './json.ts'

type Fields = Readonly<Record<string, unknown>>

/** Groups that webpack may fold up without hiding what is in the bundle: its own code, and what no chunk holds. */
const FOLDED_FREELY: readonly unknown[] = ['runtime modules', 'orphan modules']
const VIRTUAL = /^(?:ignored\||external |webpack\/|\(webpack\)|delegated |data:)/
/** How a folder is looked through, before the pattern of what is taken from it. */
const CONTEXT = /\|(?:sync|eager|weak|async-weak|lazy|lazy-once)\b/

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

function textAt(fields: Fields, key: string): string {
  const value = fields[key]
  return typeof value === 'string' ? value : ''
}

function countAt(fields: Fields, key: string): number {
  const value = fields[key]
  return typeof value === 'number' && value > 0 ? value : 0
}

/** The part of an identifier that is a path: `javascript/esm|/a/b.js|hash`, `/a/locale|sync|/^x$/`. */
function pathInIdentifier(identifier: string): string {
  if (VIRTUAL.test(identifier)) return ''
  const [own = ''] = identifier.split(CONTEXT, 1)
  const parts = own.slice(own.lastIndexOf('!') + 1).split('|')
  return (
    parts.find((part) => /node_modules[\\/]/.test(part)) ?? parts.find((part) => /[\\/]/.test(part)) ?? ''
  )
}

/**
 * Where a module is: relative to the build's context as its name has it, save where the file is below `root`, which is
 * surer. Empty for what webpack made itself; undefined where nothing says.
 */
function pathOf(module: Fields, root: string | undefined): string | undefined {
  const [condition, identifier, named] = ['nameForCondition', 'identifier', 'name'].map((key) =>
    textAt(module, key),
  )
  if (!condition && !identifier && !named) return undefined
  if (VIRTUAL.test(identifier ?? '') || (!condition && VIRTUAL.test(named ?? ''))) return ''
  const file = pathOfModule(condition || pathInIdentifier(identifier ?? ''))
  if (root !== undefined && file.startsWith(`${root}/`)) return file
  const name = pathOfModule((named ?? '').replace(/ \+ \d+ modules?$/, ''))
  return /^\.\.?\//.test(name) && isAbsolute(file) === (file !== '') ? name : file || name
}

/** How many modules of a group, or of one made of several, the list leaves out. */
function hiddenIn(module: Fields): number {
  if (FOLDED_FREELY.includes(module['type'])) return 0
  const filtered = countAt(module, 'filteredModules') + countAt(module, 'filteredChildren')
  // The first of the joined modules is not counted in the name, and stands in the list.
  const joined = Number(/ \+ (\d{1,9}) modules?$/.exec(textAt(module, 'name'))?.[1] ?? -1) + 1
  const listed = listOf(module['modules']).length
  return Math.max(filtered, joined - listed, 0)
}

/** What still has to be looked at: no recursion, as a hostile list is nested as deeply as it likes. */
interface Open {
  readonly value: unknown
  readonly kind: 'stats' | 'module' | 'inner'
}

function withinStats(stats: Fields): readonly Open[] {
  const chunks = listOf(stats['chunks']).flatMap((chunk) => listOf(objectOf(chunk)?.['modules']))
  const modules = [...listOf(stats['modules']), ...chunks]
  return [
    ...modules.map((value): Open => ({ value, kind: 'module' })),
    ...listOf(stats['children']).map((value): Open => ({ value, kind: 'stats' })),
  ]
}

function withinModule(module: Fields, kind: Open['kind']): readonly Open[] {
  return [
    ...listOf(module['modules']).map((value): Open => ({ value, kind: 'inner' })),
    ...listOf(module['children']).map((value): Open => ({ value, kind })),
  ]
}

/** Whether this is webpack's, as far as keys tell. */
export function isWebpackStats(fields: Fields): boolean {
  return ['modules', 'chunks', 'children'].some((key) => Array.isArray(fields[key]))
}

/**
 * Modules in webpack's stats (https://webpack.js.org/api/stats/), also as ncc writes them with `--stats-out`: of every
 * chunk, lazy ones too, and of child compilations. What no chunk holds (`orphan`) is left out.
 */
export function modulesOfWebpack(stats: Fields, root: string | undefined): BundledModules {
  const paths: string[] = []
  const open: Open[] = [{ value: stats, kind: 'stats' }]
  let hidden = 0
  let unread = 0
  let errors = 0
  for (let next = open.pop(); next; next = open.pop()) {
    const fields = objectOf(next.value)
    if (!fields) {
      unread++
      continue
    }
    if (next.kind === 'module' && fields['orphan'] === true) continue
    hidden += next.kind === 'stats' ? countAt(fields, 'filteredModules') : hiddenIn(fields)
    errors += next.kind === 'stats' ? countAt(fields, 'errorsCount') : 0
    for (const within of next.kind === 'stats' ? withinStats(fields) : withinModule(fields, next.kind))
      open.push(within)
    if (next.kind === 'stats') continue
    const path = pathOf(fields, root)
    const isGroup = Array.isArray(fields['children']) || 'filteredChildren' in fields
    if (path) paths.push(path)
    else if (path === undefined && !isGroup) unread++
  }
  return { paths, faults: faultsOf({ hidden, unread, errors }) }
}

function faultsOf(counts: Readonly<Record<'hidden' | 'unread' | 'errors', number>>): readonly string[] {
  const { hidden, unread, errors } = counts
  return [
    ...(hidden > 0
      ? [`modules that the list leaves out: ${hidden}; write it with { modules: true, nestedModules: true }`]
      : []),
    ...(unread > 0 ? [`modules that have no readable name: ${unread}`] : []),
    ...(errors > 0 ? [`errors that the bundler itself reports: ${errors}`] : []),
  ]
}
