import { isAffected, type OsvRecord } from './records.ts'
import { json, type Speak } from './server.ts'

interface OsvQuery {
  readonly package?: { readonly ecosystem?: string; readonly name?: string }
  readonly version?: string
  readonly page_token?: string
}

/** How the fake of osv.dev is set up. */
export interface OsvHabits {
  /** Ids per page. */
  readonly page?: number
  /** Questions with these versions get the whole batch refused, as real ones do that it cannot parse. */
  readonly refuses?: string
}

/** osv.dev's `POST /v1/querybatch` and `GET /v1/vulns/{id}` on some records. */
export function speakOsv(records: readonly OsvRecord[], { page = 1000, refuses }: OsvHabits = {}): Speak {
  const answer = ({ package: asked, version = '', page_token: token = '0' }: OsvQuery) => {
    const { ecosystem = '', name = '' } = asked ?? {}
    const found = records.filter((record) => isAffected(record, ecosystem, name, version))
    const from = Number(token)
    const vulns = found.slice(from, from + page).map(({ id, modified }) => ({ id, modified }))
    const rest = from + page < found.length ? { next_page_token: String(from + page) } : {}
    return vulns.length === 0 ? {} : { vulns, ...rest }
  }
  return ({ method, path, body }) => {
    if (method === 'POST' && path === '/v1/querybatch') {
      const { queries } = JSON.parse(body.toString()) as { queries: readonly OsvQuery[] }
      const isBad = queries.length > 1000 || queries.some(({ version }) => version === refuses)
      if (isBad) return { ...json({ code: 3, message: 'Invalid query.' }), status: 400 }
      return json({ results: queries.map(answer) })
    }
    const id = /^\/v1\/vulns\/([^/]+)$/.exec(path)?.[1]
    const record = records.find((one) => one.id === decodeURIComponent(id ?? ''))
    return record && method === 'GET'
      ? json(record)
      : { ...json({ code: 5, message: 'Bug not found.' }), status: 404 }
  }
}
