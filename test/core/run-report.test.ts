import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { Cell, Check, Collected } from '../../src/core/check.ts'
import { RunError } from '../../src/core/errors.ts'
import type { Finding } from '../../src/core/finding.ts'
import { parseOptions, SHARED } from '../../src/core/options.ts'
import type { Waiver } from '../../src/core/policy.ts'
import type { Ports } from '../../src/core/ports.ts'
import { reportOf } from '../../src/core/report.ts'
import { runCheck } from '../../src/core/run.ts'
import { SEVERITIES } from '../../src/core/severity.ts'
import { hostileText } from '../support/report/hostile.ts'
import { RULES } from '../support/report/report.ts'
import { reportMistakes } from '../support/report/validate.ts'

const NOW = new Date('2027-01-15T09:00:00Z')

const findingOf: fc.Arbitrary<Finding> = fc.record(
  {
    rule: fc.constantFrom('fruit/rotten', 'fruit/bruised'),
    severity: fc.constantFrom(...SEVERITIES),
    target: hostileText,
    subject: hostileText,
    message: hostileText,
    remediation: hostileText,
    location: fc.record({ path: hostileText, line: fc.integer({ min: 1 }) }, { requiredKeys: ['path'] }),
    evidence: fc.dictionary(hostileText, fc.jsonValue(), { maxKeys: 3 }) as fc.Arbitrary<Finding['evidence']>,
  },
  { requiredKeys: ['rule', 'severity', 'target', 'subject', 'message', 'evidence'] },
)

const waiverOf: fc.Arbitrary<Waiver> = fc
  .record(
    {
      reason: hostileText,
      until: fc.constantFrom('2027-12-31', '2026-12-31', '2027-01-15'),
      keys: fc.dictionary(fc.constantFrom('fruit', 'basket'), hostileText),
      path: hostileText,
      rule: fc.constantFrom('rotten', 'bruised'),
    },
    { requiredKeys: ['reason', 'until', 'keys', 'path'] },
  )
  .map((part) => ({ check: 'fruit', ...part }))

const gapOf = fc.record({ target: hostileText, subject: hostileText, reason: hostileText })
const noteOf = fc.record({ subject: hostileText, text: hostileText })
const cell: fc.Arbitrary<Cell> = fc.oneof(hostileText, fc.double(), fc.boolean(), fc.constant(null))

/** All that a check may say, and how its collecting may end. */
const worldOf = fc.record({
  facts: fc.array(fc.array(cell, { minLength: 2, maxLength: 2 }), { maxLength: 3 }),
  gaps: fc.array(gapOf, { maxLength: 2 }),
  notes: fc.array(noteOf, { maxLength: 2 }),
  targets: fc.array(fc.record({ id: hostileText, complete: fc.boolean() }), { maxLength: 2 }),
  partial: fc.boolean(),
  findings: fc.array(findingOf, { maxLength: 3 }),
  thrown: fc.option(
    fc.oneof(
      hostileText.map((message) => new RunError(message)),
      hostileText.map((message) => new TypeError(message)),
    ),
    { nil: undefined, freq: 5 },
  ),
  covered: fc.boolean(),
})

type World = typeof worldOf extends fc.Arbitrary<infer T> ? T : never

function checkOf({ findings, thrown, covered, ...collected }: World): Check<typeof SHARED, readonly Cell[]> {
  return {
    id: 'fruit',
    title: 'Fruit',
    description: 'Looks at fruit.',
    rules: Object.fromEntries(RULES.map((rule) => [rule.id, rule])),
    options: SHARED,
    problems: () => [],
    collect: async (): Promise<Collected<readonly Cell[]>> => {
      if (thrown) throw thrown
      return collected
    },
    evaluate: () => findings,
    describe: (facts) => ({
      columns: [
        { id: 'fruit', title: 'Fruit', tally: true },
        { id: 'weight', title: 'Weight', unit: 'g' },
      ],
      rows: facts,
    }),
    waiverKeys: {},
    covers: () => covered,
  }
}

const PORTS = { clock: () => NOW, elapsed: () => 0 } as Ports

const settings = fc.record({
  'fail-on': fc.constantFrom(...SEVERITIES, 'none' as const),
  'allow-empty': fc.boolean(),
  name: hostileText,
  path: hostileText,
})

test('whatever a check says, and however it ends, the report is valid', async () => {
  await fc.assert(
    fc.asyncProperty(
      worldOf,
      settings,
      fc.array(waiverOf, { maxLength: 2 }),
      fc.array(gapOf, { maxLength: 1 }),
      fc.array(noteOf, { maxLength: 1 }),
      async (world, given, waivers, gaps, notes) => {
        const options = { ...parseOptions(SHARED, []), ...given }
        const check = checkOf(world) as unknown as Check
        const { run } = await runCheck({ check, options, waivers, gaps, notes }, PORTS)
        const report = reportOf([run], NOW)
        expect(reportMistakes(report)).toEqual([])
        expect(JSON.parse(JSON.stringify(report)).verdict).toBe(report.verdict)
        if (gaps.length > 0 || world.gaps.length > 0 || (world.facts.length === 0 && !given['allow-empty']))
          expect(report.verdict).not.toBe('pass')
      },
    ),
    { numRuns: 300 },
  )
})
