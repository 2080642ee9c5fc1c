import { posix } from 'node:path'
import semver from 'semver'
import type { Tree } from '../../core/ports.ts'
import { objectOf, parseValue, textOf } from '../../inventory/json.ts'

/** Where the repository says which Node it runs on, and what it says: a range of semver. */
export interface DeclaredRuntime {
  readonly path: string
  readonly range: string
}

const MAX_BYTES = 1024 * 1024
/** semver takes more time than that of a longer one deserves. */
const MAX_RANGE = 256

function isRange(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '' && isReadable(value)
}

function isReadable(range: string): boolean {
  return range.length <= MAX_RANGE && semver.validRange(range, { loose: true }) !== null
}

function rangesIn(values: readonly unknown[]): readonly string[] {
  return values.filter(isRange).map((value) => value.trim())
}

function linesOf(text: string): readonly string[] {
  return text
    .split(/[\r\n]/)
    .map((line) => line.split('#', 1)[0]?.trim() ?? '')
    .filter((line) => line !== '')
}

/** `.nvmrc` and `.node-version`: one version; a word like `lts/*` names no version that could be compared. */
function readVersionFile(text: string): readonly string[] {
  return rangesIn(linesOf(text).slice(0, 1))
}

/** A line `nodejs 20.11.0 18.19.0`: the first that is installed counts, so the others are fallbacks. */
function readToolVersions(text: string): readonly string[] {
  const words = linesOf(text).map((line) => line.split(/\s+/))
  return rangesIn(
    words.filter(([tool]) => tool === 'nodejs' || tool === 'node').map(([, version]) => version),
  ).slice(0, 1)
}

/** devEngines.runtime is one runtime or a list of them (https://docs.npmjs.com/cli/v11/configuring-npm/package-json#devengines). */
function devRuntimes(value: unknown): readonly unknown[] {
  const listed = Array.isArray(value) ? value : [value]
  return listed.flatMap((one) => {
    const runtime = objectOf(one)
    return runtime?.['name'] === 'node' ? [runtime['version']] : []
  })
}

function readManifest(text: string): readonly string[] {
  const parsed = parseValue(new TextEncoder().encode(text))
  const fields = 'problem' in parsed ? undefined : objectOf(parsed.value)
  return rangesIn([
    objectOf(fields?.['engines'])?.['node'],
    objectOf(fields?.['volta'])?.['node'],
    ...devRuntimes(objectOf(fields?.['devEngines'])?.['runtime']),
  ])
}

const READERS: Readonly<Record<string, (text: string) => readonly string[]>> = {
  '.nvmrc': readVersionFile,
  '.node-version': readVersionFile,
  '.tool-versions': readToolVersions,
  'package.json': readManifest,
}

/** Who cannot read it for the inventory says so there: here an unreadable file declares nothing. */
async function readText(tree: Tree, path: string): Promise<string> {
  try {
    const bytes = await tree.read(path)
    if (!bytes || bytes.length > MAX_BYTES) return ''
    const decoded = textOf(bytes)
    return 'problem' in decoded ? '' : decoded.text
  } catch {
    return ''
  }
}

async function declaredIn(tree: Tree, folder: string): Promise<readonly DeclaredRuntime[]> {
  const found: DeclaredRuntime[] = []
  for (const [name, read] of Object.entries(READERS)) {
    const path = posix.join(folder, name)
    const text = await readText(tree, path)
    for (const range of read(text)) found.push({ path, range })
  }
  return found
}

/**
 * Every Node that the files of a folder (`.nvmrc`, `.node-version`, `.tool-versions`, package.json) declare; where they
 * declare none, those of the nearest folder above that does. Names (`lts/*`, `node`, `system`) are none.
 */
export async function declaredRuntimes(tree: Tree, folder: string): Promise<readonly DeclaredRuntime[]> {
  const start = posix.join('.', folder)
  if (start === '..' || start.startsWith('../')) return []
  for (let at = start; ; at = posix.dirname(at)) {
    const found = await declaredIn(tree, at)
    if (found.length > 0 || at === '.') return found
  }
}

/** A line of releases, not a smallest one: who writes `20` installs the newest 20. */
const LINE = /^v?\d+(\.\d+)?(\.x)*$/

/**
 * Whether the smallest Node that is declared is older than what a package's `engines.node` asks for; of a line of
 * releases (`20`), whether the whole line is. One that is newer than all of that is not, nor is anything that semver
 * cannot read.
 */
export function isOlder(declared: string, engine: string): boolean {
  if (!isReadable(declared) || !isReadable(engine)) return false
  if (LINE.test(declared) && semver.intersects(declared, engine, { loose: true })) return false
  const smallest = semver.minVersion(declared, { loose: true })
  if (smallest === null || semver.satisfies(smallest, engine, { loose: true })) return false
  return !semver.gtr(smallest, engine, { loose: true })
}
