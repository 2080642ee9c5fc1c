import { describe, expect, test } from '@jest/globals'
import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import type { Report } from '../../src/core/report.ts'
import { sarifOf } from '../../src/formats/sarif.ts'
import { hostileText } from '../support/report/hostile.ts'
import { completed, failedRun, judged, RULES, report } from '../support/report/report.ts'
import { REPORTS } from '../support/report/reports.ts'
import { SARIF_SUBSET } from '../support/report/sarif.ts'

interface Result {
  readonly ruleId: string
  readonly ruleIndex: number
  readonly level: string
  readonly message: { readonly text: string }
  readonly suppressions?: readonly object[]
  readonly locations: readonly {
    readonly physicalLocation: {
      readonly artifactLocation: { readonly uri: string }
      readonly region: { readonly startLine: number }
    }
  }[]
  readonly partialFingerprints: Readonly<Record<string, string>>
}

interface SarifRun {
  readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } }
  readonly automationDetails: { readonly id: string }
  readonly invocations: readonly {
    readonly executionSuccessful: boolean
    readonly toolExecutionNotifications: readonly {
      readonly level: string
      readonly message: { readonly text: string }
    }[]
  }[]
  readonly results: readonly Result[]
}

function runsOf(one: Report): readonly SarifRun[] {
  return (JSON.parse(sarifOf(one, RULES)) as { runs: readonly SarifRun[] }).runs
}

function resultsOf(one: Report): readonly Result[] {
  return runsOf(one).flatMap((run) => run.results)
}

const ajv = new Ajv2020({ allErrors: true, strict: false })
const validate = ajv.compile(SARIF_SUBSET)

/** What keeps a text from being a SARIF log that means what its report means. */
function mistakesIn(text: string): readonly unknown[] {
  const log = JSON.parse(text) as { readonly runs: readonly SarifRun[] }
  if (!validate(log)) return validate.errors ?? []
  const astray = log.runs.flatMap(({ tool, results }) =>
    results.filter(
      ({ ruleId, ruleIndex }) => ruleIndex !== -1 && tool.driver.rules[ruleIndex]?.id !== ruleId,
    ),
  )
  const twice = log.runs.filter(
    ({ tool }) => new Set(tool.driver.rules.map(({ id }) => id)).size !== tool.driver.rules.length,
  )
  const silent = log.runs.filter(({ invocations: [one] }) => {
    const errors = one?.toolExecutionNotifications.filter(({ level }) => level === 'error') ?? []
    return one?.executionSuccessful !== (errors.length === 0)
  })
  return [...astray, ...twice, ...silent]
}

describe('a SARIF log', () => {
  test.each(Object.entries(REPORTS))('is valid: %s', (_, one) => {
    expect(mistakesIn(sarifOf(one, RULES))).toEqual([])
  })

  test('is valid whatever the names', () => {
    fc.assert(
      fc.property(
        hostileText,
        hostileText,
        hostileText,
        fc.integer({ min: 1 }),
        (path, message, name, line) => {
          const one = report(
            completed({
              name,
              gaps: [{ target: path, subject: name, reason: `${message}.` }],
              judged: [
                judged({ target: path, message: `${message}.`, subject: name }),
                judged({ location: { path, line }, evidence: { id: message } }, 'waived'),
              ],
            }),
          )
          expect(mistakesIn(sarifOf(one, RULES))).toEqual([])
        },
      ),
      { numRuns: 500 },
    )
  })

  const valid = JSON.parse(sarifOf(REPORTS.fail, RULES)) as {
    runs: [{ results: Result[]; invocations: object[] }]
  }

  test.each([
    ['another version', { ...valid, version: '2.0.0' }],
    ['no runs', { version: '2.1.0' }],
    ['a run without a tool', { ...valid, runs: [{ ...valid.runs[0], tool: {} }] }],
    ['line 0', withResult({ locations: [place('a.json', 0)] })],
    ['an absolute URI', withResult({ locations: [place('https://a.example/x', 1)] })],
    ['a host and port', withResult({ locations: [place('a.example:443', 1)] })],
    ['a path from the root', withResult({ locations: [place('/etc/x', 1)] })],
    ['a space in a URI', withResult({ locations: [place('a b', 1)] })],
    ['a fragment', withResult({ locations: [place('a#b', 1)] })],
    ['no location', withResult({ locations: [] })],
    ['another level', withResult({ level: 'high' })],
    ['no message', withResult({ message: { text: '' } })],
    ['a rule astray', withResult({ ruleIndex: 1 })],
    ['a rule beyond the end', withResult({ ruleIndex: 99 })],
    ['a property of nobody', withResult({ severity: 'high' })],
    [
      'a gap that is said to be no failure',
      withRun({
        invocations: [
          {
            executionSuccessful: true,
            toolExecutionNotifications: [{ level: 'error', message: { text: 'x' } }],
          },
        ],
      }),
    ],
    [
      'a failure of which nothing is said',
      withRun({ invocations: [{ executionSuccessful: false, toolExecutionNotifications: [] }] }),
    ],
  ])('is not valid with %s', (_, log) => {
    expect(mistakesIn(JSON.stringify(log))).not.toEqual([])
  })

  function place(uri: string, startLine: number): object {
    return { physicalLocation: { artifactLocation: { uri, uriBaseId: '%SRCROOT%' }, region: { startLine } } }
  }

  function withRun(part: object): object {
    return { ...valid, runs: [{ ...valid.runs[0], ...part }] }
  }

  function withResult(part: object): object {
    return withRun({ results: [{ ...valid.runs[0].results[0], ...part }] })
  }
})

