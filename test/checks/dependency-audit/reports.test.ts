import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { type ReadReport, readReport } from '../../../src/checks/dependency-audit/reports.ts'

const FIXTURES = join(import.meta.dirname, '../../fixtures/reports')

type Fields = Record<string, unknown>

function bytesOf(value: unknown): Uint8Array {
  return new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value))
}

function read(bytes: Uint8Array): ReadReport {
  const report = readReport('r.sarif', bytes)
  if ('problem' in report) throw new Error(report.problem)
  return report
}

function problemOf(value: unknown): string | undefined {
  const report = readReport('r.sarif', bytesOf(value))
  return 'problem' in report ? report.problem : undefined
}

/** A log of one run with one rule and these results. */
function log(results: unknown, rule: Fields = {}, run: Fields = {}): Fields {
  const driver = { name: 'tool', rules: [{ id: 'R1', ...rule }] }
  return { version: '2.1.0', runs: [{ tool: { driver }, results, ...run }] }
}

function only(result: Fields, rule: Fields = {}, run: Fields = {}) {
  const { facts } = read(bytesOf(log([{ ruleId: 'R1', message: { text: 'm' }, ...result }], rule, run)))
  expect(facts).toHaveLength(1)
  return facts[0]
}

function at(uri: string, more: Fields = {}): Fields {
  return {
    locations: [{ physicalLocation: { artifactLocation: { uri, ...more }, region: { startLine: 3 } } }],
  }
}

describe('real-looking reports', () => {
  const reported = { kind: 'reported', report: 'r.sarif' }
  test.each<readonly [string, readonly Fields[], readonly string[]]>([
    [
      'trivy.sarif',
      [
        {
          ...reported,
          tool: 'Trivy',
          id: 'CVE-2019-10744',
          aliases: ['CVE-2019-10744'],
          severity: 'critical',
          message:
            'Package: lodash Installed Version: 4.17.4 Vulnerability CVE-2019-10744 Severity: CRITICAL Fixed Version: 4.17.12',
          subject: 'web app/package-lock.json',
          location: { path: 'web app/package-lock.json', line: 12 },
        },
        {
          ...reported,
          tool: 'Trivy',
          id: 'DS002',
          aliases: [],
          severity: 'high',
          message: 'Artifact: Dockerfile Type: dockerfile Severity: HIGH',
          subject: 'Dockerfile',
          location: { path: 'Dockerfile', line: 1 },
        },
      ],
      [],
    ],
    [
      'semgrep.sarif',
      [
        {
          ...reported,
          tool: 'Semgrep OSS',
          id: 'javascript.lang.security.detect-eval-with-expression',
          aliases: [],
          severity: 'moderate',
          message: 'Detected use of dynamic execution of JavaScript.',
          subject: 'src/run.js',
          location: { path: 'src/run.js', line: 7 },
        },
        {
          ...reported,
          tool: 'Semgrep OSS',
          id: 'javascript.lang.security.detect-eval-with-expression',
          aliases: [],
          severity: 'moderate',
          message: 'Detected use of dynamic execution of JavaScript.',
          subject: 'src/old.js',
          location: { path: 'src/old.js', line: 2 },
          suppressed: 'suppressed in the source, without a reason',
        },
      ],
      [],
    ],
    [
      'bandit.sarif',
      [
        {
          ...reported,
          tool: 'Bandit',
          id: 'B602',
          aliases: [],
          severity: 'high',
          message: 'subprocess call with shell=True identified, security issue.',
          subject: 'tools/deploy.py',
          location: { path: 'tools/deploy.py', line: 9 },
        },
        {
          ...reported,
          tool: 'Bandit',
          id: 'B101',
          aliases: [],
          severity: 'low',
          message: 'Use of assert detected.',
          subject: 'tools/check.py',
          location: { path: 'tools/check.py', line: 3 },
        },
      ],
      [],
    ],
    [
      'docker-scout.sarif',
      [
        {
          ...reported,
          tool: 'docker scout',
          id: 'CVE-2022-24999',
          aliases: ['CVE-2022-24999'],
          severity: 'high',
          message: 'Vulnerability : CVE-2022-24999 Severity : HIGH Package : pkg:npm/qs@6.7.0',
          subject: 'pkg:npm/qs@6.7.0',
        },
      ],
      [],
    ],
    [
      'gitleaks.sarif',
      [
        {
          ...reported,
          tool: 'gitleaks',
          id: 'generic-api-key',
          aliases: [],
          severity: undefined,
          message: 'generic-api-key has detected secret for file config/dev.env at commit 0123abcd.',
          subject: 'config/dev.env',
          location: { path: 'config/dev.env', line: 4 },
        },
      ],
      [],
    ],
    [
      'pip-audit.json',
      [
        {
          ...reported,
          tool: 'pip-audit',
          id: 'PYSEC-2023-62',
          aliases: ['CVE-2023-30861', 'GHSA-m2qf-hxjv-5gpq'],
          severity: undefined,
          message:
            'Typing_Extra 1.0+local has PYSEC-2023-62. A response may be cached by a proxy and sent to other clients. Fixed in 1.1, 2.0.',
          subject: 'pkg:pypi/typing-extra@1.0%2Blocal',
        },
        {
          ...reported,
          tool: 'pip-audit',
          id: 'GHSA-aaaa-bbbb-cccc',
          aliases: [],
          severity: undefined,
          message: 'Typing_Extra 1.0+local has GHSA-aaaa-bbbb-cccc. No fixed version is known.',
          subject: 'pkg:pypi/typing-extra@1.0%2Blocal',
        },
      ],
      [
        'pip-audit skipped acme-internal: Dependency not found on PyPI and could not be audited: acme-internal (0.4.0)',
      ],
    ],
    [
      'pip-audit-list.json',
      [
        {
          ...reported,
          tool: 'pip-audit',
          id: 'PYSEC-2014-8',
          aliases: [],
          severity: undefined,
          message: 'jinja2 2.4.1 has PYSEC-2014-8. The default configuration is unsafe. Fixed in 2.7.2.',
          subject: 'pkg:pypi/jinja2@2.4.1',
        },
      ],
      [],
    ],
  ])('%s', (file, facts, gaps) => {
    expect(read(readFileSync(join(FIXTURES, file)))).toEqual({ facts, gaps, notes: [] })
  })
})

