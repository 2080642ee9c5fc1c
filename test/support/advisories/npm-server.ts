import { gunzipSync } from 'node:zlib'
import { comparatorsOf, type OsvRecord } from './records.ts'
import { json, type Speak } from './server.ts'

const PATH = '/-/npm/v1/security/advisories/bulk'

function entriesOf(record: OsvRecord, name: string, id: number) {
  const ranges = record.affected
    .filter((branch) => branch.package.name === name)
    .flatMap(comparatorsOf)
    .map((range) => range.replaceAll(',', '').replaceAll('>= ', '>=').replaceAll('< ', '<'))
  if (ranges.length === 0) return []
  const url = record.id.startsWith('GHSA-') ? { url: `https://github.com/advisories/${record.id}` } : {}
  const severity = record.database_specific?.severity?.toLowerCase()
  const cvss = { score: 0, vectorString: null }
  return [
    { id, ...url, title: record.summary, severity, vulnerable_versions: ranges.join(' || '), cwe: [], cvss },
  ]
}

/** The bulk endpoint of a registry: a list per package that has advisories, whatever the versions, as npm does. */
export function speakNpm(records: readonly OsvRecord[]): Speak {
  return ({ method, path, headers, body }) => {
    if (method !== 'POST' || path !== PATH) return { ...json({ error: 'not found' }), status: 404 }
    if (headers['content-encoding'] !== 'gzip') return { ...json({ error: 'gzip, please' }), status: 415 }
    const asked = JSON.parse(gunzipSync(body).toString()) as Record<string, readonly string[]>
    const lists = Object.keys(asked).map((name): [string, unknown[]] => [
      name,
      records.flatMap((record, index) => entriesOf(record, name, 1_000_000 + index)),
    ])
    return json(Object.fromEntries(lists.filter(([, list]) => list.length > 0)))
  }
}