describe('a run', () => {
  test('was successful only when everything was looked at', () => {
    const told = (one: Report) => runsOf(one).map(({ invocations: [invocation] }) => invocation)
    expect(told(report(completed({ judged: [judged()] })))).toEqual([
      { executionSuccessful: true, toolExecutionNotifications: [] },
    ])
    expect(told(REPORTS.error)).toEqual([
      {
        executionSuccessful: false,
        toolExecutionNotifications: [
          { level: 'error', message: { text: 'basket.json: pkg:fruit/fig@1.0.0: it has no label' } },
          {
            level: 'error',
            message: { text: 'stall.example:443: stall.example:443: nobody answered within 10 s' },
          },
        ],
      },
      {
        executionSuccessful: false,
        toolExecutionNotifications: [
          { level: 'error', message: { text: 'https://market.example/ answered 503 three times' } },
        ],
      },
    ])
  })

  test('has a category of its own', () => {
    expect(runsOf(REPORTS.fail).map(({ automationDetails }) => automationDetails.id)).toEqual([
      'upkeep/fruit/market/',
      'upkeep/fruit/farm/',
    ])
  })

  test('lists the rules of its own check alone', () => {
    const nuts = { id: 'fruit-and-nuts/cracked', title: 'x', help: 'x', severity: 'low' } as const
    const log = JSON.parse(sarifOf(REPORTS.pass, [...RULES, nuts])) as { runs: readonly SarifRun[] }
    expect(log.runs[0]?.tool.driver.rules.map(({ id }) => id)).toEqual(RULES.map(({ id }) => id))
  })

  test('keeps the 5,000 results that GitHub does, and says how many more there were', () => {
    const all = Array.from({ length: 5003 }, (_, i) => judged({ message: `no. ${i}` }))
    const [run] = runsOf(report(completed({ judged: all })))
    expect(run?.results).toHaveLength(5000)
    expect(run?.results.at(-1)?.message.text).toBe('no. 4999')
    expect(run?.invocations).toEqual([
      {
        executionSuccessful: true,
        toolExecutionNotifications: [
          { level: 'warning', message: { text: '3 more results: see the JSON report.' } },
        ],
      },
    ])
    const [whole] = runsOf(report(completed({ judged: all.slice(0, 5000) })))
    expect(whole?.invocations[0]?.toolExecutionNotifications).toEqual([])
  })

  test('that failed has no results', () => {
    expect(runsOf(report(failedRun()))[0]?.results).toEqual([])
  })
})