describe('severity', () => {
  const bag = (properties: unknown): Fields => ({ properties })
  test.each<readonly [string | undefined, string, Fields, Fields]>([
    ['critical', 'a score of 9', bag({ 'security-severity': '9.0' }), {}],
    ['high', 'a score below 9', bag({ 'security-severity': 8.9 }), {}],
    ['high', 'a score of 7', bag({ 'security-severity': '7' }), {}],
    ['moderate', 'a score below 7', {}, bag({ 'security-severity': '6.9' })],
    ['moderate', 'a score of 4', bag({ 'security-severity': 4 }), {}],
    ['low', 'a score below 4', bag({ 'security-severity': '3.9' }), {}],
    ['low', 'a score above 0', bag({ 'security-severity': '0.1' }), {}],
    ['info', 'a score of 0', bag({ 'security-severity': '0.0' }), { level: 'error' }],
    [
      'low',
      'the own score before the rule’s',
      bag({ 'security-severity': 1 }),
      bag({ 'security-severity': 9 }),
    ],
    ['low', 'the rule’s score before the own level', { level: 'error' }, bag({ 'security-severity': 1 })],
    ['high', 'a score that is none', { level: 'error', ...bag({ 'security-severity': 'HIGH' }) }, {}],
    ['high', 'a score out of bounds', { level: 'error', ...bag({ 'security-severity': '99' }) }, {}],
    ['high', 'a negative score', { level: 'error', ...bag({ 'security-severity': -1 }) }, {}],
    ['critical', 'a word', { level: 'note', ...bag({ severity: 'CRITICAL' }) }, {}],
    ['moderate', 'another word', bag({ severity: 'Medium' }), {}],
    ['low', 'a word of the rule', {}, bag({ 'problem.severity': 'recommendation' })],
    ['high', 'a word before the level', { level: 'none' }, bag({ 'problem.severity': 'error' })],
    ['moderate', 'a word that nobody knows', { level: 'warning', ...bag({ severity: 'dreadful' }) }, {}],
    ['info', 'the level none', { level: 'none' }, {}],
    ['low', 'the level of the rule', {}, { defaultConfiguration: { level: 'note' } }],
    [
      'low',
      'the own level before the rule’s',
      { level: 'note' },
      { defaultConfiguration: { level: 'error' } },
    ],
    [undefined, 'nothing at all', {}, {}],
    [undefined, 'a name of every object', { level: 'constructor', ...bag({ severity: '__proto__' }) }, {}],
  ])('is %s for %s', (severity, _name, result, rule) => {
    expect(only(result, rule)?.severity).toBe(severity)
  })
})

