import { createHash } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import { type Answer, type HttpServer, type Seen, serve } from '../servers/http-server.ts'

/** An asset: its bytes, and what of its description is odd. */
export interface FakeAsset {
  readonly name: string
  readonly body: Uint8Array
  /** `starter` and `open` are of uploads that did not end. */
  readonly state?: 'uploaded' | 'starter' | 'open'
  /** Assets from before June 2025 have none. */
  readonly hasDigest?: boolean
}

export interface FakeRelease {
  readonly tag: string
  readonly draft?: boolean
  readonly prerelease?: boolean
  readonly assets: readonly FakeAsset[]
}

export interface ReleasesOptions {
  readonly repository: string
  readonly releases: readonly FakeRelease[]
  /** The only token that may see the repository; without it everybody may. */
  readonly token?: string
  /** How many assets a release's own description has at most. */
  readonly embedded?: number
  readonly fault?: (seen: Seen) => Answer | undefined
}

/** GitHub's API as far as releases go, and the other host that has the bytes. */
export interface FakeReleases {
  readonly url: string
  readonly api: HttpServer
  readonly storage: HttpServer
  readonly close: () => Promise<void>
}

export const MODIFIED = '2026-11-24T02:00:00Z'

/** The storage takes signed URLs alone: with another authorization it refuses, as the real one does. */
function storageAnswer(body: Uint8Array, seen: Seen, response: ServerResponse): void {
  if (seen.headers.authorization !== undefined)
    return void response.writeHead(400).end('one authorization only')
  const [, first, last] = /^bytes=(\d+)-(\d*)$/.exec(seen.headers.range ?? '') ?? []
  if (first === undefined) return void response.writeHead(200, { 'content-length': body.length }).end(body)
  const end = last ? Math.min(Number(last) + 1, body.length) : body.length
  const part = body.subarray(Number(first), end)
  response
    .writeHead(206, {
      'content-length': part.length,
      'content-range': `bytes ${first}-${end - 1}/${body.length}`,
    })
    .end(part)
}

function describe(asset: FakeAsset, id: number): object {
  const { name, body, state = 'uploaded', hasDigest = true } = asset
  const hash = createHash('sha256').update(body).digest('hex')
  return {
    id,
    name,
    state,
    size: body.length,
    digest: hasDigest ? `sha256:${hash}` : null,
    created_at: '2026-11-24T01:00:00Z',
    updated_at: MODIFIED,
  }
}

function page(all: readonly object[], query: URLSearchParams, url: string): Answer {
  const size = Math.min(100, Number(query.get('per_page') ?? 30))
  const number = Number(query.get('page') ?? 1)
  const hasNext = all.length > number * size
  const link = hasNext ? { link: `<${url}?per_page=${size}&page=${number + 1}>; rel="next"` } : {}
  const headers = { 'content-type': 'application/json; charset=utf-8', ...link }
  return { status: 200, headers, body: JSON.stringify(all.slice((number - 1) * size, number * size)) }
}

function error(status: number, message: string): Answer {
  return { status, body: JSON.stringify({ message, documentation_url: 'x', status: `${status}` }) }
}

/** Starts both, on loopback. Ids: releases count from 1, assets from 1000 per release. */
export async function startReleases(options: ReleasesOptions): Promise<FakeReleases> {
  const { repository, releases, token, embedded = 1000 } = options
  const storage = await serve(({ path }) => {
    const [, release, asset] = /^\/(\d+)\/(\d+)\?sig=s3cret$/.exec(path) ?? []
    const found = releases[Number(release)]?.assets[Number(asset)]
    return found ? (response, seen) => storageAnswer(found.body, seen, response) : { status: 403 }
  })
  const assetsOf = (index: number) =>
    (releases[index]?.assets ?? []).map((asset, at) => describe(asset, (index + 1) * 1000 + at))
  const described = releases.map(({ tag, draft = false, prerelease = false }, index) => {
    return { id: index + 1, tag_name: tag, draft, prerelease, assets: assetsOf(index).slice(0, embedded) }
  })
  const api: HttpServer = await serve((seen) => {
    const fault = options.fault?.(seen)
    if (fault) return fault
    const { authorization, accept } = seen.headers
    if (authorization !== undefined && authorization !== `Bearer ${token}`)
      return error(401, 'Bad credentials')
    const { pathname, searchParams } = new URL(seen.path, api.url)
    const root = `/repos/${repository}/releases`
    const isHidden = token !== undefined && authorization === undefined
    if (isHidden || !pathname.startsWith(root)) return error(404, 'Not Found')
    if (pathname === root) return page(described, searchParams, `${api.url}${root}`)
    const [, own] = /^\/(\d+)\/assets$/.exec(pathname.slice(root.length)) ?? []
    if (own !== undefined) return page(assetsOf(Number(own) - 1), searchParams, `${api.url}${pathname}`)
    const [, id] = /^\/assets\/(\d+)$/.exec(pathname.slice(root.length)) ?? []
    // With any other type it would describe the asset.
    if (id === undefined || accept !== 'application/octet-stream') return error(404, 'Not Found')
    const place = `${storage.url}/${Math.floor(Number(id) / 1000) - 1}/${Number(id) % 1000}?sig=s3cret`
    return { status: 302, headers: { location: place } }
  })
  const close = async () => void (await Promise.all([api.close(), storage.close()]))
  return { url: api.url, api, storage, close }
}
