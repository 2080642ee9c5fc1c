import { describe, expect, test } from '@jest/globals'
import { ConfigError } from '../../src/core/errors.ts'
import {
  type Given,
  isFrom,
  type OptionTable,
  type Origin,
  parseOptions,
  SHARED,
} from '../../src/core/options.ts'
import { date, flag, list, oneOf, text } from '../../src/core/parsers.ts'
import { failingRows, type Row } from '../support/runner/failing-rows.ts'

const TABLE = {
  'fail-on': { description: '', default: 'high', parser: oneOf(['critical', 'high', 'low', 'none']) },
  allow: { description: '', default: '', parser: list('LICENSES') },
  deny: { description: '', default: 'GPL-3.0-only, AGPL-3.0-only', parser: list('LICENSES') },
  dev: { description: '', default: 'false', parser: flag() },
  base: { description: '', default: '', parser: text('REF'), only: ['flag', 'input'] },
  since: { description: '', default: '', parser: date() },
  token: { description: '', default: '', parser: text('TOKEN'), only: ['input'] },
} as const satisfies OptionTable

const DEFAULTS = {
  'fail-on': 'high',
  allow: [],
  deny: ['GPL-3.0-only', 'AGPL-3.0-only'],
  dev: false,
  base: '',
  since: undefined,
  token: '',
}

type Values = Readonly<Record<string, unknown>>

/** Values by place; flags and inputs come before the config. */
interface Places {
  readonly flag?: Values
  readonly input?: Values
  readonly config?: Values
}

const LABELS: Readonly<Record<Origin, (name: string) => string>> = {
  flag: (name) => `--${name}`,
  input: (name) => `input ${name}`,
  config: (name) => `check.${name} in upkeep.yml`,
}

function placesOf(places: Places): readonly Given[] {
  return (['flag', 'input', 'config'] as const).flatMap((origin) => {
    const values = places[origin]
    return values === undefined
      ? []
      : [{ origin, values: new Map(Object.entries(values)), label: LABELS[origin] }]
  })
}

type Answer = { readonly options: Values } | { readonly problems: readonly string[] }

function parse(places: Places): Answer {
  try {
    return { options: parseOptions(TABLE, placesOf(places)) }
  } catch (thrown) {
    if (thrown instanceof ConfigError) return { problems: thrown.problems }
    throw thrown
  }
}

function reads(name: string, input: Places, changed: Values): Row<Places, Answer> {
  return { name, input, expected: { options: { ...DEFAULTS, ...changed } } }
}

function refuses(name: string, input: Places, ...problems: readonly string[]): Row<Places, Answer> {
  return { name, input, expected: { problems } }
}

const NOT_A_FLAG = 'must be true or false, not "yes"'

const ROWS: readonly Row<Places, Answer>[] = [
  reads('nothing', {}, {}),
  reads('empty places', { flag: {}, config: {} }, {}),
  reads('a flag', { flag: { 'fail-on': 'low' } }, { 'fail-on': 'low' }),
  reads('an input', { input: { 'fail-on': 'low' } }, { 'fail-on': 'low' }),
  reads('a config', { config: { 'fail-on': 'low' } }, { 'fail-on': 'low' }),
  reads('a flag before the config', { flag: { dev: 'true' }, config: { dev: false } }, { dev: true }),
  reads('an input before the config', { input: { dev: 'false' }, config: { dev: true } }, { dev: false }),
  reads(
    'each from the first place that has it',
    { flag: { dev: 'true' }, config: { 'fail-on': 'none', dev: false } },
    { dev: true, 'fail-on': 'none' },
  ),
  reads('a list that replaces the default', { config: { deny: ['MIT'] } }, { deny: ['MIT'] }),
  reads(
    'a list that replaces a list',
    { flag: { allow: 'MIT' }, config: { allow: ['ISC', 'Zlib'] } },
    { allow: ['MIT'] },
  ),
  reads('YAML of its own kind', { config: { dev: true, allow: ['MIT'] } }, { dev: true, allow: ['MIT'] }),
  reads('a date', { config: { since: '2027-01-31' } }, { since: new Date('2027-01-31') }),
  reads('what only an input may give', { input: { token: 't', base: 'main' } }, { token: 't', base: 'main' }),

  refuses(
    'a bad flag beside a good config',
    { flag: { 'fail-on': 'hgih' }, config: { 'fail-on': 'low' } },
    '--fail-on must be one of critical, high, low, none, not "hgih" (did you mean "high"?)',
  ),
  refuses(
    'a bad config that a good flag overrides',
    { flag: { dev: 'true' }, config: { dev: 'yes' } },
    `check.dev in upkeep.yml ${NOT_A_FLAG}`,
  ),
  refuses(
    'both bad',
    { flag: { dev: 'yes' }, config: { dev: 'yes' } },
    `--dev ${NOT_A_FLAG}`,
    `check.dev in upkeep.yml ${NOT_A_FLAG}`,
  ),
  refuses(
    'every mistake at once, unknown names first',
    {
      flag: { 'fial-on': 'high', dev: 'yes', since: '2027-02-30' },
      config: { 'fail-on': 'severe', allow: [], token: 'x' },
    },
    'unknown --fial-on (did you mean "fail-on"?)',
    'unknown check.token in upkeep.yml; known: fail-on, allow, deny, dev, since',
    'check.fail-on in upkeep.yml must be one of critical, high, low, none, not "severe"',
    'check.allow in upkeep.yml has no entries',
    `--dev ${NOT_A_FLAG}`,
    '--since must be a date like 2027-01-31 or 2027-01-31T09:00:00Z, not "2027-02-30"',
  ),
  refuses('an empty list', { flag: { deny: '' } }, '--deny has no entries'),
  refuses(
    'an empty word',
    { flag: { 'fail-on': '' } },
    '--fail-on must be one of critical, high, low, none, not ""',
  ),
  refuses(
    'a null in the config',
    { config: { deny: null } },
    'check.deny in upkeep.yml must be a list, not null',
  ),
  refuses(
    'every wrong entry of a list',
    { config: { deny: [1, 'MIT', {}] } },
    'check.deny in upkeep.yml must hold text only, not 1',
    'check.deny in upkeep.yml must hold text only, not a mapping',
  ),
  refuses(
    'an unknown name like none',
    { input: { 'something-else': '1' } },
    'unknown input something-else; known: fail-on, allow, deny, dev, base, since, token',
  ),
  refuses(
    'a name that every object has',
    { flag: { constructor: '1', toString: '1' } },
    'unknown --constructor; known: fail-on, allow, deny, dev, base, since',
    'unknown --toString; known: fail-on, allow, deny, dev, base, since',
  ),
  refuses(
    'a name in the wrong place',
    { config: { base: 'main' } },
    'unknown check.base in upkeep.yml; known: fail-on, allow, deny, dev, since',
  ),
  refuses(
    'a secret on the command line',
    { flag: { token: 'x' } },
    'unknown --token; known: fail-on, allow, deny, dev, base, since',
  ),
]