describe('ids and aliases', () => {
  test.each<readonly [string, readonly string[], Fields, Fields]>([
    ['R1', [], {}, {}],
    ['CVE-2021-44228-log4j', ['CVE-2021-44228'], { ruleId: 'CVE-2021-44228-log4j' }, {}],
    ['GHSA-35jh-r3h4-6jhm-lodash', ['GHSA-35jh-r3h4-6jhm'], { ruleId: 'GHSA-35jh-r3h4-6jhm-lodash' }, {}],
    ['XCVE-2021-44228', [], { ruleId: 'XCVE-2021-44228' }, {}],
    [
      'R1',
      ['CVE-2020-1234'],
      {},
      { properties: { tags: ['external/cve/cve-2020-1234', 'like CVE-2020-9999'] } },
    ],
    [
      'R1',
      ['CVE-2020-1234', 'GHSA-35jh-r3h4-6jhm'],
      { properties: { cve: 'CVE-2020-1234', ids: ['ghsa-35JH-r3h4-6jhm'] } },
      {},
    ],
    ['R1', ['CVE-2020-1234', 'CVE-2020-1235'], { properties: { cves: 'CVE-2020-1234, CVE-2020-1235' } }, {}],
    [
      'R1',
      [],
      { properties: { note: 'this is not CVE-2020-1234', related: ['CVE-2020-1235'], n: 4, o: {} } },
      {},
    ],
    ['R1', [], { ruleId: undefined, ruleIndex: 0 }, {}],
    ['R1', [], { ruleId: undefined, rule: { id: 'R1' } }, {}],
    ['R1', [], { ruleId: undefined, rule: { guid: 'g' } }, { guid: 'g' }],
    ['R1/2', [], { ruleId: 'R1/2' }, {}],
    ['(no rule)', [], { ruleId: 7 }, {}],
    ['(no rule)', [], { ruleId: undefined, ruleIndex: 99 }, {}],
  ])('%s %j', (id, aliases, result, rule) => {
    expect(only(result, rule)).toMatchObject({ id, aliases })
  })

  test('a rule of an extension, and one of a hierarchy', () => {
    const extension = { name: 'pack', rules: [{ id: 'E1', defaultConfiguration: { level: 'error' } }] }
    const run = { tool: { driver: { name: 't', rules: [] }, extensions: [extension] } }
    const rule = { id: 'E1/sub', toolComponent: { index: 0 } }
    expect(only({ ruleId: undefined, rule }, {}, run)).toMatchObject({ id: 'E1/sub', severity: 'high' })
  })
})

