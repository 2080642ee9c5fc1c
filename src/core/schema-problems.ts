import type { Json } from './finding.ts'

/** The keywords of JSON Schema that our own schemas are written with; `format` is for readers. */
interface Schema {
  readonly type?: string | readonly string[]
  readonly const?: Json
  readonly enum?: readonly Json[]
  readonly pattern?: string
  readonly minimum?: number
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: boolean
  readonly items?: Schema
  readonly oneOf?: readonly Schema[]
}

type Values = Readonly<Record<string, unknown>>

function typeOf(value: unknown): readonly string[] {
  if (value === null) return ['null']
  if (Array.isArray(value)) return ['array']
  return Number.isInteger(value) ? ['integer', 'number'] : [typeof value]
}

function scalarProblem(value: unknown, schema: Schema): string | undefined {
  const types = schema.type === undefined ? [] : [schema.type].flat()
  if (types.length > 0 && !typeOf(value).some((type) => types.includes(type)))
    return `is no ${types.join(' or ')}`
  if (schema.const !== undefined && value !== schema.const) return `is not ${JSON.stringify(schema.const)}`
  if (schema.enum && !schema.enum.includes(value as Json)) return `is none of ${schema.enum.join(', ')}`
  if (schema.pattern !== undefined && typeof value === 'string' && !new RegExp(schema.pattern).test(value))
    return `does not look like ${schema.pattern}`
  if (schema.minimum !== undefined && typeof value === 'number' && value < schema.minimum)
    return `is less than ${schema.minimum}`
  return undefined
}

function memberProblem(value: Values, schema: Schema, place: string): string | undefined {
  const missing = schema.required?.find((name) => !Object.hasOwn(value, name))
  if (missing !== undefined) return `${place || 'it'} has no ${missing}`
  for (const [name, member] of Object.entries(value)) {
    const known = schema.properties && Object.hasOwn(schema.properties, name)
    const own = known ? schema.properties?.[name] : undefined
    if (!own && schema.additionalProperties === false) return `${place || 'it'} has an unknown member`
    const problem = own && problemIn(member, own, `${place}.${name}`)
    if (problem !== undefined) return problem
  }
  return undefined
}

function choiceProblem(value: unknown, choices: readonly Schema[], place: string): string | undefined {
  const problems = choices.map((choice) => problemIn(value, choice, place))
  // The choice that got furthest is the one that was meant.
  const furthest = (problem = '') => problem.split('.').length
  return problems.includes(undefined) ? undefined : problems.toSorted((a, b) => furthest(b) - furthest(a))[0]
}

function problemIn(value: unknown, schema: Schema, place: string): string | undefined {
  const scalar = scalarProblem(value, schema)
  if (scalar !== undefined) return `${place || 'it'} ${scalar}`
  if (schema.oneOf) return choiceProblem(value, schema.oneOf, place)
  if (Array.isArray(value) && schema.items) {
    for (const [index, item] of value.entries()) {
      const problem = problemIn(item, schema.items, `${place}[${index}]`)
      if (problem !== undefined) return problem
    }
  }
  const isMapping = typeof value === 'object' && value !== null && !Array.isArray(value)
  return isMapping ? memberProblem(value as Values, schema, place) : undefined
}

/**
 * What is first wrong with a value by one of our own schemas (JSON Schema 2020-12, as far as those use it); undefined
 * where nothing is. It names members that the schema has, and nothing that the value says.
 */
export function schemaProblem(value: unknown, schema: Json): string | undefined {
  return problemIn(value, schema as unknown as Schema, '')?.replace(/^\./, '')
}