describe('options', () => {
  test.each(ROWS)('read or refuse $name', ({ input, expected }) => {
    expect(parse(input)).toEqual(expected)
  })

  test('have a table that each of these wrong readers fails', () => {
    const firstMistake = (places: Places): Answer => {
      const answer = parse(places)
      return 'problems' in answer ? { problems: answer.problems.slice(0, 1) } : answer
    }
    const configFirst = (places: Places): Answer => {
      try {
        return { options: parseOptions(TABLE, placesOf(places).toReversed()) }
      } catch (thrown) {
        return { problems: (thrown as ConfigError).problems }
      }
    }
    const defaulting = (places: Places): Answer => {
      const answer = parse(places)
      return 'problems' in answer ? { options: DEFAULTS } : answer
    }
    const flagsOnly = ({ config: _, ...typed }: Places) => parse(typed)
    expect(failingRows(ROWS, parse)).toEqual([])
    for (const wrong of [firstMistake, configFirst, defaulting, flagsOnly])
      expect(failingRows(ROWS, wrong).length).toBeGreaterThan(2)
  })

  test('a config error is told as one problem a line', () => {
    expect(() => parseOptions(TABLE, placesOf({ flag: { dev: 'yes', deny: '' } }))).toThrow(
      new ConfigError(['--deny has no entries', `--dev ${NOT_A_FLAG}`]),
    )
    expect(new ConfigError(['a', 'b'])).toMatchObject({ name: 'ConfigError', message: 'a\nb' })
  })

  test('a default that its own parser refuses is a mistake of ours, not of the user', () => {
    const table = { level: { description: '', default: 'hihg', parser: oneOf(['high', 'low']) } } as const
    const run = () => parseOptions(table, [])
    expect(run).toThrow('the default of level must be one of high, low, not "hihg" (did you mean "high"?)')
    expect(run).not.toThrow(ConfigError)
  })
})

describe('the shared options', () => {
  test('read as their defaults', () => {
    expect(parseOptions(SHARED, [])).toEqual({
      path: '.',
      config: '.github/upkeep.yml',
      name: '',
      format: 'text',
      output: '',
      'fail-on': 'high',
      'allow-empty': false,
      now: undefined,
      'github-token': '',
    })
  })

  test.each([
    ['fail-on', ['flag', 'input', 'config']],
    ['allow-empty', ['flag', 'input', 'config']],
    ['path', ['flag', 'input']],
    ['config', ['flag', 'input']],
    ['now', ['flag', 'input']],
    ['github-token', ['input']],
  ] as const)('%s can be given as %j', (name, places) => {
    expect((['flag', 'input', 'config'] as const).filter((place) => isFrom(SHARED[name], place))).toEqual(
      places,
    )
  })
})