describe('messages', () => {
  const strings = { messageStrings: { a: { text: '{0} calls {1}, {{sic}}' }, b: { markdown: '**x**' } } }
  const about = { shortDescription: { text: 'About it.' } }
  test.each<readonly [string, unknown, Fields]>([
    ['two lines, one', { text: ' two\n lines,\tone ' }, {}],
    ['f calls g, {sic}', { id: 'a', arguments: ['f', 'g'] }, strings],
    ['f calls {1}, {sic}', { id: 'a', arguments: ['f', 7] }, strings],
    ['it is f', { text: 'it is {0}', arguments: ['f'] }, {}],
    ['**x**', { id: 'b' }, strings],
    ['About it.', { id: 'constructor' }, { ...strings, ...about }],
    ['About it.', { text: '  ' }, about],
    ['About it.', 'no object', about],
    ['All about it.', {}, { fullDescription: { text: 'All about it.' } }],
    ['It says nothing more', undefined, {}],
    ['half \uFFFD', { text: 'half \ud800' }, {}],
  ])('%j', (message, given, rule) => {
    expect(only({ message: given }, rule)?.message).toBe(message)
  })

  test('are cut, however often they ask for their arguments', () => {
    const message = only({
      message: { text: '{0}'.repeat(100_000), arguments: ['x'.repeat(100_000)] },
    })?.message
    expect(message).toHaveLength(1000)
    expect(message?.endsWith('…')).toBe(true)
  })

  test('of the driver, for all rules', () => {
    const driver = { name: 't', globalMessageStrings: { g: { text: 'Global {0}.' } } }
    expect(only({ message: { id: 'g', arguments: ['a'] } }, {}, { tool: { driver } })?.message).toBe(
      'Global a.',
    )
  })
})

describe('locations', () => {
  const bases = {
    originalUriBaseIds: {
      ROOT: { uri: 'file:///w/repo/' },
      SRC: { uri: 'src/', uriBaseId: 'ROOT' },
      LOOP: { uri: 'a/', uriBaseId: 'LOOP' },
      UP: { uri: '../' },
    },
  }
  test.each<readonly [string | undefined, string, Fields, Fields]>([
    ['src/a.js', 'src/a.js', {}, {}],
    ['src/a b.js', 'src/a%20b.js', {}, {}],
    ['src/100%.js', 'src/100%.js', {}, {}],
    ['a.js', './src/../a.js', {}, {}],
    ['src/a.js', 'src\\a.js', {}, {}],
    ['a.js', 'a.js', { uriBaseId: 'ROOT' }, bases],
    ['src/a.js', 'a.js', { uriBaseId: 'SRC' }, bases],
    ['a.js', 'a.js', { uriBaseId: 'NONE' }, bases],
    ['a.js', 'a.js', { uriBaseId: '__proto__' }, bases],
    ['a/a/a/a/a/a/a/a/a/a/a.js', 'a.js', { uriBaseId: 'LOOP' }, bases],
    [undefined, 'a.js', { uriBaseId: 'UP' }, bases],
    ['lib/a.js', 'file:///w/repo/lib/a.js', {}, bases],
    ['lib/a.js', '/w/repo/lib/a.js', {}, bases],
    ['lib/a.js', 'file://localhost/w/repo/lib/a.js', {}, bases],
    [
      'lib/a.js',
      '/v/lib/a.js',
      {},
      { invocations: [{ executionSuccessful: true, workingDirectory: { uri: 'file:///v' } }] },
    ],
    ['a.js', 'file:///github/workspace/a.js', {}, {}],
    ['a.js', '/home/runner/work/r/r/a.js', {}, {}],
    ['lib/a.js', 'file://lib/a.js', {}, {}],
    ['a.js', 'C:\\w\\a.js', {}, { originalUriBaseIds: { R: { uri: 'file:///C:/w/' } } }],
    [undefined, 'file:///w/other/a.js', {}, bases],
    [undefined, '/w/repo/../other/a.js', {}, bases],
    [undefined, '/etc/passwd', {}, {}],
    [undefined, '../a.js', {}, {}],
    [undefined, 'src/%2e%2e/%2E%2E/a.js', {}, {}],
    [undefined, 'src\\..\\..\\a.js', {}, {}],
    [undefined, '.', {}, {}],
    [undefined, 'a%00.js', {}, {}],
    [undefined, 'https://host.example/a.js', {}, {}],
    [undefined, 'alpine:3.20', {}, {}],
    [undefined, 'x'.repeat(3000), {}, {}],
  ])('%j for %.40j', (path, uri, more, run) => {
    const fact = only(at(uri, more), {}, run)
    expect(fact?.location).toEqual(path === undefined ? undefined : { path, line: 3 })
    if (path !== undefined) expect(fact?.subject).toBe(path)
  })

  test.each([[0], [-1], [1.5], ['3'], [null]])('a line that is none: %j', (startLine) => {
    const locations = [{ physicalLocation: { artifactLocation: { uri: 'a.js' }, region: { startLine } } }]
    expect(only({ locations })?.location).toEqual({ path: 'a.js' })
  })

  test('by the index of an artifact; the first location that has one', () => {
    const locations = [
      {},
      null,
      { physicalLocation: { artifactLocation: { index: 1 } } },
      ...(at('b.js')['locations'] as []),
    ]
    const artifacts = [{}, { location: { uri: 'c.js' } }]
    expect(only({ locations }, {}, { artifacts })?.location).toEqual({ path: 'c.js' })
  })

  test.each<readonly [string, Fields, Fields]>([
    ['pkg:npm/a@1', { properties: { purl: 'pkg:npm/a@1' }, ...at('x') }, {}],
    ['pkg:npm/a@1', at('x'), { properties: { purls: ['pkg:npm/a@1'] } }],
    ['x', at('x'), { properties: { purls: ['pkg:npm/a@1', 'pkg:npm/b@1'] } }],
    ['x', { properties: { purl: 'pkg:npm/a b' }, ...at('x') }, {}],
    ['img:/app', { locations: [{ logicalLocations: [{ fullyQualifiedName: 'img:/app' }] }] }, {}],
    ['f', { locations: [{ logicalLocations: [{ name: 'f' }] }] }, {}],
    ['tool', {}, {}],
    ['alpine:3.20', at('alpine:3.20'), {}],
  ])('the subject %s', (subject, result, rule) => {
    expect(only(result, rule)?.subject).toBe(subject)
  })
})

