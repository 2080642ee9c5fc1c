import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { messageOf } from '../../core/errors.ts'
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

/** So many answers that are none, and the rest is not waited for. */
const MAX_FAILURES = 3

/**
 * Asks the registry that the options name about packages that say nothing of their license here: one request for each,
 * answers kept. A package that it does not have stays as unknown as it was; where it could not be asked, or answered
 * something else, `fail` hears why, as nobody has looked.
 */
export function registryReader(
  options: Options,
  { http, local }: Pick<Ports, 'http' | 'local'>,
  fail: (pkg: Package, reason: string) => void,
): (pkg: Package) => Promise<Reading | undefined> {
  const { registry } = options
  if (registry === '') return async () => undefined
  const failures: string[] = []
  return async (pkg) => {
    if (!isAskable(pkg, registry, options['internal-scopes'])) return undefined
    const [name = '', version = ''] = [pkg.name, pkg.version].map(encodeURIComponent)
    const url = `${registry}/${name.replace(/^%40/, '@')}/${version}`
    const file = cacheFile(local.cache, url)
    const kept = readSaved(file)
    const isDown = failures.length >= MAX_FAILURES
    const told = kept ?? (isDown ? (failures[0] ?? '') : await ask(url, pkg, http))
    if (typeof told === 'string') {
      failures.push(told)
      fail(pkg, told)
      return undefined
    }
    if (told && !kept) save(file, told)
    return told && { source: 'registry', path: url, value: told.license }
  }
}

/** What it says; undefined where it has no such version, and the reason where it gave no answer to the question. */
async function ask(
  url: string,
  { name, version }: Package,
  http: Ports['http'],
): Promise<Saved | string | undefined> {
  try {
    const headers = { accept: 'application/json' }
    const { status, body } = await http({ method: 'GET', url, headers, deadline: DEADLINE, limit: LIMIT })
    if (status === 404) return undefined
    if (status !== 200) return `it answered with status ${status}`
    const parsed = parseValue(body)
    const fields = 'value' in parsed ? objectOf(parsed.value) : undefined
    if (fields?.['name'] !== name || fields['version'] !== version)
      return 'its answer is not about that version'
    return { license: fields['license'] ?? fields['licenses'] ?? null }
  } catch (thrown) {
    return messageOf(thrown)
  }
}
