import { setTimeout as wait } from 'node:timers/promises'
import { downloader } from '../../src/adapters/download.ts'
import type { Environment } from '../../src/adapters/environment.ts'
import type { Download, Downloaded, DownloadRequest } from '../../src/core/download-ports.ts'
import type { Answer } from '../support/servers/http-server.ts'
import { START } from './client.ts'

/** The downloader with a clock that only pauses move, and what it was given. */
export interface TestDownload {
  readonly download: Download
  readonly get: (url: string, more?: Partial<DownloadRequest>) => Promise<Downloaded>
  /** All bytes that came, over all calls. */
  readonly bytes: () => Buffer
  readonly waits: readonly number[]
}

export function createDownload(env: Environment = {}): TestDownload {
  const waits: number[] = []
  const chunks: Buffer[] = []
  let now = START
  const download = downloader({
    env,
    now: () => now,
    wait: async (milliseconds) => {
      waits.push(milliseconds)
      now += milliseconds
    },
    random: () => 0.5,
  })
  const get: TestDownload['get'] = (url, more) =>
    download({ url, deadline: 60_000, limit: 10_000_000, redirects: 'same-origin', ...more }, (chunk) => {
      chunks.push(Buffer.from(chunk))
    })
  return { download, get, bytes: () => Buffer.concat(chunks), waits }
}

export interface FileOptions {
  readonly etag?: string
  readonly modified?: string
  /** Ends each answer after so many bytes of it. */
  readonly cut?: number
  readonly ignoresRange?: boolean
}

/** Answers as a server of files does (RFC 9110, 13 and 14). */
export function fileAnswer(body: Buffer, options: FileOptions = {}): Answer {
  return (response, { headers }) => {
    const { etag, modified, cut, ignoresRange } = options
    const refused = headers['if-match'] !== undefined && headers['if-match'] !== etag
    if (refused) return void response.writeHead(412).end()
    const [, first, last] = /^bytes=(\d+)-(\d*)$/.exec(headers.range ?? '') ?? []
    const isPart = first !== undefined && !ignoresRange
    const from = isPart ? Number(first) : 0
    const end = isPart && last ? Math.min(Number(last) + 1, body.length) : body.length
    if (from >= body.length && isPart)
      return void response.writeHead(416, { 'content-range': `bytes */${body.length}` }).end()
    const part = body.subarray(from, end)
    response.writeHead(isPart ? 206 : 200, {
      'content-length': part.length,
      ...(isPart ? { 'content-range': `bytes ${from}-${end - 1}/${body.length}` } : {}),
      ...(etag === undefined ? {} : { etag }),
      ...(modified === undefined ? {} : { 'last-modified': modified }),
    })
    if (cut === undefined || cut >= part.length) return void response.end(part)
    response.write(part.subarray(0, cut), async () => {
      await wait(20)
      response.destroy()
    })
  }
}
