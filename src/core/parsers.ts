import type { Json } from './finding.ts'
import { didYouMean } from './suggest.ts'

export type Parsed<T> = { readonly value: T } | { readonly problems: readonly string[] }

/** Reads one option's value, be it typed (a string) or from the YAML config (anything). Never guesses. */
export interface Parser<T> {
  /** Problems are said without the option's name: the caller puts that first. */
  readonly parse: (raw: unknown) => Parsed<T>
  /** What the config accepts, as JSON Schema. */
  readonly schema: Json
  /** What stands for a value in `--help`. */
  readonly placeholder: string
  /** The valid words, where they can be listed. */
  readonly values?: readonly string[]
  /** Of a mapping, or a list of them: what it may say, for the docs. */
  readonly fields?: readonly FieldRow[]
}

/** A key of a mapping; that of a mapping in it as `outer.inner`. */
export interface FieldRow {
  readonly key: string
  readonly placeholder: string
  readonly description: string
  readonly isRequired: boolean
}

/** A value for a message: short, and telling text from other kinds. */
export function quote(raw: unknown): string {
  if (typeof raw === 'string') return `"${raw.length > 60 ? `${raw.slice(0, 60)}…` : raw}"`
  if (raw === null || typeof raw === 'number' || typeof raw === 'boolean') return String(raw)
  return Array.isArray(raw) ? 'a list' : 'a mapping'
}

function fail<T>(...problems: readonly string[]): Parsed<T> {
  return { problems }
}

/** Any one line of text. */
export function text(placeholder: string): Parser<string> {
  return {
    placeholder,
    schema: { type: 'string' },
    parse: (raw) =>
      typeof raw === 'string' && !/[\r\n\0]/.test(raw)
        ? { value: raw.trim() }
        : fail(`must be one line of text, not ${typeof raw === 'string' ? 'several lines' : quote(raw)}`),
  }
}

/** The URL of a service, without a slash at its end; empty where there is none. It holds no password: it is shown. */
export function url(): Parser<string> {
  return {
    placeholder: 'URL',
    schema: { type: 'string', pattern: '^(https?://[^\\s@]+)?$' },
    parse: (raw) => {
      const typed = typeof raw === 'string' ? raw.trim() : raw
      if (typed === '') return { value: '' }
      const read = typeof typed === 'string' && URL.canParse(typed) ? new URL(typed) : undefined
      const isHttp = read?.protocol === 'http:' || read?.protocol === 'https:'
      if (!isHttp || typeof typed !== 'string' || /\s/.test(typed))
        return fail(`must be an http or https URL, not ${quote(raw)}`)
      if (typed.includes('@')) return fail('must not hold a user or a password')
      return { value: typed.replace(/\/+$/, '') }
    },
  }
}

/** One of a few words. */
export function oneOf<const W extends string>(words: readonly W[]): Parser<W> {
  return {
    placeholder: words.join('|'),
    schema: { enum: words },
    values: words,
    parse: (raw) => {
      const typed = typeof raw === 'string' ? raw.trim() : raw
      const word = words.find((known) => known === typed)
      if (word !== undefined) return { value: word }
      const hint = typeof typed === 'string' ? didYouMean(typed, words) : ''
      return fail(`must be one of ${words.join(', ')}, not ${quote(typed)}${hint}`)
    },
  }
}

/** True or false; the YAML 1.2 core words, as @actions/core's getBooleanInput reads them. */
export function flag(): Parser<boolean> {
  return {
    placeholder: '',
    schema: { type: 'boolean' },
    values: ['true', 'false'],
    parse: (raw) => {
      const word = typeof raw === 'string' ? raw.trim() : raw
      if (word === true || word === 'true' || word === 'True' || word === 'TRUE') return { value: true }
      if (word === false || word === 'false' || word === 'False' || word === 'FALSE') return { value: false }
      return fail(`must be true or false, not ${quote(raw)}`)
    },
  }
}

/** A list: typed with commas or newlines between its entries, or a YAML list of text. Never empty. */
export function list(
  placeholder: string,
  entry?: (word: string) => string | undefined,
): Parser<readonly string[]> {
  return {
    placeholder,
    schema: {
      oneOf: [
        { type: 'string', minLength: 1 },
        { type: 'array', items: { type: 'string' }, minItems: 1 },
      ],
    },
    parse: (raw) => {
      const words = typeof raw === 'string' ? raw.split(/[,\r\n]/) : raw
      if (!Array.isArray(words)) return fail(`must be a list, not ${quote(raw)}`)
      const odd = words.filter((word) => typeof word !== 'string')
      if (odd.length > 0) return fail(...odd.map((word) => `must hold text only, not ${quote(word)}`))
      const entries = words.map((word: string) => word.trim()).filter((word) => word !== '')
      if (entries.length === 0) return fail('has no entries')
      const problems = entries.flatMap((word) => entry?.(word) ?? [])
      return problems.length > 0 ? { problems } : { value: [...new Set(entries)] }
    },
  }
}

const UNITS: Readonly<Record<string, number>> = {
  s: 1000,
  m: 60 * 1000,
  h: 60 * 60 * 1000,
  d: 24 * 60 * 60 * 1000,
  w: 7 * 24 * 60 * 60 * 1000,
}

/** The milliseconds that `90s`, `30m`, `24h`, `7d` or `2w` says; undefined for anything else. */
export function millisecondsOf(written: string): number | undefined {
  const [, number = '', unit = ''] = /^(\d{1,6})\s*([smhdw])$/.exec(written.trim()) ?? []
  const factor = UNITS[unit]
  return factor === undefined ? undefined : Number(number) * factor
}

/** A length of time, in milliseconds. */
export function duration(): Parser<number> {
  return {
    placeholder: 'DURATION',
    schema: { type: 'string', pattern: '^\\s*\\d{1,6}\\s*[smhdw]\\s*$' },
    parse: (raw) => {
      const value = typeof raw === 'string' ? millisecondsOf(raw) : undefined
      return value === undefined
        ? fail(`must be a length of time like 90s, 30m, 24h, 7d or 2w, not ${quote(raw)}`)
        : { value }
    },
  }
}

/** A day (`2027-01-31`, its first moment in UTC) or a moment (RFC 3339). */
export function date(): Parser<Date | undefined> {
  return {
    placeholder: 'ISO-DATE',
    schema: { type: 'string', anyOf: [{ format: 'date' }, { format: 'date-time' }] },
    parse: (raw) => {
      if (raw === '') return { value: undefined }
      const moment = typeof raw === 'string' ? momentOf(raw.trim()) : undefined
      return moment
        ? { value: moment }
        : fail(`must be a date like 2027-01-31 or 2027-01-31T09:00:00Z, not ${quote(raw)}`)
    },
  }
}

const RFC3339 = /^(\d{4}-\d{2}-\d{2})(T([01]\d|2[0-3]):\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2}))?$/

/** The moment an ISO date names, or nothing where there is no such day (2027-02-30). */
export function momentOf(written: string): Date | undefined {
  const day = RFC3339.exec(written)?.[1]
  if (day === undefined) return undefined
  const moment = new Date(written)
  const exists = !Number.isNaN(moment.getTime()) && new Date(day).toISOString().startsWith(day)
  return exists ? moment : undefined
}
