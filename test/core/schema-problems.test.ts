import { describe, expect, test } from '@jest/globals'
import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import type { Json } from '../../src/core/finding.ts'
import { REPORT_SCHEMA } from '../../src/core/report-schema.ts'
import { schemaProblem } from '../../src/core/schema-problems.ts'
import { REPORTS } from '../support/report/reports.ts'

import '../support/seed.ts'

const RECORD: Json = {
  type: 'object',
  properties: {
    a: { type: 'string' },
    b: { type: 'integer', minimum: 1 },
    list: { type: 'array', items: { type: 'boolean' } },
  },
  required: ['a'],
  additionalProperties: false,
}
const CHOICE: Json = {
  oneOf: [
    { type: 'object', properties: { kind: { const: 'x' }, n: { type: 'number' } }, required: ['kind', 'n'] },
    { type: 'object', properties: { kind: { const: 'y' } }, required: ['kind'] },
  ],
}

describe('what is wrong with', () => {
  test.each<[Json | undefined, Json, string | undefined]>([
    [1, {}, undefined],
    [1, { type: 'string' }, 'it is no string'],
    ['x', { type: 'string' }, undefined],
    [1.5, { type: 'integer' }, 'it is no integer'],
    [1, { type: 'number' }, undefined],
    [null, { type: 'object' }, 'it is no object'],
    [[], { type: 'object' }, 'it is no object'],
    [null, { type: ['string', 'null'] }, undefined],
    [{}, { type: ['string', 'null'] }, 'it is no string or null'],
    [2, { const: 1 }, 'it is not 1'],
    ['c', { enum: ['a', 'b'] }, 'it is none of a, b'],
    ['xa', { pattern: '^a' }, 'it does not look like ^a'],
    [0, { minimum: 1 }, 'it is less than 1'],
    [1, { minimum: 1 }, undefined],
    [{ a: 'x' }, RECORD, undefined],
    [{}, RECORD, 'it has no a'],
    [{ a: 'x', c: 1 }, RECORD, 'it has an unknown member'],
    [{ a: 1 }, RECORD, 'a is no string'],
    [{ a: 'x', b: 0 }, RECORD, 'b is less than 1'],
    [{ a: 'x', list: [true, 1] }, RECORD, 'list[1] is no boolean'],
    [[{ a: 'x' }, { a: 1 }], { type: 'array', items: RECORD }, '[1].a is no string'],
    [{ kind: 'x', n: 1 }, CHOICE, undefined],
    [{ kind: 'y' }, CHOICE, undefined],
    [{ kind: 'x', n: 'a' }, CHOICE, 'n is no number'],
    [3, CHOICE, 'it is no object'],
  ])('%j by %j: %s', (value, schema, problem) => {
    expect(schemaProblem(value, schema)).toBe(problem)
  })

  test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])('a member called %s', (name) => {
    const value: unknown = JSON.parse(`{"a":"x","${name}":1}`)
    expect(schemaProblem(value, RECORD)).toBe('it has an unknown member')
    expect(schemaProblem(JSON.parse('{}'), { type: 'object', required: [name] })).toBe(`it has no ${name}`)
  })
})

describe('beside a validator that is not ours', () => {
  // Formats are for readers in ours.
  const isTheirs = new Ajv2020({ allowUnionTypes: true, validateFormats: false }).compile(
    REPORT_SCHEMA as object,
  )
  const isOurs = (value: unknown) => schemaProblem(value, REPORT_SCHEMA) === undefined

  test.each(Object.entries(REPORTS))('%s is fine', (_, given) => {
    expect(isOurs(given)).toBe(true)
    expect(isTheirs(given)).toBe(true)
  })

  const paths = (value: unknown, path: readonly string[] = []): (readonly string[])[] =>
    typeof value !== 'object' || value === null
      ? [path]
      : [path, ...Object.entries(value).flatMap(([key, member]) => paths(member, [...path, key]))]
  const replaced = (value: unknown, [first, ...rest]: readonly string[], by: unknown): unknown => {
    if (first === undefined) return by
    const copy: Record<string, unknown> = Array.isArray(value)
      ? ([...value] as never)
      : { ...(value as object) }
    copy[first] = replaced(copy[first], rest, by)
    return copy
  }
  const places = Object.values(REPORTS).flatMap((one) => paths(one).map((path) => [one, path] as const))

  test('the same is wrong with a report in which one place is anything else', () => {
    const value = fc.oneof(
      fc.jsonValue({ maxDepth: 2 }),
      fc.constantFrom(-1, 0, 1.5, '', 'x', 'v1:x', 'fail', null, [], {}, true),
    )
    fc.assert(
      fc.property(fc.constantFrom(...places), value, ([one, path], by) => {
        const changed = JSON.parse(JSON.stringify(replaced(one, path, by))) as unknown
        expect(isOurs(changed)).toBe(isTheirs(changed))
      }),
      { numRuns: 2000 },
    )
  })
})
