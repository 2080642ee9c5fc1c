import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Ports } from '../../core/ports.ts'
import { objectOf, parseValue } from '../../inventory/json.ts'
import type { Package } from '../../inventory/package.ts'
import type { Reading } from './fact.ts'
import type { Options } from './options.ts'

const LIMIT = 4 * 1024 * 1024
const DEADLINE = 30_000

interface Saved {
  readonly license?: unknown
}

function cacheFile(folder: string | undefined, url: string): string | undefined {
  if (folder === undefined) return undefined
  const key = createHash('sha256').update(url).digest('hex').slice(0, 32)
  return join(folder, 'licenses', `${key}.json`)
}

/** What was answered earlier: a published version never changes. */
function readSaved(file: string | undefined): Saved | undefined {
  try {
    return file === undefined ? undefined : objectOf(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return undefined
  }
}

function save(file: string | undefined, saved: Saved): void {
  if (file === undefined) return
  try {
    mkdirSync(join(file, '..'), { recursive: true })
    writeFileSync(`${file}.new`, JSON.stringify(saved))
    renameSync(`${file}.new`, file)
  } catch {
    // Without a cache the next run asks again.
  }
}

/** Whether a package's name may be sent to the registry: not of the user's own scopes, nor what is of no registry. */
function isAskable(
  { name, version, source, type, host }: Package,
  registry: string,
  scopes: readonly string[],
): boolean {
  const isOwn = scopes.some((scope) => name.startsWith(`${scope}/`))
  const isThere = host === undefined || host === new URL(registry).host
  return type === 'npm' && source === 'registry' && !isOwn && isThere && [name, version].every(isSegment)
}

/** Whether a hostile lockfile's word, once encoded, stays one segment of a path: URLs read dots as folders. */
function isSegment(text: string): boolean {
  return text.isWellFormed() && !/^\.{0,2}$/.test(text)
}

/**
 * Asks the registry that the options name about packages that say nothing of their license here: one request for each,
 * answers kept. A registry that cannot be asked says nothing, and the package stays as unknown as it was.
 */
export function registryReader(
  options: Options,
  { http, local }: Pick<Ports, 'http' | 'local'>,
): (pkg: Package) => Promise<Reading | undefined> {
  const { registry } = options
  if (registry === '') return async () => undefined
  return async (pkg) => {
    if (!isAskable(pkg, registry, options['internal-scopes'])) return undefined
    const [name = '', version = ''] = [pkg.name, pkg.version].map(encodeURIComponent)
    const url = `${registry}/${name.replace(/^%40/, '@')}/${version}`
    const file = cacheFile(local.cache, url)
    const saved = readSaved(file) ?? (await ask(url, pkg, http))
    if (!saved) return undefined
    save(file, saved)
    return { source: 'registry', path: url, value: saved.license }
  }
}

async function ask(url: string, { name, version }: Package, http: Ports['http']): Promise<Saved | undefined> {
  try {
    const headers = { accept: 'application/json' }
    const { status, body } = await http({ method: 'GET', url, headers, deadline: DEADLINE, limit: LIMIT })
    const parsed = status === 200 ? parseValue(body) : undefined
    const fields = parsed && 'value' in parsed ? objectOf(parsed.value) : undefined
    if (fields?.['name'] !== name || fields['version'] !== version) return undefined
    return { license: fields['license'] ?? fields['licenses'] ?? null }
  } catch {
    return undefined
  }
}
