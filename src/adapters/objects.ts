import type { Download, Downloaded, DownloadRequest } from '../core/download-ports.ts'
import type { Bucket, ObjectStore, StoredObject } from '../core/engine-ports.ts'
import { RunError } from '../core/errors.ts'
import { downloader } from './download.ts'
import type { HttpContext } from './exchange.ts'
import { storeFault } from './objects-faults.ts'
import { readListPage } from './objects-list.ts'
import { type ReadVerb, sign, urlOf } from './objects-request.ts'

/** Milliseconds for things of different sizes. */
export interface StoreDeadlines {
  /** One page of a list, or one object's headers. */
  readonly answer: number
  /** One object's bytes, all of them. */
  readonly read: number
}

const MOST_OBJECTS = 1_000_000
const MOST_PAGES = 10_000
const PAGE_LIMIT = 16 * 1024 * 1024
/** As much as a store lets an object have. */
const OBJECT_LIMIT = 50 * 1024 ** 4
const SHOWN = 100
const PRECONDITION_FAILED = 412

interface Store {
  readonly bucket: Bucket
  readonly host: string
  readonly deadlines: StoreDeadlines
  readonly now: () => number
  readonly download: Download
}

type Take = Parameters<Download>[1]
interface Question extends Pick<DownloadRequest, 'deadline' | 'limit' | 'range'> {
  /** The ETag of the only version that is wanted. */
  readonly version?: string | undefined
}

/** Sends a signed question. Every attempt is signed anew: a signature is good for a quarter of an hour. */
function ask(
  store: Store,
  method: ReadVerb,
  url: string,
  { version, ...question }: Question,
  take: Take,
): Promise<Downloaded> {
  const { bucket, now, download } = store
  const extra = method === 'HEAD' ? { 'x-amz-checksum-mode': 'ENABLED' } : {}
  const headers = async () => ({
    ...(await sign(method, url, extra, bucket, now())),
    // Google's store unpacks what it keeps packed, unless who asks can do it.
    'accept-encoding': /(^|\.)googleapis\.com$/.test(new URL(url).hostname) ? 'gzip' : 'identity',
    ...(version === undefined ? {} : { 'if-match': version }),
  })
  return download({ ...question, method, url, headers, redirects: 'none' }, take)
}

function shown(key: string): string {
  return `"${key.slice(0, SHOWN)}"`
}

async function listPage(store: Store, prefix: string, token: string | undefined) {
  const url = urlOf(store.bucket, '', {
    'list-type': '2',
    'encoding-type': 'url',
    ...(token === undefined ? {} : { 'continuation-token': token }),
    prefix,
  })
  const chunks: Uint8Array[] = []
  const question = { deadline: store.deadlines.answer, limit: PAGE_LIMIT }
  const answer = await ask(store, 'GET', url, question, (chunk) => void chunks.push(chunk))
  const what = `the list of the bucket ${store.bucket.bucket}`
  if (answer.status !== 200) throw storeFault(store.host, what, answer, store.bucket)
  const page = readListPage(Buffer.concat(chunks), prefix)
  if ('problem' in page) throw new RunError(`${store.host}: ${what} cannot be read: ${page.problem}`)
  return page
}

async function listAll(store: Store, prefix: string): Promise<readonly StoredObject[]> {
  const objects: StoredObject[] = []
  const tokens = new Set<string>()
  let token: string | undefined
  do {
    const page = await listPage(store, prefix, token)
    for (const object of page.objects) objects.push(object)
    token = page.next
    const isCircle = token !== undefined && tokens.has(token)
    if (isCircle || tokens.size > MOST_PAGES) throw new RunError(`${store.host} lists objects without end`)
    if (objects.length > MOST_OBJECTS)
      throw new RunError(`${store.host} lists more than ${MOST_OBJECTS} objects: ask for a longer prefix`)
    if (token !== undefined) tokens.add(token)
  } while (token !== undefined)
  return objects.sort((a, b) => (a.key < b.key ? -1 : Number(a.key > b.key)))
}

/** Why a HEAD was refused: its answer has no words, so the first byte is asked for. */
async function whyRefused(store: Store, key: string, refused: Downloaded): Promise<Downloaded> {
  const question = { deadline: store.deadlines.answer, limit: 1, range: { offset: 0, length: 1 } }
  const answer = await ask(store, 'GET', urlOf(store.bucket, key), question, () => undefined)
  const isRefused = answer.status !== 200 && answer.status !== 206 && answer.status !== 416
  return isRefused ? { ...answer, headers: { ...refused.headers, ...answer.headers } } : refused
}

/** Where the store encrypts with a key of its own, an ETag is no hash of the bytes and looks as if it were. */
function etagOf(headers: Downloaded['headers']): string {
  const isKeyed =
    headers['x-amz-server-side-encryption']?.startsWith('aws:kms') ||
    headers['x-amz-server-side-encryption-customer-algorithm'] !== undefined
  return isKeyed ? '' : (headers['etag'] ?? '')
}

async function headOf(store: Store, key: string): Promise<StoredObject> {
  const what = `the object ${shown(key)}`
  const question = { deadline: store.deadlines.answer, limit: 0 }
  const answer = await ask(store, 'HEAD', urlOf(store.bucket, key), question, () => undefined)
  if (answer.status !== 200)
    throw storeFault(store.host, what, await whyRefused(store, key, answer), store.bucket)
  const { headers } = answer
  const size = headers['content-length'] ?? ''
  const modified = Date.parse(headers['last-modified'] ?? '')
  if (!/^\d{1,15}$/.test(size) || Number.isNaN(modified))
    throw new RunError(`${store.host}: ${what} has no readable size or time`)
  const checksums = Object.entries(headers).filter(([name]) => name.startsWith('x-amz-checksum-'))
  return {
    key,
    size: Number(size),
    modified,
    etag: etagOf(headers),
    ...(headers['etag']?.startsWith('"') ? { version: headers['etag'] } : {}),
    checksums: Object.fromEntries(checksums.map(([name, value]) => [name, value ?? ''])),
  }
}

async function readObject(
  store: Store,
  key: string,
  range: Parameters<ObjectStore['read']>[1],
  take: Take,
  version: string | undefined,
): Promise<void> {
  if (range?.length === 0) return
  const question = {
    deadline: store.deadlines.read,
    limit: OBJECT_LIMIT,
    version,
    ...(range ? { range } : {}),
  }
  const answer = await ask(store, 'GET', urlOf(store.bucket, key), question, take)
  const isBehindEnd = answer.status === 416 && range !== undefined
  if (answer.status === 200 || answer.status === 206 || isBehindEnd) return
  if (answer.status === PRECONDITION_FAILED)
    throw new RunError(`${store.host}: the object ${shown(key)} was overwritten while it was looked at`)
  throw storeFault(store.host, `the object ${shown(key)}`, answer, store.bucket)
}

/**
 * An S3-compatible store, through the one proxy-aware client. It can ask with GET and HEAD, and has no way to send
 * anything else. Throws a RunError where the endpoint is no URL.
 */
export function objectStore(bucket: Bucket, deadlines: StoreDeadlines, context: HttpContext): ObjectStore {
  const { host } = new URL(urlOf(bucket, ''))
  const store: Store = { bucket, host, deadlines, now: context.now, download: downloader(context) }
  return {
    list: (prefix) => listAll(store, prefix),
    head: (key) => headOf(store, key),
    read: (key, range, onChunk, version) => readObject(store, key, range, onChunk, version),
  }
}
