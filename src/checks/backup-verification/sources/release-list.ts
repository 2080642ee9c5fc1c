import { RunError } from '../../../core/errors.ts'
import type { GitHubApi, Http, HttpResponse } from '../../../core/ports.ts'

/** An asset of a release, as far as it is of use (https://docs.github.com/rest/releases/assets). */
export interface Asset {
  readonly id: number
  readonly name: string
  readonly size: number
  /** Of the release that it belongs to. */
  readonly tag: string
  /** Milliseconds since 1970. */
  readonly modified: number
  /** Lower-case hex; undefined for assets from before GitHub made it. */
  readonly sha256: string | undefined
  /** Whether its upload came to an end. */
  readonly isWhole: boolean
}

/** A release. */
export interface Release {
  readonly id: number
  readonly tag: string
  readonly isDraft: boolean
  readonly isPrerelease: boolean
  readonly assets: readonly Asset[]
}

/** Who is asked, and by whom. */
export interface ReleaseQuestions {
  readonly http: Http
  readonly github: GitHubApi
  /** `OWNER/REPO`. */
  readonly repository: string
  /** Milliseconds for one answer. */
  readonly deadline: number
}

const PAGE = 100
const MOST_PAGES = 100
const LIMIT = 64 * 1024 * 1024
const VERSION = '2022-11-28'

/** The headers of a question to GitHub's API; the token goes to no other origin. */
export function apiHeaders({ token }: GitHubApi, accept: string): Readonly<Record<string, string>> {
  const given = token.trim()
  return {
    accept,
    'x-github-api-version': VERSION,
    ...(given === '' ? {} : { authorization: `Bearer ${given}` }),
  }
}

/** What a refusal of GitHub's API means. */
export function refusalOf(
  answer: Pick<HttpResponse, 'status' | 'headers'>,
  { github, repository }: ReleaseQuestions,
): string {
  const { status, headers } = answer
  const { host } = new URL(github.url)
  const isLimited = headers['x-ratelimit-remaining'] === '0' || headers['retry-after'] !== undefined
  if (status === 429 || (status === 403 && isLimited))
    return `${host}: the rate limit is used up (status ${status})`
  if (status === 401) return `${host} does not accept the token (status 401)`
  if (status === 403 || status === 404)
    return `${host} shows no repository ${repository} (status ${status}); does the token have contents: read there?`
  return `${host} answered ${status}`
}

async function askList(path: string, questions: ReleaseQuestions): Promise<readonly unknown[]> {
  const { http, github, deadline } = questions
  const entries: unknown[] = []
  for (let page = 1; page <= MOST_PAGES; page++) {
    const url = `${github.url}/repos/${questions.repository}/${path}?per_page=${PAGE}&page=${page}`
    const headers = apiHeaders(github, 'application/vnd.github+json')
    const answer = await http({ method: 'GET', url, headers, deadline, limit: LIMIT })
    if (answer.status !== 200) throw new RunError(refusalOf(answer, questions))
    const list = parseList(answer.body)
    if (!list) throw new RunError(`${new URL(github.url).host} answered something that is no list`)
    entries.push(...list)
    // Fewer than a page are the last; servers that give fewer at once would say so in `link`.
    const hasNext = /rel="?next"?/.test(answer.headers['link'] ?? '')
    if (!hasNext && list.length < PAGE) return entries
    if (list.length === 0) return entries
  }
  throw new RunError(`${new URL(github.url).host} lists more than ${MOST_PAGES * PAGE} entries`)
}

function parseList(body: Uint8Array): readonly unknown[] | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(body).toString())
    return Array.isArray(value) ? value : undefined
  } catch {
    return undefined
  }
}

function damaged(): RunError {
  return new RunError('GitHub describes a release in a way that is not understood')
}

function assetOf(raw: unknown, tag: string): Asset {
  const {
    id,
    name,
    size,
    state,
    digest,
    updated_at: updated,
    created_at: created,
  } = (raw ?? {}) as Record<string, unknown>
  const modified = Date.parse(String(updated ?? created))
  const isKnown = Number.isSafeInteger(id) && typeof name === 'string' && Number.isSafeInteger(size)
  if (!isKnown || Number.isNaN(modified)) throw damaged()
  const sha256 = /^sha256:([0-9a-f]{64})$/i.exec(String(digest))?.[1]?.toLowerCase()
  return { id: Number(id), name, size: Number(size), tag, modified, sha256, isWhole: state === 'uploaded' }
}

function releaseOf(raw: unknown): Release {
  const { id, tag_name: tag, draft, prerelease, assets } = (raw ?? {}) as Record<string, unknown>
  if (!Number.isSafeInteger(id) || typeof tag !== 'string' || !Array.isArray(assets)) throw damaged()
  const read = (assets as readonly unknown[]).map((asset) => assetOf(asset, tag))
  return { id: Number(id), tag, isDraft: draft === true, isPrerelease: prerelease === true, assets: read }
}

/** Every release of a repository, all pages. Throws a RunError where they cannot all be had. */
export async function listReleases(questions: ReleaseQuestions): Promise<readonly Release[]> {
  const releases = (await askList('releases', questions)).map(releaseOf)
  // One that is published while pages are read moves the last of a page onto the next.
  return [...new Map(releases.map((release) => [release.id, release])).values()]
}

/** How many assets GitHub may leave out of the description of a release: what is shorter is whole. */
const EMBEDDED = 30

/** Every asset of a release: those in its description, or, where they may not be all, those of its own list. */
export async function assetsOf(release: Release, questions: ReleaseQuestions): Promise<readonly Asset[]> {
  if (release.assets.length < EMBEDDED) return release.assets
  const listed = await askList(`releases/${release.id}/assets`, questions)
  const assets = listed.map((asset) => assetOf(asset, release.tag))
  return [...new Map(assets.map((asset) => [asset.id, asset])).values()]
}
