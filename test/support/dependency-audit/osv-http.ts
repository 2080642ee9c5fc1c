import { CANARIES } from '../../../src/checks/dependency-audit/sources/canary.ts'
import { RunError } from '../../../src/core/errors.ts'
import type { Http, HttpResponse } from '../../../src/core/ports.ts'

/** One record and the versions that it affects, listed one by one: the fake knows no ranges. */
export interface KnownBad {
  readonly id: string
  readonly name: string
  readonly versions: readonly string[]
  readonly fixed?: string
  readonly ecosystem?: string
  readonly severity?: string
  readonly aliases?: readonly string[]
  readonly published?: string
  readonly summary?: string
}

/** An OSV record of it. */
export function recordOf(bad: KnownBad): Readonly<Record<string, unknown>> {
  const { id, name, versions, fixed, ecosystem = 'npm', severity = 'HIGH', aliases = [] } = bad
  const events = [{ introduced: '0' }, ...(fixed === undefined ? [] : [{ fixed }])]
  return {
    id,
    aliases,
    summary: bad.summary ?? `Something in ${name}`,
    modified: '2026-01-02T00:00:00Z',
    published: bad.published ?? '2026-01-01T00:00:00Z',
    database_specific: { severity },
    affected: [
      {
        package: { ecosystem, name },
        versions,
        ...(fixed === undefined ? {} : { ranges: [{ type: 'SEMVER', events }] }),
      },
    ],
  }
}

const PROOFS: readonly KnownBad[] = CANARIES.map(({ ecosystem, name, version }) => ({
  id: `PROOF-${ecosystem}-${name}`.replace(/[^\w.-]/g, '-'),
  name,
  versions: [version],
  ecosystem,
}))

function answer(value: unknown, status = 200): HttpResponse {
  const body = new TextEncoder().encode(JSON.stringify(value))
  return { status, headers: { 'content-type': 'application/json' }, body }
}

interface Question {
  readonly version?: string
  readonly package?: { readonly name?: string; readonly ecosystem?: string }
}

/** OSV as a port of plain values, with the proofs that a source asks for. `asked` holds every question's name. */
export function osvHttp(known: readonly KnownBad[]): { readonly http: Http; readonly asked: string[] } {
  const all = [...known, ...PROOFS]
  const asked: string[] = []
  const find = ({ version = '', package: pkg }: Question) =>
    all.filter(
      (bad) =>
        bad.name === pkg?.name &&
        (bad.ecosystem ?? 'npm') === pkg.ecosystem &&
        (bad.versions.includes(version) || (bad.fixed !== undefined && version < bad.fixed)),
    )
  const http: Http = async ({ url, body }) => {
    const { pathname } = new URL(url)
    if (pathname.endsWith('/v1/querybatch')) {
      const { queries } = JSON.parse(new TextDecoder().decode(body)) as { queries: readonly Question[] }
      asked.push(...queries.flatMap(({ package: pkg }) => pkg?.name ?? []))
      const results = queries.map((query) => {
        const vulns = find(query).map(({ id }) => ({ id, modified: '2026-01-02T00:00:00Z' }))
        return vulns.length > 0 ? { vulns } : {}
      })
      return answer({ results })
    }
    const id = decodeURIComponent(pathname.slice(pathname.lastIndexOf('/') + 1))
    const bad = all.find((one) => one.id === id)
    if (pathname.includes('/v1/vulns/')) return bad ? answer(recordOf(bad)) : answer({ code: 5 }, 404)
    throw new RunError(`nobody answers at ${url}`)
  }
  return { http, asked }
}
