import { type Parsed, type Parser, quote } from './parsers.ts'
import { didYouMean } from './suggest.ts'

/** What one entry of a list of things can say, by key. */
export interface EntryForm<T> {
  readonly placeholder: string
  /** The key that the words without a setting stand for. */
  readonly main: string
  /** Every key, `main` too, and what it means. */
  readonly keys: Readonly<Record<string, string>>
  /** Makes a thing of what was said; problems are said without the entry. */
  readonly read: (said: ReadonlyMap<string, string>) => Parsed<T>
}

const OPENS = '({['
const CLOSES = ')}]'

/** Splits at commas and line ends that are in no brackets: `min(30d, 25%)` and `*.{pem,crt}` stay whole. */
export function splitEntries(text: string): readonly string[] {
  const entries: string[] = []
  let depth = 0
  let start = 0
  for (let at = 0; at <= text.length; at++) {
    const char = text[at] ?? '\n'
    if (OPENS.includes(char)) depth++
    else if (CLOSES.includes(char)) depth = Math.max(0, depth - 1)
    else if (char === '\n' || char === '\r') depth = 0
    if (char === '\n' || char === '\r' || (char === ',' && depth === 0)) {
      entries.push(text.slice(start, at).trim())
      start = at + 1
    }
  }
  return entries.filter((entry) => entry !== '')
}

/** `10.0.0.5:8443 name=api.example.org warn=min(30d, 25%)`: a setting begins where a known key and `=` do. */
function saidIn(entry: string, { main, keys }: EntryForm<unknown>): ReadonlyMap<string, string> {
  const settings = Object.keys(keys).filter((key) => key !== main)
  const said = new Map<string, string>()
  let key = main
  for (const word of entry.split(/\s+/)) {
    const setting = settings.find((name) => word.startsWith(`${name}=`))
    if (setting !== undefined) key = setting
    const text = setting === undefined ? word : word.slice(setting.length + 1)
    const before = said.get(key)
    said.set(key, before === undefined ? text : `${before} ${text}`)
  }
  return said
}

function saidBy(mapping: object, { keys }: EntryForm<unknown>): Parsed<ReadonlyMap<string, string>> {
  const known = Object.keys(keys)
  const said = new Map<string, string>()
  const problems: string[] = []
  for (const [key, value] of Object.entries(mapping)) {
    if (!known.includes(key))
      problems.push(`has the unknown key "${key}"${didYouMean(key, known)}; known: ${known.join(', ')}`)
    else if (typeof value === 'string' && !/[\r\n\0]/.test(value)) said.set(key, value.trim())
    else if (typeof value === 'number') said.set(key, String(value))
    else problems.push(`has for ${key} ${quote(value)}, which is no line of text`)
  }
  return problems.length > 0 ? { problems } : { value: said }
}

function saidOf(entry: unknown, form: EntryForm<unknown>): Parsed<ReadonlyMap<string, string>> {
  if (typeof entry === 'string') return { value: saidIn(entry.trim(), form) }
  if (typeof entry === 'object' && entry !== null && !Array.isArray(entry)) return saidBy(entry, form)
  return { problems: [`must be text or a mapping, not ${quote(entry)}`] }
}

function schemaOf({ main, keys }: EntryForm<unknown>): Parser<unknown>['schema'] {
  const properties = Object.entries(keys).map(([key, description]) => [
    key,
    { type: ['string', 'number'], description },
  ])
  const entry = {
    oneOf: [
      { type: 'string', minLength: 1 },
      {
        type: 'object',
        properties: Object.fromEntries(properties),
        required: [main],
        additionalProperties: false,
      },
    ],
  }
  return {
    oneOf: [
      { type: 'string', minLength: 1 },
      { type: 'array', items: entry, minItems: 1 },
    ],
  }
}

/** Which entry a problem is about; one that may hold a password is not repeated. */
function labelOf(entry: unknown, index: number, { main }: EntryForm<unknown>): string {
  const text = typeof entry === 'string' ? entry : (entry as Record<string, unknown> | null)?.[main]
  return typeof text === 'string' && !text.includes('@') ? `entry ${quote(text)}` : `entry ${index + 1}`
}

/**
 * A list of things, each a line of text (`thing key=value …`) or a mapping with the same keys, so that whatever can
 * be said in the configuration can be said in an input and on the command line too. Never empty.
 */
export function entries<T>(form: EntryForm<T>): Parser<readonly T[]> {
  return {
    placeholder: form.placeholder,
    schema: schemaOf(form),
    parse: (raw) => {
      const list = typeof raw === 'string' ? splitEntries(raw) : raw
      if (!Array.isArray(list)) return { problems: [`must be a list, not ${quote(raw)}`] }
      if (list.length === 0) return { problems: ['has no entries'] }
      const values: T[] = []
      const problems: string[] = []
      for (const [index, entry] of list.entries()) {
        const said = saidOf(entry, form)
        const read = 'problems' in said ? said : form.read(said.value)
        if ('problems' in read)
          problems.push(...read.problems.map((problem) => `${labelOf(entry, index, form)} ${problem}`))
        else values.push(read.value)
      }
      return problems.length > 0 ? { problems } : { value: values }
    },
  }
}