describe('a result', () => {
  test.each([
    ['fail', 'low', 'error'],
    ['warn', 'critical', 'warning'],
    ['warn', 'moderate', 'warning'],
    ['warn', 'low', 'note'],
    ['warn', 'info', 'note'],
    ['waived', 'high', 'warning'],
  ] as const)('that %s with severity %s is at level %s', (disposition, severity, level) => {
    const [result] = resultsOf(report(completed({ judged: [judged({ severity }, disposition)] })))
    expect(result?.level).toBe(level)
    expect(result?.suppressions?.length ?? 0).toBe(disposition === 'waived' ? 1 : 0)
  })

  test.each([
    [{ location: { path: 'a b/ü.json', line: 7 } }, 'a%20b/%C3%BC.json', 7],
    [{ location: { path: 'package-lock.json' } }, 'package-lock.json', 1],
    [{ location: { path: 'a#b?c.json' } }, 'a%23b%3Fc.json', 1],
    [{ target: 'api.example.org:443' }, 'api.example.org%3A443', 1],
    [{ target: '/var/backups/x' }, '%2Fvar/backups/x', 1],
  ])('of %j lies at %s, line %d', (part, uri, line) => {
    const [result] = resultsOf(report(completed({ judged: [judged(part)] })))
    expect(result?.locations).toEqual([
      {
        physicalLocation: { artifactLocation: { uri, uriBaseId: '%SRCROOT%' }, region: { startLine: line } },
      },
    ])
  })

  test('whose rule nobody listed points at none', () => {
    const [result] = resultsOf(report(completed({ judged: [judged({ rule: 'fruit/new' })] })))
    expect(result).toMatchObject({ ruleId: 'fruit/new', ruleIndex: -1 })
  })

  test('makes no link of its text', () => {
    const text = (message: string) =>
      resultsOf(report(completed({ judged: [judged({ message })] })))[0]?.message.text
    expect(text('see [here](https://t.example/) or [1](2)')).toBe(
      'see \\[here\\](https://t.example/) or \\[1\\](2)',
    )
    expect(text('a [b] (c)')).toBe('a [b] (c)')
    expect(text('\\[a](b)')).toBe('\\\\\\[a\\](b)')
  })

  test('lies in the folder that was checked', () => {
    const one = report(completed({ judged: [judged({ location: { path: 'a b.json' } })] }))
    expect(sarifOf(one, RULES, 'packages/x')).toContain('"uri": "packages/x/a%20b.json"')
  })

  test('is known again by its fingerprint, and apart from another by a count', () => {
    const [a, b] = [judged({ evidence: { id: 'MOLD-1' } }), judged({ evidence: { id: 'MOLD-2' } })]
    const hashes = resultsOf(report(completed({ judged: [a, b, a] }))).map((one) => one.partialFingerprints)
    expect(hashes).toEqual(
      ['MOLD-1:1', 'MOLD-2:1', 'MOLD-1:2'].map((end) => ({
        primaryLocationLineHash: `v1:fruit/rotten pkg:fruit/apple ${end}`,
      })),
    )
  })
})

describe('what is published has a rule of its own', () => {
  const published = (id: string, more: object = {}, severity: 'high' | 'low' = 'high') =>
    judged({ severity, evidence: { id, url: `https://example.test/${id}`, ...more } })
  const rulesOf = (...all: readonly ReturnType<typeof judged>[]) =>
    runsOf(report(completed({ judged: all })))[0]?.tool.driver.rules.filter(
      ({ id }) => id.split('/').length > 2,
    )

  test('with its page and its score', () => {
    expect(rulesOf(published('GHSA-1', { score: 7.25 }))).toEqual([
      expect.objectContaining({
        id: 'fruit/rotten/GHSA-1',
        helpUri: 'https://example.test/GHSA-1',
        properties: expect.objectContaining({ 'security-severity': '7.3' }),
      }),
    ])
  })

  test('once, with the worst of its severities, or by its severity where there is no score', () => {
    const rules = rulesOf(
      published('GHSA-1', {}, 'low'),
      published('GHSA-1'),
      published('GHSA-2', { score: 99 }, 'low'),
    )
    expect(rules?.map((one) => [one.id, Reflect.get(one, 'properties')['security-severity']])).toEqual([
      ['fruit/rotten/GHSA-1', '8.0'],
      ['fruit/rotten/GHSA-2', '3.0'],
    ])
  })

  test('and results that point to it', () => {
    const one = report(completed({ judged: [published('GHSA-1'), judged()] }))
    expect(resultsOf(one).map(({ ruleId }) => ruleId)).toEqual(['fruit/rotten/GHSA-1', 'fruit/rotten'])
    expect(mistakesIn(sarifOf(one, RULES))).toEqual([])
  })

  test.each(['javascript:alert(1)', 'https://', 'not a page', '', 7])('%j is no page', (url) => {
    expect(rulesOf(published('GHSA-1', { url }))).toEqual([])
  })

  test('is valid whatever the id and the page', () => {
    fc.assert(
      fc.property(hostileText, hostileText, (id, path) => {
        const one = report(completed({ judged: [published(id, { url: `https://example.test/${path}` })] }))
        expect(mistakesIn(sarifOf(one, RULES))).toEqual([])
      }),
    )
  })
})
