import { describe, expect, test } from '@jest/globals'
import { load } from 'js-yaml'
import { importPolicy } from '../../../src/checks/license-compliance/import.ts'
import { licenseCompliance } from '../../../src/checks/license-compliance/index.ts'
import { OPTIONS } from '../../../src/checks/license-compliance/options.ts'
import type { Answer } from '../../../src/core/check.ts'
import { parseOptions } from '../../../src/core/options.ts'
import { textOfAnswer } from '../../../src/formats/text.ts'
import { parseWaivers } from '../../../src/shell/waivers.ts'

const NOW = new Date('2026-11-25T02:30:00Z')
const END = '2026-12-25'

type Fields = Readonly<Record<string, unknown>>

interface Config {
  readonly 'license-compliance'?: Fields
  readonly waivers?: readonly Fields[]
}

function configOf({ lines = [] }: Answer): Config {
  return load(['{}', ...lines].every((line) => /^(#|\{\})/.test(line)) ? '{}' : lines.join('\n')) as Config
}

/** The waivers to complete, as they would be without their signs of comments. */
function commented({ lines = [] }: Answer): readonly Fields[] {
  const open = lines.flatMap((line) => (line.startsWith('#  ') ? [line.slice(1)] : []))
  return open.length > 0 ? (load(open.join('\n')) as Fields[]) : []
}

function fieldsOf(answer: Answer, title: string): readonly (readonly [string, string])[] {
  return answer.sections.find((section) => section.title === title)?.fields ?? []
}

function importOne(text: string) {
  const answer = importPolicy(text, NOW)
  expect(answer.found).toBe(true)
  const config = configOf(answer)
  return {
    policy: config['license-compliance'] ?? {},
    waivers: config.waivers ?? [],
    open: commented(answer).map((one) => one['package']),
    left: fieldsOf(answer, 'Not carried over'),
    changes: fieldsOf(answer, 'Decided otherwise here').map(([label, text]) => `${label}: ${text}`),
    decisions: fieldsOf(answer, 'These need a decision'),
    tool: answer.sections[0]?.title,
  }
}

const script = (line: string) => JSON.stringify({ name: 'app', scripts: { build: 'tsc', licenses: line } })

describe('license-checker', () => {
  test.each<readonly [string, Fields]>([
    ['license-checker --onlyAllow "MIT;Apache-2.0"', { allow: ['MIT', 'Apache-2.0'] }],
    ["license-checker --onlyAllow 'mit; ISC ;'", { allow: ['MIT', 'ISC'] }],
    ['license-checker --onlyAllow MIT\\;ISC', { allow: ['MIT', 'ISC'] }],
    ['license-checker --onlyAllow=MIT', { allow: ['MIT'] }],
    ['npx license-checker-rseidelsohn --onlyAllow "Apache 2.0"', { allow: ['Apache-2.0'] }],
    [
      'npx --yes license-checker@25.0.1 --failOn "GPL-3.0;AGPL-3.0"',
      { deny: ['GPL-3.0-only', 'AGPL-3.0-only'] },
    ],
    ['./node_modules/.bin/license-checker --failOn GPLv3', { deny: ['GPL-3.0-only'] }],
    ['pnpm dlx license-checker --onlyAllow MIT', { allow: ['MIT'] }],
    ['npx -p license-checker license-checker --onlyAllow MIT', { allow: ['MIT'] }],
    ['tsc && CI=1 license-checker --onlyAllow MIT | tee x', { allow: ['MIT'] }],
    ['license-checker --production --onlyAllow MIT', { allow: ['MIT'], dev: 'warn' }],
    ['license-checker --production=false --onlyAllow MIT', { allow: ['MIT'] }],
    ['license-checker --json --onlyAllow MIT --out x.json', { allow: ['MIT'] }],
    ['license-checker --onlyAllow MIT > x.txt 2>/dev/null', { allow: ['MIT'] }],
    ['if ! npx license-checker --onlyAllow MIT; then exit 1; fi', { allow: ['MIT'] }],
    ['license-checker --onlyAllow "MIT,ISC"', { allow: ['MIT', 'ISC'] }],
    ['license-checker --onlyAllow "Apache License, Version 2.0"', { allow: ['Apache-2.0'] }],
    [
      'license-checker --onlyAllow "GPL-2.0 WITH Classpath-exception-2.0"',
      { allow: ['GPL-2.0-only WITH Classpath-exception-2.0'] },
    ],
    [
      'license-checker --excludePackages "@acme/*" --onlyAllow MIT',
      { allow: ['MIT'], 'internal-scopes': ['@acme'] },
    ],
    [
      'license-checker-rseidelsohn --excludePackagesStartingWith "@acme/" --failOn MIT',
      { deny: ['MIT'], 'internal-scopes': ['@acme'] },
    ],
  ])('%s', (line, policy) => {
    expect(importOne(script(line)).policy).toEqual(policy)
    expect(importOne(line).policy).toEqual(policy)
    expect(importOne(`#!/bin/sh\nset -e\n# license-checker --onlyAllow X\n${line}\n`).policy).toEqual(policy)
  })

  test.each<readonly [string, string, string]>([
    ['license-checker --onlyAllow "MIT;BSD"', 'BSD', 'ambiguous'],
    ['license-checker --onlyAllow "MIT;BSD"', 'BSD', 'name what you mean: 0BSD'],
    ['license-checker --onlyAllow "MIT*"', 'MIT*', 'which text applies'],
    [
      'license-checker --onlyAllow "Custom: https://x.example"',
      'Custom: https://x.example',
      'no SPDX license id',
    ],
    ['license-checker --onlyAllow "UNKNOWN"', 'UNKNOWN', 'does not say'],
    ['license-checker --onlyAllow "MIT;UNLICENSED"', 'UNLICENSED', 'of your own'],
    ['license-checker --onlyAllow "(MIT OR ISC)"', '(MIT OR ISC)', 'one by one'],
    ['license-checker --onlyAllow "permissive"', 'permissive', 'no SPDX id'],
    ['license-checker --failOn GPL', 'GPL', 'from the deny list'],
    ['license-checker --onlyAllow "$ALLOWED"', '--onlyAllow', 'only the shell knows'],
    ['license-checker --onlyAllow', '--onlyAllow', 'no value'],
    ['license-checker --onlyAllow --json', '--onlyAllow', 'no value'],
    ['license-checker --onlyAllow MIT --direct', '--direct', 'never below'],
    ['license-checker --onlyAllow MIT --start web', '--start', '--path'],
    ['license-checker --onlyAllow MIT --csv', '--csv', 'export'],
    ['license-checker --onlyAllow MIT --frobnicate 7', '--frobnicate', 'known here'],
    ['license-checker --onlyAllow MIT --__proto__ 7', '--__proto__', 'known here'],
    ['license-checker --onlyAllow MIT web', 'web', 'no setting'],
    ['license-checker --onlyAllow MIT --packages "a;b"', '--packages', 'these packages alone'],
    ['license-checker --onlyAllow MIT --clarificationsFile x.json', '--clarificationsFile', 'import it too'],
    ['license-checker --excludePackages "a*b c" --onlyAllow MIT', '--excludePackages a*b c', 'whole package'],
    [
      'license-checker-rseidelsohn --excludePackagesStartingWith acme --onlyAllow MIT',
      '--excludePackagesStartingWith acme',
      'whole scope',
    ],
    [
      'license-checker --onlyAllow MIT && license-checker --onlyAllow ISC',
      'another call of license-checker',
      'ISC',
    ],
  ])('%s leaves %s: %s', (line, label, why) => {
    for (const text of [script(line), line]) {
      const told = importOne(text).left.filter(([one]) => one === label)
      expect(told.map(([, reason]) => reason).join()).toContain(why)
    }
  })

  test.each<readonly [string, string]>([
    ['license-checker --onlyAllow MIT', '"MIT AND GPL-3.0-only"'],
    ['license-checker --onlyAllow MIT', '--onlyAllow "MIT": also let through MIT-0, MIT-Wu, MITNFA'],
    ['license-checker --onlyAllow "MIT,ISC"', 'splits on semicolons: it allowed nothing'],
    ['license-checker --failOn "GPL-3.0,MIT"', 'splits on semicolons: it never failed anything'],
    ['license-checker --failOn GPL-3.0', 'every expression passed'],
    ['license-checker --failOn GPL-3.0', 'unknown: warn'],
    ['license-checker --production --onlyAllow MIT', 'dev: warn'],
    ['license-checker --excludePrivatePackages --onlyAllow MIT', 'members of the workspace'],
    ['license-checker --onlyAllow MIT --failOn ISC', 'one of --onlyAllow and --failOn alone'],
  ])('%s: says %s', (line, told) => {
    expect(importOne(script(line)).changes.join('\n')).toContain(told)
  })

  test('an exact id that is a part of no other is not said to have let anything through', () => {
    const { changes } = importOne('license-checker --onlyAllow Zimbra-1.4')
    expect(changes).toHaveLength(1)
  })

  test('excluded packages wait for their license', () => {
    const { open, waivers, decisions } = importOne(
      'license-checker --excludePackages "a@1.0.0;@s/b@2.0.0;c" --onlyAllow MIT',
    )
    expect(open).toEqual(['a@1.0.0', '@s/b@2.0.0', 'c'])
    expect(waivers).toEqual([])
    expect(decisions.map(([label]) => label)).toEqual(['a@1.0.0', '@s/b@2.0.0', 'c'])
  })

  test('where nothing of a list is carried over, that needs a decision', () => {
    expect(importOne('license-checker --onlyAllow BSD').decisions[0]?.[1]).toContain('default policy')
    expect(importOne('license-checker --onlyAllow MIT').decisions).toEqual([])
  })

  test('what a shell does with the output is no setting', () => {
    expect(importOne(script('license-checker --onlyAllow MIT >x 2> y')).left).toEqual([])
  })

  test('what is both allowed and denied stays denied', () => {
    const { policy, left } = importOne(script('license-checker --onlyAllow "MIT;ISC" --failOn mit'))
    expect(policy).toEqual({ allow: ['ISC'], deny: ['MIT'] })
    expect(left).toEqual([['MIT', 'it is both allowed and denied: it stays denied']])
  })

  test('the rest of a script is said to be unread', () => {
    expect(importOne('license-checker --onlyAllow MIT').left).toEqual([])
    expect(importOne('npm ci\nlicense-checker --onlyAllow MIT').left).toEqual([
      ['the rest of the file', 'only calls of license-checker were looked for'],
    ])
  })

  test('a list that is too long is none', () => {
    expect(importOne(`license-checker --onlyAllow "${'MIT;'.repeat(1001)}"`).left[0]?.[1]).toContain('1000')
  })
})

describe('clarifications', () => {
  const text = JSON.stringify({
    'a@1.0.0': { licenses: 'MIT', licenseFile: 'LICENSE', checksum: 'x' },
    '@s/b@^2.0.0': { licenses: 'mit or isc' },
    'c@1.0.0': { licenseText: 'x' },
    'd@not a range': { licenses: 'MIT' },
    'e@1.0.0': 7,
    __proto__x: { licenses: 'MIT' },
  })

  test('are waivers as long as the package declares nothing', () => {
    const { waivers, left, changes, decisions } = importOne(text)
    expect(waivers.map((one) => [one['package'], one['license'], one['until']])).toEqual([
      ['a@1.0.0', '(none)', END],
      ['@s/b@^2.0.0', '(none)', END],
      ['__proto__x', '(none)', END],
    ])
    expect(waivers[1]?.['reason']).toContain('MIT OR ISC')
    expect(left.map(([label]) => label)).toEqual(['c@1.0.0', 'd@not a range', 'e@1.0.0'])
    expect(changes.join()).toContain('checksum')
    expect(decisions).toHaveLength(3)
  })

  test('upkeep takes them as they are', () => {
    const answer = importPolicy(text, NOW)
    const { waivers = [] } = configOf(answer)
    const config = { path: 'upkeep.yml', sections: new Map(), waivers, problems: [] }
    const parsed = parseWaivers(config as unknown as Parameters<typeof parseWaivers>[0], licenseCompliance)
    expect(parsed.problems).toEqual([])
    expect(parsed.waivers).toHaveLength(3)
  })
})

describe('dependency-review-action', () => {
  test.each<readonly [string, string, Fields]>([
    ['a list', 'allow-licenses: [MIT, apache-2.0]', { allow: ['MIT', 'Apache-2.0'], dev: 'warn' }],
    ['a block', 'allow-licenses:\n  - MIT\n  - "ISC"\n', { allow: ['MIT', 'ISC'], dev: 'warn' }],
    ['text', "allow-licenses: 'MIT, ISC'", { allow: ['MIT', 'ISC'], dev: 'warn' }],
    ['underscores', 'deny_licenses: [GPL-3.0]', { deny: ['GPL-3.0-only'], dev: 'warn' }],
    ['all scopes', 'deny-licenses: MIT\nfail-on-scopes: [runtime, development]', { deny: ['MIT'] }],
    ['one scope', 'deny-licenses: MIT\nfail-on-scopes: runtime', { deny: ['MIT'], dev: 'warn' }],
    ['JSON', '{"allow-licenses": ["MIT"]}', { allow: ['MIT'], dev: 'warn' }],
    ['a reference', 'allow-licenses: [LicenseRef-acme]', { allow: ['LicenseRef-acme'], dev: 'warn' }],
    ['nothing of licenses', 'fail-on-severity: high', {}],
  ])('%s', (_what, text, policy) => {
    expect(importOne(text).policy).toEqual(policy)
  })

  test.each<readonly [string, string, string]>([
    ['allow-licenses: [MIT OR ISC]', 'MIT OR ISC', 'one by one'],
    ['allow-licenses: [MIT, [x]]', '(list)', 'no text'],
    ['allow-licenses: { a: b }', 'allow-licenses', 'no list'],
    ['deny-licenses: [OTHER]', 'OTHER', 'does not say'],
    ['fail-on-severity: high', 'fail-on-severity', 'not about licenses'],
    ['deny-licenses: MIT\nx: y', 'x', 'known here'],
    ['deny-licenses: MIT\nfail-on-scopes: production', 'fail-on-scopes production', 'no scope'],
    ['deny-licenses: MIT\nlicense-check: false', 'license-check', 'was off'],
    ['allow-dependencies-licenses: ["pkg:pypi/a"]', 'allow-dependencies-licenses pkg:pypi/a', 'npm'],
    ['allow-dependencies-licenses: [a]', 'allow-dependencies-licenses a', 'no package URL'],
    ['allow-dependencies-licenses: ["pkg:npm/a*"]', 'allow-dependencies-licenses pkg:npm/a*', 'no patterns'],
  ])('%s leaves %s: %s', (text, label, why) => {
    expect(
      importOne(text)
        .left.filter(([one]) => one === label)
        .map(([, reason]) => reason)
        .join(),
    ).toContain(why)
  })

  test('excepted packages wait for their license, and their versions were ignored', () => {
    const { open, changes } = importOne('allow-dependencies-licenses: "pkg:npm/%40s/a@1.0.0, pkg:npm/b"')
    expect(open).toEqual(['@s/a@1.0.0', 'b'])
    expect(changes.join()).toContain('the version was ignored')
  })

  test.each([
    ['allow-licenses: MIT', 'only gave a message'],
    ['deny-licenses: MIT', 'blocked "MIT OR GPL-3.0-only"'],
    ['allow-licenses: MIT', 'not looked at, by default'],
    ['allow-licenses: MIT\nfail-on-scopes: unknown', 'development was not looked at:'],
  ])('%s: says %s', (text, told) => {
    expect(importOne(text).changes.join('\n')).toContain(told)
  })

  const workflow = (...steps: readonly string[]) =>
    `name: x\non: [pull_request]\njobs:\n  review:\n    runs-on: ubuntu-latest\n    steps:\n${steps.join('\n')}\n`
  const uses = (inputs: string, ref = 'actions/dependency-review-action@v4') =>
    `      - uses: ${ref}\n        with:\n          ${inputs}`

  test('in a workflow', () => {
    const text = workflow('      - uses: actions/checkout@v4', uses('allow-licenses: MIT, ISC'))
    expect(importOne(text).policy).toEqual({ allow: ['MIT', 'ISC'], dev: 'warn' })
  })

  test.each([
    ['a file of its own', workflow(uses('config-file: ./x.yml')), 'config-file', 'import it too'],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the runner's.
    ['an expression', workflow(uses('allow-licenses: ${{ vars.X }}')), 'allow-licenses', 'runner alone'],
    [
      'a second step',
      workflow(uses('allow-licenses: MIT'), uses('allow-licenses: ISC')),
      'another step of dependency-review-action',
      'ISC',
    ],
    [
      'another tool too',
      workflow(uses('allow-licenses: MIT'), '      - run: npx license-checker --onlyAllow ISC'),
      'a call of license-checker',
      'by itself',
    ],
  ])('in a workflow with %s', (_what, text, label, why) => {
    const { left, policy } = importOne(text)
    expect(
      left
        .filter(([one]) => one === label)
        .map(([, reason]) => reason)
        .join(),
    ).toContain(why)
    expect(JSON.stringify(policy)).not.toContain('ISC')
  })

  test('license-checker in a workflow', () => {
    const text = workflow(
      '      - run: |\n          npm ci\n          npx license-checker --onlyAllow "MIT;ISC"',
    )
    expect(importOne(text)).toMatchObject({
      tool: 'Imported from license-checker',
      policy: { allow: ['MIT', 'ISC'] },
    })
  })
})

describe('licensed', () => {
  const text = `
sources:
  npm: true
allowed:
  - mit
  - apache-2.0
  - bsd-3-clause
  - other
reviewed:
  npm:
    - a
    - b@1.0.0
    - '@s/c'
    - 'd*'
  bundler:
    - e
ignored:
  npm:
    - '@acme/*'
    - f
  yarn: g
`
  test('allowed licenses, reviewed packages, ignored scopes', () => {
    const { policy, open, left, changes } = importOne(text)
    expect(policy).toEqual({ allow: ['MIT', 'Apache-2.0', 'BSD-3-Clause'], 'internal-scopes': ['@acme'] })
    expect(open).toEqual(['a', 'b@1.0.0', '@s/c'])
    expect(left.map(([label]) => label)).toEqual([
      'sources',
      'other',
      'reviewed npm d*',
      'reviewed bundler',
      'ignored npm f',
      'ignored yarn',
    ])
    expect(changes.join()).toContain('any license')
  })

  test('an app’s own lists are left', () => {
    const { left, policy } = importOne(
      'allowed: [mit]\napps:\n  - source_path: web\n    allowed: [isc]\n  - source_path: api\n',
    )
    expect(policy).toEqual({ allow: ['MIT'] })
    expect(left.map(([label]) => label)).toEqual(['app web'])
  })

  test.each([
    ['allowed: [mit]\nreviewed: [a]', 'reviewed'],
    ['allowed: [mit]\napps: x', 'apps'],
    ['allowed: x\nreviewed: { npm: [a] }', 'allowed'],
    ['allowed: [mit]\nreviewed: { npm: [[a]] }', 'reviewed npm (list)'],
  ])('%j leaves %s', (written, label) => {
    expect(importOne(written).left.map(([one]) => one)).toEqual([label])
  })
})

test.each<readonly [string, string, string]>([
  ['nothing', '', 'empty'],
  ['blanks', ' \n', 'empty'],
  ['a package.json that calls nothing', JSON.stringify({ scripts: { a: 'tsc' } }), 'no known tool'],
  ['a package.json that installs it', script('npm install license-checker'), 'no known tool'],
  ['a package.json that names it', script('echo license-checker --onlyAllow MIT'), 'no known tool'],
  ['another tool of a longer name', script('my-license-checker --onlyAllow MIT'), 'no known tool'],
  ['a workflow of others', 'jobs:\n  a:\n    steps:\n      - uses: actions/checkout@v4\n', 'no known tool'],
  ['another YAML', 'a: b', 'no known tool'],
  ['a list', '[]', 'does not hold settings'],
  ['damaged JSON', '{"scripts": {"a": "license-checker --onlyAllow MIT"', 'not valid JSON'],
  ['an alias of YAML', 'allow-licenses: &a [MIT]\nx: *a', 'file'],
  ['deep JSON', `{"a":${'['.repeat(200_000)}`, 'file'],
  ['too much', 'x'.repeat(1024 * 1024 + 1), 'larger than 1 MB'],
])('nothing is found in %s', (_what, text, reason) => {
  const answer = importPolicy(text, NOW)
  expect(answer.found).toBe(false)
  expect(answer.lines).toBeUndefined()
  expect(fieldsOf(answer, 'Nothing was imported')[0]?.[1]).toContain(reason)
})

describe('what is printed', () => {
  const NAMES = ['a"b', 'a\\u{202E}', 'a\u202Eb', 'a\ud800', 'é🙂', '##[x]', "it's", '__proto__', '$x', '#x']

  test('is YAML that holds every name as it is', () => {
    const clarified = Object.fromEntries(NAMES.map((name) => [`${name}@1.0.0`, { licenses: 'MIT' }]))
    const answer = importPolicy(JSON.stringify(clarified), NOW)
    const wanted = NAMES.map((name) => `${name.toWellFormed()}@1.0.0`)
    expect(configOf(answer).waivers?.map((one) => one['package'])).toEqual(wanted)
    const { lines = [] } = answer
    const printed = textOfAnswer({ found: true, sections: [], lines }, { color: false, width: 0 })
    expect(printed).toBe(`${lines.join('\n')}\n`)
  })

  test.each([
    'license-checker --production --onlyAllow "MIT;LicenseRef-x;GPL-2.0+;GPL-2.0 WITH Classpath-exception-2.0" --excludePackages "@acme/"',
    'deny-licenses: [GPL-3.0, LGPL-2.1-or-later]',
    'allowed: [mit, cc0-1.0, bsd-2-clause-freebsd]',
  ])('the options of %s are what the check takes', (text) => {
    const values = new Map(Object.entries(importOne(text).policy))
    const given = { origin: 'config', values, label: (name: string) => name } as const
    const options = parseOptions(OPTIONS, [given])
    expect(options.allow.length + options.deny.length).toBeGreaterThan(1)
    expect(licenseCompliance.problems(options)).toEqual([])
  })

  test('nothing is dropped: each entry is a policy’s, or left with a reason', () => {
    const entries = ['MIT', 'BSD', 'x', 'GPL-3.0', 'MIT OR ISC', 'permissive', '', 'UNLICENSED', 'Apache 2.0']
    for (const text of [
      JSON.stringify({ 'allow-licenses': entries }),
      JSON.stringify({ allowed: entries }),
    ]) {
      const { policy, left } = importOne(text)
      expect((policy['allow'] as string[]).length + left.length).toBe(entries.length)
      expect(left.every(([, reason]) => reason.length > 10)).toBe(true)
    }
  })
})
