import { comparatorsOf, ghsaOf, isAffected, type OsvRecord } from './records.ts'
import { json, type Speak } from './server.ts'

const WORDS: Readonly<Record<string, string>> = { npm: 'npm', pip: 'PyPI', go: 'Go' }

function vulnerabilitiesOf({ affected }: OsvRecord) {
  return affected.flatMap((branch) => {
    const { ecosystem, name } = branch.package
    const word = Object.keys(WORDS).find((key) => WORDS[key] === ecosystem)
    return comparatorsOf(branch).map((range) => ({
      package: { ecosystem: word, name },
      vulnerable_version_range: range,
      first_patched_version: / < (.+)$/.exec(range)?.[1] ?? null,
      vulnerable_functions: [],
    }))
  })
}

/** A record as GitHub tells it. */
export function githubShape(record: OsvRecord, type: string) {
  const id = ghsaOf(record)
  return {
    ghsa_id: id,
    cve_id: record.aliases?.find((one) => one.startsWith('CVE-')) ?? null,
    html_url: `https://github.com/advisories/${id}`,
    summary: record.summary ?? '',
    type,
    severity:
      { LOW: 'low', MODERATE: 'medium', HIGH: 'high', CRITICAL: 'critical' }[
        record.database_specific?.severity ?? ''
      ] ?? 'unknown',
    identifiers: [
      { type: 'GHSA', value: id },
      ...(record.id === id ? [] : [{ type: 'CVE', value: record.id }]),
    ],
    published_at: record.modified,
    updated_at: record.modified,
    withdrawn_at: null,
    vulnerabilities: vulnerabilitiesOf(record),
    cvss_severities: { cvss_v3: { vector_string: null, score: 0 }, cvss_v4: null },
    epss: { percentage: 0.25, percentile: 0.9 },
    cwes: [],
  }
}

/** How the fake of GitHub's API is set up. */
export interface GithubHabits {
  readonly malware?: readonly OsvRecord[]
  /** Advisories per page, at most what is asked for. */
  readonly page?: number
  /** What the link header names before the path; by default the server itself. */
  readonly nextOrigin?: string
}

/** GitHub's `GET /advisories` on some records, cut into pages with a link header. */
export function speakGithub(records: readonly OsvRecord[], habits: GithubHabits = {}): Speak {
  const { malware = [], page = 100, nextOrigin } = habits
  return ({ path, headers }) => {
    const url = new URL(path, `http://${headers.host}`)
    if (url.pathname !== '/advisories') return { ...json({ message: 'Not Found' }), status: 404 }
    const type = url.searchParams.get('type') ?? 'reviewed'
    const ecosystem = WORDS[url.searchParams.get('ecosystem') ?? ''] ?? ''
    const asked = (url.searchParams.get('affects') ?? '').split(',').map((one): [string, string] => {
      const at = one.lastIndexOf('@')
      return [one.slice(0, at), one.slice(at + 1)]
    })
    if (asked.length > 1000 || path.length > 8000) return { status: 414 }
    const found = (type === 'malware' ? malware : records).filter((record) =>
      asked.some(([name, version]) => isAffected(record, ecosystem, name, version)),
    )
    const size = Math.min(page, Number(url.searchParams.get('per_page')))
    const from = Number(url.searchParams.get('after') ?? 0)
    const next = new URL(url)
    next.searchParams.set('after', String(from + size))
    const target = nextOrigin === undefined ? next.href : `${nextOrigin}${next.pathname}${next.search}`
    const link =
      from + size < found.length ? { link: `<${url.href}>; rel="first", <${target}>; rel="next"` } : {}
    return json(
      found.slice(from, from + size).map((record) => githubShape(record, type)),
      link,
    )
  }
}
