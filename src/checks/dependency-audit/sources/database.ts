import { objectOf } from '../../../inventory/json.ts'
import type { Advisory } from '../advisory.ts'
import { type OsvReading, readOsvRecord } from '../osv-record.ts'
import { nameKeyOf } from '../versions.ts'
import { type Census, startCensus } from './census.ts'
import { type CacheWriter, cachePlace, readCache, startCache } from './database-cache.ts'
import { type DatabaseFile, listDatabase, problemOf } from './database-files.ts'
import { readRecords } from './database-records.ts'

/** Which database, and the folder for its cache, if there is to be one. */
export interface DatabaseOptions {
  readonly path: string
  readonly cache: string | undefined
}

/** What a database holds about some packages. */
export interface Loaded {
  readonly census: Census
  readonly advisories: readonly Advisory[]
  readonly notes: readonly string[]
}

/** A package's identity in a database, whatever its spelling. */
export function packageKey(ecosystem: string, name: string): string {
  return `${ecosystem}\0${nameKeyOf(ecosystem, name)}`
}

function keysOf({ advisory }: OsvReading): readonly string[] {
  return advisory.affected.map(({ ecosystem, name }) => packageKey(ecosystem, name))
}

/** The record without its long texts, which nothing here reads; undefined where it is nested too deeply to write. */
function compact(value: unknown): string | undefined {
  const { details, credits: _, references, ...kept } = objectOf(value) ?? {}
  const isAdvisory = (one: unknown) => objectOf(one)?.['type'] === 'ADVISORY'
  const short = {
    ...kept,
    ...(typeof kept['summary'] !== 'string' && typeof details === 'string'
      ? { details: details.slice(0, 3000) }
      : {}),
    ...(Array.isArray(references) ? { references: references.filter(isAdvisory).slice(0, 1) } : {}),
  }
  try {
    return JSON.stringify(short)
  } catch {
    return undefined
  }
}

/** Reads everything once: counts it, keeps what is wanted, writes the rest into the cache. */
async function scan(
  path: string,
  files: readonly DatabaseFile[],
  wanted: ReadonlySet<string>,
  writer: CacheWriter | undefined,
): Promise<Loaded | string> {
  const counter = startCensus()
  const advisories: Advisory[] = []
  for await (const raw of readRecords(files)) {
    if ('loss' in raw) return raw.loss
    const reading = 'value' in raw ? readOsvRecord(raw.value, path) : raw
    if ('problem' in reading) {
      counter.miss(reading.problem)
      continue
    }
    const keys = keysOf(reading)
    const text = writer && 'value' in raw ? compact(raw.value) : ''
    if (text === undefined) {
      counter.miss(`${reading.advisory.id} is nested too deeply`)
      continue
    }
    counter.count(reading)
    if (keys.some((key) => wanted.has(key))) advisories.push(reading.advisory)
    await writer?.add(text, keys)
  }
  return { census: counter.census(), advisories, notes: [] }
}

/** Undefined where the cache is not about what it says it is. */
function parseCached(path: string, lines: readonly string[], wanted: ReadonlySet<string>) {
  const advisories: Advisory[] = []
  for (const line of lines) {
    try {
      const reading = readOsvRecord(JSON.parse(line), path)
      if ('problem' in reading || !keysOf(reading).some((key) => wanted.has(key))) return undefined
      advisories.push(reading.advisory)
    } catch {
      return undefined
    }
  }
  return advisories
}

/** Without a place for a cache the answer is the same, only later. */
async function tryStart({ cache, path }: DatabaseOptions, files: readonly DatabaseFile[]) {
  if (cache === undefined) return {}
  try {
    return { writer: await startCache(cachePlace(cache, path, files)) }
  } catch (thrown) {
    return { problem: problemOf(thrown) }
  }
}

async function build(
  options: DatabaseOptions,
  files: readonly DatabaseFile[],
  wanted: ReadonlySet<string>,
): Promise<Loaded | string> {
  const { writer, problem } = await tryStart(options, files)
  try {
    const scanned = await scan(options.path, files, wanted, writer)
    if (typeof scanned === 'string') return scanned
    const after = listDatabase(options.path)
    if (JSON.stringify(after.files) !== JSON.stringify(files))
      return 'it changed while it was read: try again'
    const lost = problem ?? (await writer?.commit(scanned.census))
    const notes = lost === undefined ? [] : [`The cache of ${options.path} cannot be written: ${lost}.`]
    return { ...scanned, notes }
  } finally {
    await writer?.end()
  }
}

/**
 * What an OSV database says about the wanted packages (keys of `packageKey`): from the cache where there is a sound
 * one of this state of the database, else from the database, which writes the cache. A text says why it cannot be
 * read.
 */
export async function loadDatabase(
  options: DatabaseOptions,
  wanted: ReadonlySet<string>,
): Promise<Loaded | string> {
  const { files, problem } = listDatabase(options.path)
  if (problem !== undefined) return problem
  if (options.cache !== undefined) {
    const cached = await readCache(cachePlace(options.cache, options.path, files), wanted)
    const advisories = cached && parseCached(options.path, cached.lines, wanted)
    if (cached && advisories) return { census: cached.census, advisories, notes: [] }
  }
  try {
    return await build(options, files, wanted)
  } catch (thrown) {
    return problemOf(thrown)
  }
}