describe('what does not count', () => {
  test.each<readonly [string | undefined, unknown]>([
    ['because', [{ kind: 'external', status: 'accepted', justification: 'because' }]],
    ['because', [{ kind: 'inSource' }, { justification: 'because' }]],
    ['suppressed outside of the source, without a reason', [{ kind: 'external' }]],
    [undefined, [{ kind: 'external', status: 'underReview' }]],
    [undefined, [{ kind: 'inSource' }, { kind: 'external', status: 'rejected' }]],
    [undefined, ['inSource']],
    [undefined, []],
    [undefined, 'inSource'],
  ])('suppressed: %j', (suppressed, suppressions) => {
    expect(only({ suppressions })?.suppressed).toBe(suppressed)
  })

  test.each<readonly [number, Fields]>([
    [0, { baselineState: 'absent' }],
    [1, { baselineState: 'unchanged' }],
    [0, { kind: 'pass' }],
    [0, { kind: 'notApplicable' }],
    [0, { kind: 'informational' }],
    [1, { kind: 'fail' }],
    [1, { kind: 'review' }],
    [1, { kind: 'open' }],
    [1, { kind: ['pass'] }],
  ])('%d facts of %j', (count, result) => {
    const report = read(bytesOf(log([{ ruleId: 'R1', ...result }])))
    expect(report.facts).toHaveLength(count)
    expect(report.notes).toHaveLength(1 - count)
  })
})

