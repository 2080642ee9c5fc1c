import { canariesOf } from './canary.ts'
import { githubWordOf } from './github-advisory.ts'
import type { Query } from './source.ts'
import { spelled } from './spelling.ts'

const MAX_PACKAGES = 1000
const MAX_AFFECTS = 5500

/** One question to `GET /advisories`: packages of one ecosystem. */
export interface GithubBatch {
  readonly ecosystem: string
  /** The query string without the type of advisory. */
  readonly search: string
  readonly queries: ReadonlyMap<string, Query>
  /** Undefined where nobody has named a known-bad version. */
  readonly canary: Query | undefined
}

/** `name@version` in a list of commas; undefined for what cannot be told apart there. */
function affectsOf(query: Query): string | undefined {
  const { name, version } = spelled(query)
  const isPlain = !name.includes(',') && !/[@,]/.test(version) && name !== '' && version !== ''
  if (!isPlain || !name.isWellFormed() || !version.isWellFormed()) return undefined
  const text = `${encodeURIComponent(name)}@${encodeURIComponent(version)}`
  return text.length > MAX_AFFECTS / 2 ? undefined : text
}

/** Batches of at most 1,000 packages and a URL of about 6,000 characters; `refused` cannot be asked at all. */
export function githubBatches(unique: ReadonlyMap<string, Query>): {
  readonly batches: readonly GithubBatch[]
  readonly refused: readonly string[]
} {
  const refused: string[] = []
  const drafts: { ecosystem: string; affects: string[]; size: number; queries: Map<string, Query> }[] = []
  const last = new Map<string, (typeof drafts)[number]>()
  for (const [key, query] of unique) {
    const text = affectsOf(query)
    if (text === undefined) {
      refused.push(key)
      continue
    }
    const { ecosystem } = query
    let draft = last.get(ecosystem)
    if (!draft || draft.affects.length === MAX_PACKAGES || draft.size + text.length + 1 > MAX_AFFECTS) {
      const ends = canariesOf(ecosystem).slice(0, 1).map(affectsOf)
      const affects = ends.filter((one) => one !== undefined)
      draft = { ecosystem, affects, size: affects.join().length, queries: new Map() }
      drafts.push(draft)
      last.set(ecosystem, draft)
    }
    draft.affects.push(text)
    draft.size += text.length + 1
    draft.queries.set(key, query)
  }
  const batches = drafts.map(({ ecosystem, affects, queries }) => ({
    ecosystem,
    search: `ecosystem=${githubWordOf(ecosystem)}&affects=${affects.join(',')}&per_page=100`,
    queries,
    canary: canariesOf(ecosystem)[0],
  }))
  return { batches, refused }
}
