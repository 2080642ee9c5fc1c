import { ConfigError } from './errors.ts'
import { date, flag, oneOf, type Parser, text } from './parsers.ts'
import { SEVERITIES } from './severity.ts'
import { didYouMean } from './suggest.ts'

/** One row: the action's input, the CLI's flag, the config's key and the docs are all made from it. */
export interface Option<T> {
  /** One sentence or two; what it decides, and its unit. */
  readonly description: string
  /** As a user would type it; empty where there is none. */
  readonly default: string
  readonly parser: Parser<T>
  /** Where it can be given, if not everywhere. A secret is an input, and on the command line an environment variable. */
  readonly only?: readonly Origin[]
  /** For an action.yml alone: an expression the runner fills in. */
  readonly expression?: string
}

export type Origin = 'flag' | 'input' | 'config'

/** Rows by name. */
export type OptionTable = Readonly<Record<string, Option<unknown>>>

/** What `parseOptions` makes of a table. */
export type OptionsOf<T extends OptionTable> = {
  readonly [K in keyof T]: T[K] extends Option<infer V> ? V : never
}

/** The options that all checks share. */
export const SHARED = {
  path: {
    description: 'The directory to check, relative to the current one (in an action: to the workspace).',
    default: '.',
    parser: text('DIR'),
    only: ['flag', 'input'],
  },
  config: {
    description:
      'The configuration file, relative to `path`. On pull requests it is read from the base branch.',
    default: '.github/upkeep.yml',
    parser: text('FILE'),
    only: ['flag', 'input'],
  },
  name: {
    description:
      'A name for this run, to tell apart two runs of one check (a matrix). Default: the id of the check.',
    default: '',
    parser: text('NAME'),
    only: ['flag', 'input'],
  },
  format: {
    description: 'The format of `output`, or of what is printed.',
    default: 'text',
    parser: oneOf(['text', 'json', 'sarif', 'markdown', 'html']),
    only: ['flag', 'input'],
  },
  output: {
    description: 'Write the report, in `format`, to this file.',
    default: '',
    parser: text('FILE'),
    only: ['flag', 'input'],
  },
  'fail-on': {
    description: 'The lowest severity that fails the run; `none` only warns.',
    default: 'high',
    parser: oneOf([...SEVERITIES, 'none']),
  },
  'allow-empty': {
    description:
      'Whether a well-formed target with nothing in it may pass. Nothing found to look at never does.',
    default: 'false',
    parser: flag(),
  },
  now: {
    description: 'Answer as of this moment instead of the present one: a date, or an RFC 3339 time.',
    default: '',
    parser: date(),
    only: ['flag', 'input'],
  },
  'github-token': {
    description:
      'A token with `contents: read`, to read the base of a pull request from a shallow checkout. On the command line: the environment variable GITHUB_TOKEN.',
    default: '',
    parser: text('TOKEN'),
    only: ['input'],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the runner's expression, not ours
    expression: '${{ github.token }}',
  },
} as const satisfies OptionTable

export type Shared = typeof SHARED
export type SharedOptions = OptionsOf<Shared>

/** Values from one place, and what to call one of them there in a message. */
export interface Given {
  readonly origin: Origin
  readonly values: ReadonlyMap<string, unknown>
  readonly label: (name: string) => string
}

/** Whether an option can be given at this place. */
export function isFrom(option: Option<unknown>, origin: Origin): boolean {
  return option.only === undefined || option.only.includes(origin)
}

function unknownNames(table: OptionTable, given: Given): readonly string[] {
  const known = Object.keys(table).filter((name) => isFrom(table[name] as Option<unknown>, given.origin))
  return [...given.values.keys()]
    .filter((name) => !known.includes(name))
    .map((name) => `unknown ${given.label(name)}${didYouMean(name, known) || `; known: ${known.join(', ')}`}`)
}

/**
 * Reads every option from the first place that gives it (flags or inputs before the config before the
 * default); a list replaces a list. Throws one ConfigError that holds every mistake of every place.
 */
export function parseOptions<T extends OptionTable>(table: T, places: readonly Given[]): OptionsOf<T> {
  const problems = places.flatMap((given) => unknownNames(table, given))
  const values: Record<string, unknown> = {}
  for (const [name, option] of Object.entries(table)) {
    const given = places.filter((place) => isFrom(option, place.origin) && place.values.has(name))
    for (const place of given) {
      const parsed = option.parser.parse(place.values.get(name))
      if ('problems' in parsed) problems.push(...parsed.problems.map((p) => `${place.label(name)} ${p}`))
      else if (place === given[0]) values[name] = parsed.value
    }
    if (given.length === 0) values[name] = defaultOf(name, option)
  }
  if (problems.length > 0) throw new ConfigError(problems)
  return values as OptionsOf<T>
}

function defaultOf(name: string, option: Option<unknown>): unknown {
  const parsed = option.default === '' ? { value: emptyOf(option) } : option.parser.parse(option.default)
  if ('problems' in parsed) throw new Error(`the default of ${name} ${parsed.problems.join(', ')}`)
  return parsed.value
}

/** What an option without a default is when nobody gives it: the parser's own idea of nothing, else no entries. */
function emptyOf(option: Option<unknown>): unknown {
  const parsed = option.parser.parse('')
  return 'value' in parsed ? parsed.value : []
}