describe('a scanner that did not look', () => {
  const sound = { tool: { driver: { name: 'good' } }, results: [] }
  const failed = {
    ...sound,
    invocations: [{ executionSuccessful: false, exitCodeDescription: 'no database' }],
  }
  test.each<readonly [string | undefined, unknown]>([
    [undefined, { version: '2.1.0', runs: [sound] }],
    [undefined, { version: '2.1.0', runs: [{ ...sound, invocations: [{ executionSuccessful: true }] }] }],
    ['does not count: its run 1 (good) failed: no database', { version: '2.1.0', runs: [failed] }],
    ['does not count: its run 2 (good) failed: no database', { version: '2.1.0', runs: [sound, failed] }],
    [
      'does not count: its run 1 (good) has no list of results',
      { version: '2.1.0', runs: [{ tool: sound.tool }] },
    ],
    ['does not count: its run 1 has no list of results', { version: '2.1.0', runs: [{ results: null }] }],
    ['does not count: its run 1 is no object', { version: '2.1.0', runs: [null] }],
    ['has no runs: no scanner looked at anything', { version: '2.1.0', runs: [] }],
    ['is SARIF of version 2.0.0; only 2.1.0 is known', { version: '2.0.0', runs: [sound] }],
    ['is SARIF of version (none); only 2.1.0 is known', { runs: [sound] }],
  ])('%j', (problem, value) => {
    expect(problemOf(value)).toBe(problem)
  })

  test.each<readonly [string, unknown]>([
    ['is empty', ''],
    ['is not valid JSON', '{"runs": ['],
    ['is not valid JSON', '[['.repeat(50_000)],
    ['none of the known formats: SARIF 2.1.0, and the JSON of pip-audit', '{}'],
    ['none of the known formats', { bomFormat: 'CycloneDX', components: [] }],
    ['none of the known formats', { dependencies: { a: 1 } }],
    ['none of the known formats', { dependencies: [{ ref: 'a' }] }],
    ['none of the known formats', [1, 'a', null]],
    ['none of the known formats', 'null'],
    ['none of the known formats', { runs: 'all' }],
  ])('%s', (problem, value) => {
    expect(problemOf(value)).toContain(problem)
  })

  test('UTF-16, and more than 64 MB', () => {
    expect(readReport('r', new Uint8Array([0xff, 0xfe, 0x7b, 0]))).toMatchObject({
      problem: expect.stringContaining('UTF-16'),
    })
    expect(readReport('r', new Uint8Array(64 * 1024 * 1024 + 1))).toEqual({ problem: 'is larger than 64 MB' })
  })

  test.each<readonly [string, unknown]>([
    ['it lists no dependencies: pip-audit looked at nothing', { dependencies: [] }],
    ['pip-audit skipped a: it does not say why', [{ name: 'a', skip_reason: null }]],
    ['pip-audit skipped entry 1: private', [{ name: 7, skip_reason: 'private' }]],
    ['a is not written as pip-audit does: it has no name or no list "vulns"', [{ name: 'a', vulns: {} }]],
    ['a vulnerability of a has no id', [{ name: 'a', version: '1', vulns: [{ id: '' }] }]],
    [
      'tool reports an error of its own: broke',
      log(
        [],
        {},
        { invocations: [{ toolExecutionNotifications: [{ level: 'error', message: { text: 'broke' } }] }] },
      ),
    ],
    [
      'tool keeps results in other files, which were not read',
      log([], {}, { externalPropertyFileReferences: { results: [{}] } }),
    ],
    ['result 1 of tool is no object', log(['x'])],
  ])('in part: %s', (gap, value) => {
    expect(read(bytesOf(value)).gaps).toEqual([gap])
  })

  test('a bad entry does not hide the good ones', () => {
    const { facts, gaps } = read(bytesOf(log([null, { ruleId: 'R1' }, 7, { ruleId: 'R2' }])))
    expect(facts.map(({ id }) => id)).toEqual(['R1', 'R2'])
    expect(gaps).toHaveLength(2)
  })

  test('more than 25,000 results, and many gaps', () => {
    const many = read(bytesOf(log(Array.from({ length: 25_001 }, () => ({ ruleId: 'R1' })))))
    expect(many.facts).toHaveLength(25_000)
    expect(many.gaps).toEqual(['tool reports 25001 results, of which the first 25000 were read'])
    const bad = read(bytesOf(log(Array.from({ length: 30 }, () => 0))))
    expect(bad.gaps).toHaveLength(21)
    expect(bad.gaps.at(-1)).toBe('10 more like these')
  })

  test('keys that every object has, as data', () => {
    const hostile = `{"version":"2.1.0","__proto__":{"x":1},"runs":[{"__proto__":[],"tool":{"driver":{"name":"t","rules":[{"id":"__proto__","__proto__":1}]}},"results":[{"ruleId":"__proto__","message":{"id":"__proto__"},"properties":{"__proto__":"CVE-2020-1234"}}]}]}`
    expect(read(bytesOf(hostile)).facts).toEqual([
      expect.objectContaining({
        id: '__proto__',
        aliases: ['CVE-2020-1234'],
        message: 'It says nothing more',
      }),
    ])
  })
})
