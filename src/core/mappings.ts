import type { Json } from './finding.ts'
import { type FieldRow, type Parsed, type Parser, quote } from './parsers.ts'
import { didYouMean } from './suggest.ts'

/** One key of a mapping. */
export interface Field<T> {
  readonly description: string
  readonly parser: Parser<T>
  readonly required?: true
}

export type Fields = Readonly<Record<string, Field<unknown>>>

/** What a mapping of these keys says; what is not required may be left out. */
export type ValuesOf<F extends Fields> = {
  readonly [K in keyof F]: F[K] extends { readonly required: true; readonly parser: Parser<infer V> }
    ? V
    : F[K] extends { readonly parser: Parser<infer V> }
      ? V | undefined
      : never
}

function isMapping(raw: unknown): raw is Readonly<Record<string, unknown>> {
  return typeof raw === 'object' && raw !== null && !Array.isArray(raw)
}

function schemaOf(fields: Fields): Json {
  const properties = Object.entries(fields).map(([key, { description, parser }]) => {
    const schema = parser.schema as { readonly [key: string]: Json }
    return [key, { ...schema, description }] as const
  })
  const required = Object.keys(fields).filter((key) => fields[key]?.required)
  return {
    type: 'object',
    properties: Object.fromEntries(properties),
    ...(required.length > 0 ? { required } : {}),
    additionalProperties: false,
  }
}

function rowsOf(fields: Fields): readonly FieldRow[] {
  return Object.entries(fields).flatMap(([key, { description, parser, required }]) => [
    { key, placeholder: parser.placeholder, description, isRequired: required === true },
    ...(parser.fields ?? []).map((row) => ({ ...row, key: `${key}.${row.key}` })),
  ])
}

/** A mapping with known keys; every mistake in it is told at once, with the keys that there are. */
export function mapping<const F extends Fields>(fields: F): Parser<ValuesOf<F>> {
  const known = Object.keys(fields)
  return {
    placeholder: 'MAPPING',
    schema: schemaOf(fields),
    fields: rowsOf(fields),
    parse: (raw): Parsed<ValuesOf<F>> => {
      if (!isMapping(raw))
        return { problems: [`must be a mapping of ${known.join(', ')}, not ${quote(raw)}`] }
      const strange = Object.keys(raw).filter((key) => !known.includes(key))
      const problems = strange.map(
        (key) => `has the unknown key ${quote(key)}${didYouMean(key, known)}; known: ${known.join(', ')}`,
      )
      const values: [string, unknown][] = []
      for (const [key, { parser, required }] of Object.entries(fields)) {
        if (!Object.hasOwn(raw, key) || raw[key] === undefined) {
          if (required) problems.push(`lacks ${key}`)
          continue
        }
        const parsed = parser.parse(raw[key])
        if ('problems' in parsed) problems.push(...parsed.problems.map((problem) => `${key} ${problem}`))
        else values.push([key, parsed.value])
      }
      return problems.length > 0 ? { problems } : { value: Object.fromEntries(values) as ValuesOf<F> }
    },
  }
}

/** A list of which every entry is read alike; problems name the entry by its number, from 1. One thing alone is a list of it. */
export function listOf<T>(parser: Parser<T>): Parser<readonly T[]> {
  return {
    placeholder: 'LIST',
    schema: { oneOf: [parser.schema, { type: 'array', items: parser.schema, minItems: 1 }] },
    ...(parser.fields ? { fields: parser.fields } : {}),
    parse: (raw) => {
      const entries = Array.isArray(raw) ? raw : [raw]
      if (entries.length === 0) return { problems: ['has no entries'] }
      const parsed = entries.map((entry) => parser.parse(entry))
      const problems = parsed.flatMap((one, index) =>
        'problems' in one
          ? one.problems.map((problem) => (Array.isArray(raw) ? `entry ${index + 1} ${problem}` : problem))
          : [],
      )
      if (problems.length > 0) return { problems }
      return { value: parsed.flatMap((one) => ('value' in one ? [one.value] : [])) }
    },
  }
}

/** A mapping whose keys are anybody's, as `{ users: 100 }`; at most 1,000. */
export function recordOf<T>(parser: Parser<T>): Parser<ReadonlyMap<string, T>> {
  return {
    placeholder: 'MAPPING',
    schema: { type: 'object', additionalProperties: parser.schema, maxProperties: 1000 },
    parse: (raw) => {
      if (!isMapping(raw)) return { problems: [`must be a mapping, not ${quote(raw)}`] }
      const entries = Object.entries(raw)
      if (entries.length > 1000) return { problems: ['has more than 1,000 keys'] }
      const problems: string[] = []
      const values = new Map<string, T>()
      for (const [key, value] of entries) {
        const parsed = parser.parse(value)
        if ('problems' in parsed)
          problems.push(...parsed.problems.map((problem) => `${quote(key)} ${problem}`))
        else values.set(key, parsed.value)
      }
      return problems.length > 0 ? { problems } : { value: values }
    },
  }
}

/** A whole number, from `least` to `most`. */
export function integer(least: number, most: number): Parser<number> {
  return {
    placeholder: 'NUMBER',
    schema: { type: 'integer', minimum: least, maximum: most },
    parse: (raw) => {
      const typed = typeof raw === 'string' && /^\s*-?\d{1,15}\s*$/.test(raw) ? Number(raw) : raw
      const isRight = typeof typed === 'number' && Number.isInteger(typed) && typed >= least && typed <= most
      return isRight
        ? { value: typed }
        : { problems: [`must be a whole number from ${least} to ${most}, not ${quote(raw)}`] }
    },
  }
}
