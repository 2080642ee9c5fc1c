import { describe, expect, test } from '@jest/globals'
import { licenseCompliance } from '../../../src/checks/license-compliance/index.ts'
import { OPTIONS } from '../../../src/checks/license-compliance/options.ts'
import { RULES } from '../../../src/checks/license-compliance/rules.ts'
import { ConfigError } from '../../../src/core/errors.ts'
import { optionsOf } from '../../support/license-compliance/world.ts'

/** The mistakes that options are refused for. */
function problemsOf(values: Readonly<Record<string, unknown>>): readonly string[] {
  try {
    optionsOf(values)
    return []
  } catch (thrown) {
    if (thrown instanceof ConfigError) return thrown.problems
    throw thrown
  }
}

describe('rules', () => {
  test.each(Object.entries(RULES))('%s has an id, a title and a next step', (name, rule) => {
    expect(rule.id).toBe(`${licenseCompliance.id}/${name}`)
    expect(rule.title).toMatch(/^(A|The) /)
    expect(rule.help).toMatch(/\.$/)
  })

  test('what nobody may use and what nobody can tell fails by default, the rest warns', () => {
    const severities = Object.fromEntries(Object.entries(RULES).map(([name, rule]) => [name, rule.severity]))
    expect(severities).toEqual({
      denied: 'high',
      review: 'moderate',
      unknown: 'high',
      conflict: 'moderate',
      drift: 'moderate',
      'missing-text': 'moderate',
    })
    expect(optionsOf()['fail-on']).toBe('high')
  })
})

describe('options', () => {
  test('by default: no lists, the strict answers, no cross-check', () => {
    expect(optionsOf()).toMatchObject({
      allow: [],
      deny: [],
      review: [],
      unknown: 'fail',
      dev: 'fail',
      'internal-scopes': [],
      exclude: [],
      base: '',
      'cross-check': false,
    })
  })

  test('the lists are checked entry by entry, and all mistakes are told', () => {
    expect(problemsOf({ allow: 'MIT, Foo, ISC OR MIT', deny: 'permisive', unknown: 'ignore' })).toEqual([
      expect.stringContaining('allow holds "Foo"'),
      expect.stringContaining('allow holds an expression, "ISC OR MIT"'),
      expect.stringContaining('deny holds "permisive"'),
      expect.stringContaining('unknown must be one of fail, warn'),
    ])
  })

  test.each(['allow', 'deny', 'review', 'internal-scopes', 'exclude'])(
    '%s that is given and empty is a mistake, never the default',
    (name) => {
      expect(problemsOf({ [name]: ' , ' })).toEqual([`${name} has no entries`])
    },
  )

  test.each([
    ['@acme', true],
    ['@acme, @a.b-c_d', true],
    ['acme', false],
    ['@acme/', false],
    ['@', false],
    ['@*', false],
    ['@acme/pkg', false],
  ])('internal-scopes %s: %s', (value, isFine) => {
    const problems = problemsOf({ 'internal-scopes': value })
    expect(problems).toEqual(
      isFine ? [] : [expect.stringContaining(`holds "${value}", which is no scope like @acme`)],
    )
  })

  test.each([
    ['examples', true],
    ['a/b/c, package-lock.json', true],
    ['..a/b', true],
    ['/etc', false],
    ['..', false],
    ['a/../b', false],
    ['**/x', false],
    ['a?', false],
  ])('exclude %s: %s', (value, isFine) => {
    const problems = problemsOf({ exclude: value })
    expect(problems).toEqual(
      isFine ? [] : [expect.stringContaining('name folders below path, without wildcards')],
    )
  })

  test('base and the like are for a run, not for the configuration', () => {
    expect(OPTIONS.base.only).toEqual(['flag', 'input'])
  })

  test('contradictions are the check’s own problems', () => {
    expect(licenseCompliance.problems(optionsOf({ allow: 'GPL-3.0', deny: 'GPL-3.0-only' }))).toEqual([
      '"GPL-3.0-only" stands both in allow and in deny: keep one',
    ])
    expect(licenseCompliance.problems(optionsOf())).toEqual([])
  })
})
