import { createHash } from 'node:crypto'
import { type FileHandle, mkdir, mkdtemp, open, rename, rm, stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { crc32 } from 'node:zlib'
import { objectOf } from '../../../inventory/json.ts'
import { type ReadAt, windowOf } from '../../../inventory/zip-window.ts'
import { type Census, isCensus } from './census.ts'
import { type DatabaseFile, problemOf } from './database-files.ts'

/** Part of every key: caches of another layout are not read. */
const FORMAT = 'upkeep-advisories 1'
const FOOTER = FORMAT.length + 1 + 16 + 1 + 16 + 1 + 64 + 1
const FLUSH = 1024 * 1024

/** Where a cache of a database is, and for which state of it. */
export interface CachePlace {
  readonly file: string
  readonly key: string
}

/** Everything but the records: three numbers per record (offset, length, CRC-32), and which ones a name is in. */
interface CacheIndex {
  readonly key: string
  readonly census: Census
  readonly lines: readonly number[]
  readonly names: readonly (readonly [name: string, ...lines: number[]])[]
}

/** What a cache holds about some names: their records as JSON text. */
export interface Cached {
  readonly census: Census
  readonly lines: readonly string[]
}

/** The cache's file by the database's path; its key by the path, size and time of every file. */
export function cachePlace(folder: string, path: string, files: readonly DatabaseFile[]): CachePlace {
  const whole = resolve(path)
  const state = createHash('sha256').update(`${FORMAT}\0${whole}`)
  for (const file of files) state.update(`\0${resolve(file.path)}\0${file.size}\0${file.modified}`)
  const name = createHash('sha256').update(whole).digest('hex').slice(0, 32)
  return { file: join(folder, `advisories-${name}.cache`), key: state.digest('hex') }
}

function isIndex(value: unknown, key: string): value is CacheIndex {
  const index = objectOf(value)
  if (!index || index['key'] !== key || !isCensus(index['census'])) return false
  const { lines, names } = index
  if (!Array.isArray(lines) || lines.length % 3 !== 0 || !Array.isArray(names)) return false
  const isLine = (one: unknown) => Number.isSafeInteger(one) && Number(one) >= 0
  const count = lines.length / 3
  return (
    count === index['census'].records &&
    lines.every(isLine) &&
    names.every((entry: unknown) => {
      if (!Array.isArray(entry) || typeof entry[0] !== 'string') return false
      return entry.every((one: unknown, at) => at === 0 || (isLine(one) && Number(one) < count))
    })
  )
}

async function readIndex(at: ReadAt, size: number, key: string): Promise<CacheIndex | undefined> {
  const footer = await at(size - FOOTER, FOOTER)
  const text = Buffer.from(footer ?? []).toString()
  if (!text.startsWith(`${FORMAT} `)) return undefined
  const [offset, length, hash] = text
    .slice(FORMAT.length + 1)
    .trim()
    .split(' ')
  const bytes = await at(Number(offset), Number(length))
  if (!bytes || createHash('sha256').update(bytes).digest('hex') !== hash) return undefined
  const index = JSON.parse(Buffer.from(bytes).toString()) as unknown
  return isIndex(index, key) ? index : undefined
}

async function readLines(at: ReadAt, index: CacheIndex, wanted: ReadonlySet<string>) {
  const numbers = new Set<number>()
  for (const [name, ...lines] of index.names) {
    if (wanted.has(name)) for (const line of lines) numbers.add(line)
  }
  const texts: string[] = []
  for (const number of [...numbers].sort((a, b) => a - b)) {
    const [offset = 0, length = 0, crc] = index.lines.slice(3 * number, 3 * number + 3)
    const bytes = await at(offset, length)
    if (!bytes || crc32(bytes) !== crc) return undefined
    texts.push(Buffer.from(bytes).toString())
  }
  return texts
}

/** The records about the wanted names; undefined where there is no cache of this state, or it is not as it was written. */
export async function readCache(
  { file, key }: CachePlace,
  wanted: ReadonlySet<string>,
): Promise<Cached | undefined> {
  let handle: FileHandle | undefined
  try {
    const { size } = await stat(file)
    handle = await open(file)
    const at = windowOf(handle, size)
    const index = await readIndex(at, size, key)
    const lines = index && (await readLines(at, index, wanted))
    return index && lines && { census: index.census, lines }
  } catch {
    return undefined
  } finally {
    await handle?.close()
  }
}

/** A cache that is being written. Its faults cost a note, never an answer. */
export interface CacheWriter {
  readonly add: (text: string, names: readonly string[]) => Promise<void>
  /** Puts the whole cache in its place at once; until then there is none. Says why that cannot be done. */
  readonly commit: (census: Census) => Promise<string | undefined>
  /** Leaves nothing behind but what was committed. */
  readonly end: () => Promise<void>
}

/** Lines and names as they come in, for the index. */
function startIndex() {
  const names = new Map<string, number[]>()
  const lines: number[] = []
  return {
    lines,
    add: (offset: number, bytes: Uint8Array, own: readonly string[]) => {
      for (const name of new Set(own)) {
        const known = names.get(name)
        if (known) known.push(lines.length / 3)
        else names.set(name, [lines.length / 3])
      }
      lines.push(offset, bytes.length, crc32(bytes))
    },
    names: () => [...names].map(([name, own]): [string, ...number[]] => [name, ...own]),
  }
}

/** Collects bytes and appends them by the megabyte. */
function startFile(handle: FileHandle) {
  let waiting: Buffer[] = []
  let unwritten = 0
  const flush = async () => {
    const bytes = Buffer.concat(waiting)
    waiting = []
    unwritten = 0
    await handle.writeFile(bytes)
  }
  const write = async (bytes: Buffer) => {
    waiting.push(bytes)
    unwritten += bytes.length
    if (unwritten > FLUSH) await flush()
  }
  return { write, flush }
}

async function openDraft(file: string) {
  await mkdir(dirname(file), { recursive: true })
  const folder = await mkdtemp(join(dirname(file), 'new-'))
  const draft = join(folder, 'cache')
  return { folder, draft, handle: await open(draft, 'wx') }
}

/** Starts a cache beside its place. Throws what the disk says. */
export async function startCache({ file, key }: CachePlace): Promise<CacheWriter> {
  const { folder, draft, handle } = await openDraft(file)
  const { write, flush } = startFile(handle)
  const index = startIndex()
  let size = 0
  let problem: string | undefined
  const attempt = async (action: () => Promise<void>) => {
    if (problem === undefined) await action().catch((thrown: unknown) => (problem = problemOf(thrown)))
  }
  const finish = async (census: Census) => {
    const whole: CacheIndex = { key, census, lines: index.lines, names: index.names() }
    const bytes = Buffer.from(JSON.stringify(whole))
    const hash = createHash('sha256').update(bytes).digest('hex')
    const [offset, length] = [size, bytes.length].map((one) => String(one).padStart(16, '0'))
    await write(Buffer.concat([bytes, Buffer.from(`${FORMAT} ${offset} ${length} ${hash}\n`)]))
    await flush()
    // Windows moves no file that is open.
    await handle.close()
    await rename(draft, file)
  }
  return {
    add: async (text, names) => {
      const bytes = Buffer.from(text)
      index.add(size, bytes, names)
      size += bytes.length
      await attempt(() => write(bytes))
    },
    commit: async (census) => {
      await attempt(() => finish(census))
      return problem
    },
    end: async () => {
      await handle.close().catch(() => undefined)
      await rm(folder, { recursive: true, force: true }).catch(() => undefined)
    },
  }
}
