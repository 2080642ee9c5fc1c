import { describe, expect, test } from '@jest/globals'
import { describe as describeFacts } from '../../../src/checks/license-compliance/describe.ts'
import type { LicenseFact } from '../../../src/checks/license-compliance/fact.ts'
import type { Scope } from '../../../src/inventory/package.ts'
import { factOf, frozen } from '../../support/license-compliance/facts.ts'
import { optionsOf } from '../../support/license-compliance/world.ts'

function rowsOf(facts: readonly LicenseFact[], values: Readonly<Record<string, unknown>> = {}) {
  return describeFacts(frozen(facts), frozen(optionsOf(values))).rows
}

describe('the table', () => {
  test('has the columns people want; licenses and verdicts can be counted', () => {
    const { columns } = describeFacts([], optionsOf())
    expect(columns.map((column) => column.id)).toEqual([
      'package',
      'version',
      'license',
      'source',
      'scope',
      'verdict',
      'path',
    ])
    expect(columns.filter((column) => 'tally' in column).map((column) => column.id)).toEqual([
      'license',
      'verdict',
    ])
    expect(rowsOf([])).toEqual([])
  })

  test('has a row for a healthy package too, with where its license was read and the shortest way', () => {
    const fact = factOf('a@1.0.0', 'mit', {
      own: 'MIT',
      paths: () => [['app', 'b@2.0.0', 'a@1.0.0'], ['other']],
    })
    expect(rowsOf([fact])).toEqual([
      ['a', '1.0.0', 'MIT', 'package.json', 'prod', 'allow', 'app > b@2.0.0 > a@1.0.0'],
    ])
  })

  test('asks for the shortest way alone, and once for all copies', () => {
    const asked: number[] = []
    const paths = (most: number) => {
      asked.push(most)
      return []
    }
    const facts = [factOf('a@1.0.0', 'MIT', { paths }), factOf('a@1.0.0', 'MIT', { paths })]
    expect(rowsOf(facts).map((row) => row.at(-1))).toEqual([''])
    expect(asked).toEqual([1])
  })

  test('lists what does not count as well', () => {
    expect(rowsOf([factOf('a@1.0.0', 'AGPL-3.0-only', { counts: false })])).toHaveLength(1)
  })

  test.each<[string, unknown, unknown, readonly string[]]>([
    [
      'a package that declares none, whatever the lockfile says',
      'ISC',
      undefined,
      ['(none)', 'package.json', 'unknown'],
    ],
    ['the stricter of two', 'AGPL-3.0-only', 'MIT', ['AGPL-3.0-only', 'lockfile', 'deny']],
    ['nothing', undefined, undefined, ['(none)', 'package.json', 'unknown']],
    ['what cannot be read, as it stands', undefined, 'Commercial', ['Commercial', 'package.json', 'unknown']],
    ['a license to be reviewed', undefined, 'GPL-2.0', ['GPL-2.0-only', 'package.json', 'review']],
  ])('shows %s', (_what, locked, own, want) => {
    const [row = []] = rowsOf([factOf('a@1.0.0', locked, { own })])
    expect([row[2], row[3], row[5]]).toEqual(want)
  })

  test('shows internal packages as internal, whatever their license', () => {
    const rows = rowsOf([factOf('@acme/a@1.0.0', undefined)], { 'internal-scopes': '@acme' })
    expect(rows[0]?.[5]).toBe('internal')
  })

  test('puts the worst first, then goes by name, then by version', () => {
    const facts = [
      factOf('b@1.0.0', 'MIT'),
      factOf('a@2.0.0', 'MIT'),
      factOf('a@1.0.0', 'MIT'),
      factOf('@acme/x@1.0.0', 'AGPL-3.0-only'),
      factOf('y@1.0.0', 'AGPL-3.0-only'),
      factOf('z@1.0.0', 'GPL-3.0-only'),
      factOf('w@1.0.0', undefined),
    ]
    const rows = rowsOf(facts, { 'internal-scopes': '@acme' })
    expect(rows.map(([name, version, , , , verdict]) => `${name}@${version} ${verdict}`)).toEqual([
      'y@1.0.0 deny',
      'w@1.0.0 unknown',
      'z@1.0.0 review',
      'a@1.0.0 allow',
      'a@2.0.0 allow',
      'b@1.0.0 allow',
      '@acme/x@1.0.0 internal',
    ])
    expect(rowsOf(facts.toReversed(), { 'internal-scopes': '@acme' })).toEqual(rows)
  })

  test('has one row for copies of one license, two for two', () => {
    const nested = { location: 'node_modules/b/node_modules/a' }
    const facts = [
      factOf('a@1.0.0', 'MIT'),
      factOf('a@1.0.0', 'MIT', nested),
      factOf('a@1.0.0', 'MIT', { lockfile: 'web/package-lock.json' }),
      factOf('a@1.0.0', 'ISC', nested),
    ]
    expect(rowsOf(facts).map((row) => row[2])).toEqual(['ISC', 'MIT'])
  })

  test.each<[readonly Scope[], Scope]>([
    [['prod'], 'prod'],
    [['dev'], 'dev'],
    [['optional'], 'optional'],
    [['both'], 'both'],
    [['prod', 'dev'], 'both'],
    [['dev', 'prod'], 'both'],
    [['both', 'optional'], 'both'],
    [['prod', 'optional'], 'prod'],
    [['dev', 'optional'], 'optional'],
  ])('copies of scopes %j are %s', (scopes, want) => {
    const rows = rowsOf(scopes.map((scope) => factOf('a@1.0.0', 'MIT', { scope })))
    expect(rows.map((row) => row[4])).toEqual([want])
  })

  test('hostile names and licenses stand in it as they are: formats escape', () => {
    const rows = rowsOf([
      factOf('a@1.0.0', '\n::error::x', { name: '__proto__' }),
      factOf('a@1.0.0', 'x', { name: '##[error]' }),
    ])
    expect(rows.map((row) => [row[0], row[2]])).toEqual([
      ['##[error]', 'x'],
      ['__proto__', '::error::x'],
    ])
  })
})
