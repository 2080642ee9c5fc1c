import { readFileSync } from 'node:fs'
import { Ajv, type ValidateFunction } from 'ajv'

/** Whose description of the API counts: github.com's or an Enterprise Server's. */
export type Version = 'github.com' | 'ghes-3.19' | 'ghes-3.18' | 'ghes-3.17'

/** Every version that there is a description of, the newest first. */
export const VERSIONS: readonly Version[] = ['github.com', 'ghes-3.19', 'ghes-3.18', 'ghes-3.17']

interface Schema {
  readonly type?: string | readonly string[]
  readonly properties?: Readonly<Record<string, Schema>>
}

interface Described {
  readonly query: Readonly<Record<string, Schema>>
  readonly body?: Schema
  readonly answers: Readonly<Record<string, Schema | null>>
}

/** An operation that a request asks for. */
export interface Match {
  /** As in the description: `GET /repos/{owner}/{repo}/issues`. */
  readonly id: string
  /** What stands in the path for `{…}`, decoded, without owner and repository. */
  readonly parameters: readonly string[]
}

/** What GitHub says of its own API, as far as Upkeep asks it: made by scripts/github-openapi.mjs. */
export interface Contract {
  readonly match: (method: string, path: string) => Match | undefined
  /** Names in a query or a body that GitHub would ignore without a word. */
  readonly unknownNames: (id: string, query: Readonly<Record<string, string>>, body: unknown) => string[]
  /** What of a request is not as described. Compiles schemas, which takes its time once per process. */
  readonly requestMistakes: (id: string, query: Readonly<Record<string, string>>, body: unknown) => string[]
  /** What of an answer is not as described. */
  readonly answerMistakes: (id: string, status: number, body: unknown) => string[]
}

type Line = readonly ['operations' | 'schemas', string, object]

function readLines(name: string): readonly Line[] {
  const text = readFileSync(new URL(`openapi/${name}.ndjson`, import.meta.url), 'utf8')
  return text
    .trim()
    .split('\n')
    .map((line): Line => JSON.parse(line))
}

const FORMATS = {
  'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/,
  uri: /^(https?|git|ssh):\/\/[^\s/]+(\/\S*)?$/,
  email: /^\S+@\S+$/,
  int64: true,
} as const

/** A query's text as the type that its schema wants, or as it is. */
function typed(schema: Schema, text: string): unknown {
  if (schema.type === 'integer' && /^-?\d+$/.test(text)) return Number(text)
  if (schema.type === 'boolean' && /^(true|false)$/.test(text)) return text === 'true'
  return text
}

function pathPattern(id: string): RegExp {
  const [method = '', path = ''] = id.split(' ')
  // A file's path has slashes of its own.
  const named = path
    .replace('{owner}/{repo}', '[^/]+/[^/]+')
    .replace(/\{(\w+)\}/g, (_all, name: string) => (name === 'path' ? '(.+)' : '([^/]+)'))
  return new RegExp(`^${method} ${named}$`)
}

/** The `$ref` of a part of an operation. */
function pointer(version: Version, id: string, ...names: readonly string[]): string {
  const parts = ['operations', id, ...names].map((name) =>
    encodeURIComponent(name.replaceAll('~', '~0').replaceAll('/', '~1')),
  )
  return `${version}#/${parts.join('/')}`
}

function decode(text: string): string {
  return text.split('/').map(decodeURIComponent).join('/')
}

function makeContract(version: Version): Contract {
  const lines = [...readLines('common'), ...readLines(version)]
  const pick = (kind: Line[0]) =>
    Object.fromEntries(lines.filter((line) => line[0] === kind).map(([, name, value]) => [name, value]))
  const operations = pick('operations') as Readonly<Record<string, Described>>
  const patterns = Object.keys(operations).map((id) => ({ id, pattern: pathPattern(id) }))
  const ajv = new Ajv({ strict: false, allErrors: true, formats: FORMATS })
  ajv.addSchema({ $id: version, schemas: pick('schemas'), operations })
  const compiled = new Map<string, ValidateFunction>()
  const mistakesIn = (where: string, ref: string, value: unknown): string[] => {
    const validate = compiled.get(ref) ?? ajv.compile({ $ref: ref })
    compiled.set(ref, validate)
    return validate(value) ? [] : [`${where}: ${ajv.errorsText(validate.errors, { dataVar: '' })}`]
  }
  const named = (id: string) => {
    const found = operations[id]
    if (!found) throw new Error(`no operation ${id}`)
    return found
  }
  return {
    match: (method, path) => {
      for (const { id, pattern } of patterns) {
        const match = pattern.exec(`${method} ${path}`)
        if (match) return { id, parameters: match.slice(1).map(decode) }
      }
      return undefined
    },
    unknownNames: (id, query, body) => {
      const { query: known, body: schema } = named(id)
      const names = body !== null && typeof body === 'object' ? Object.keys(body) : []
      return [
        ...Object.keys(query).flatMap((name) => (known[name] ? [] : [`${id}: no query is named ${name}`])),
        ...names.flatMap((name) => (schema?.properties?.[name] ? [] : [`${id}: no key is named ${name}`])),
      ]
    },
    requestMistakes: (id, query, body) => {
      const { query: known, body: schema } = named(id)
      const wrong = Object.entries(query).flatMap(([name, text]) => {
        const of = known[name]
        return of ? mistakesIn(`${id} ?${name}`, pointer(version, id, 'query', name), typed(of, text)) : []
      })
      if (schema && body !== undefined) wrong.push(...mistakesIn(id, pointer(version, id, 'body'), body))
      return wrong
    },
    answerMistakes: (id, status, body) => {
      if (status >= 500) return []
      const schema = named(id).answers[status]
      const where = `the answer ${status} to ${id}`
      if (schema) return mistakesIn(where, pointer(version, id, 'answers', `${status}`), body)
      if (schema === null) return body === null ? [] : [`${where} has a body`]
      if (status < 300) return [`${where} is not described`]
      return mistakesIn(where, `${version}#/schemas/basic-error`, body)
    },
  }
}

const contracts = new Map<Version, Contract>()

/** The description of a version, read once per process. */
export function contractOf(version: Version): Contract {
  const contract = contracts.get(version) ?? makeContract(version)
  contracts.set(version, contract)
  return contract
}
