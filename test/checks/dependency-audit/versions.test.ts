import { expect, test } from '@jest/globals'
import {
  comparePep440,
  type Pep440,
  parsePep440,
  textOfPep440,
} from '../../../src/checks/dependency-audit/pep440.ts'
import { nameKeyOf, withOrder } from '../../../src/checks/dependency-audit/versions.ts'
import { RECORDED_PEP440 } from './support/pep440.ts'

function parsed(text: string): Pep440 {
  const version = parsePep440(text)
  if (!version) throw new Error(`${text} is a version`)
  return version
}

test('PEP 440: 2,958 versions are ordered as Python orders them', () => {
  const groups = RECORDED_PEP440.order.map((group) => group.map(parsed))
  const wrong: unknown[] = []
  for (const [at, group] of groups.entries()) {
    for (const version of group) {
      for (const [other, [first = version]] of groups.entries()) {
        const isNear = Math.abs(at - other) < 30 || (at + other) % 16 === 0
        if (isNear && comparePep440(version, first) !== Math.sign(at - other)) wrong.push([at, other])
      }
    }
  }
  expect(groups.flat()).toHaveLength(2958)
  expect(wrong).toEqual([])
})

test('PEP 440: equal versions have one text, and it means the same', () => {
  const texts = RECORDED_PEP440.order.map((group) => [
    ...new Set(group.map((one) => textOfPep440(parsed(one)))),
  ])
  const isSame = ([text = '', ...more]: readonly string[], at: number) =>
    more.length === 0 && comparePep440(parsed(text), parsed(RECORDED_PEP440.order[at]?.[0] ?? '')) === 0
  expect(texts.filter((group, at) => !isSame(group, at))).toEqual([])
  expect(new Set(texts.flat()).size).toBe(2797)
})

test.each([...RECORDED_PEP440.invalid, '1'.repeat(257), `1${'.0'.repeat(60_000)}`, `${'1.'.repeat(120)}x`])(
  'PEP 440: %j is no version',
  (text) => {
    expect(parsePep440(text)).toBeUndefined()
  },
)

const order = (ecosystem: string, a: string, b: string) =>
  withOrder(ecosystem, ({ parse, compare }) => {
    const [first, second] = [parse(a), parse(b)]
    return first === undefined || second === undefined ? 'no version' : compare(first, second)
  })

test.each([
  ['npm', '1.0.0', '1.0.0+build', 0],
  ['npm', '1.0.0-alpha', '1.0.0', -1],
  ['npm', '1.0.0-alpha.2', '1.0.0-alpha.10', -1],
  ['npm', '1.0.0-alpha.beta', '1.0.0-alpha.1', 1],
  ['npm', 'v1.2.3', '=1.2.3', 0],
  ['npm', '1.10.0', '1.9.0', 1],
  ['npm', '1.2', '1.2.0', 'no version'],
  ['npm', 'latest', '1.0.0', 'no version'],
  ['npm', 'git+ssh://git.example/a.git#0123', '1.0.0', 'no version'],
  ['npm', '', '1.0.0', 'no version'],
  ['npm', `1.0.0-${'a'.repeat(256)}`, '1.0.0', 'no version'],
  ['npm', '99999999999999999999.0.0', '1.0.0', 'no version'],
  ['Go', 'v1.2.3', '1.2.3', 0],
  ['Go', 'v2.0.0+incompatible', '2.0.0', 0],
  ['Go', 'v0.0.0-20190101000000-abcdefabcdef', '0.0.0-20200101000000-abcdefabcdef', -1],
  ['GitHub Actions', 'v4.1.0', '4.0.9', 1],
  ['crates.io', '0.1.0-rc.1', '0.1.0', -1],
  ['PyPI', '1.0', '1.0.0', 0],
  ['PyPI', '1.0rc1', '1.0', -1],
  ['Maven', '1.0', '1.1', undefined],
  ['NPM', '1.0.0', '1.1.0', undefined],
  ['__proto__', '1.0.0', '1.1.0', undefined],
])('%s: %s against %s is %s', (ecosystem, a, b, expected) => {
  expect(order(ecosystem, a, b)).toBe(expected)
})

test.each([
  ['PyPI', 'Zope.Interface', 'zope-interface', true],
  ['PyPI', 'a__b', 'A.-_b', true],
  ['PyPI', 'ab', 'a-b', false],
  ['npm', 'JSONStream', 'jsonstream', false],
  ['npm', 'a_b', 'a-b', false],
  ['npm', 'a', 'a', true],
  ['Go', 'github.com/A/b', 'github.com/a/b', false],
  ['crates.io', 'a_b', 'a-b', false],
  ['GitHub Actions', 'Actions/Checkout', 'actions/checkout', true],
] as const)('%s: %s and %s are one name: %s', (ecosystem, a, b, same) => {
  expect(nameKeyOf(ecosystem, a) === nameKeyOf(ecosystem, b)).toBe(same)
})
