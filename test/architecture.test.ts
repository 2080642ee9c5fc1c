import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { CHECKS } from '../src/checks/index.ts'
import {
  type Breach,
  EDGES,
  EFFECTS,
  MOCKS,
  NAMES,
  REACHES,
  SHAPES,
} from './support/architecture/breaches.ts'
import { bundleComplaints } from './support/architecture/bundle.ts'
import { forbiddenEdges, packageOf } from './support/architecture/edges.ts'
import { EXCEPTIONS, effectComplaints } from './support/architecture/effects.ts'
import { nameAndSizeComplaints } from './support/architecture/names.ts'
import { reachComplaints } from './support/architecture/reach.ts'
import { mockComplaints, shapeComplaints } from './support/architecture/shape.ts'
import { readSources, type Sources } from './support/architecture/sources.ts'
import { parseTable, unitOf } from './support/architecture/table.ts'

const ROOT = resolve(import.meta.dirname, '..')
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8')

const rows = parseTable(read('docs/architecture.md'))
const code = readSources(ROOT, ['src', 'actions'])
const tests = readSources(ROOT, ['test'])

type Rule = (sources: Sources) => readonly string[]
const onlyOdd: Rule = (sources) => effectComplaints(sources, [])
const edges: Rule = (sources) => forbiddenEdges(sources, rows)

describe('the code', () => {
  test('is all there to be looked at', () => {
    const paths = [...code.keys()]
    expect(paths.length).toBeGreaterThan(70)
    for (const id of Object.keys(CHECKS)) expect(paths).toContain(`src/checks/${id}/index.ts`)
    expect([...tests.keys()]).toContain('test/architecture.test.ts')
  })

  const all = new Map([...code, ...tests])
  test.each<readonly [string, Rule, Sources]>([
    ['imports what docs/architecture.md allows', edges, code],
    ['brings one check and nothing of GitHub into a bundle', reachComplaints, code],
    ['has no default exports, enums, classes, any or state', shapeComplaints, code],
    ['touches the world in adapters alone', effectComplaints, code],
    ['has short files with names that say something', nameAndSizeComplaints, all],
    ['mocks no module', mockComplaints, tests],
  ])('%s', (_name, rule, sources) => {
    expect(rule(sources)).toEqual([])
  })
})

/** A tree in which everything is as it should be, near what is forbidden. */
const FINE: Sources = new Map([
  [
    'src/core/errors.ts',
    "import './a.ts'\nexport class A extends Error {}\nexport const b = (c: string) => new Date(c)",
  ],
  [
    'src/checks/a/index.ts',
    "import type { A } from '../../core/errors.ts'\nimport '../../inventory/npm.ts'\nimport './b.ts'\nimport valid from 'semver/functions/valid.js'\nimport 'node:fs/promises'",
  ],
  ['src/checks/index.ts', "import './a/index.ts'"],
  ['src/liveness/collect.ts', "import '../core/errors.ts'\nimport '../inventory/npm.ts'\nimport './due.ts'"],
  ['src/liveness/due.ts', ''],
  ['src/sinks/a.ts', "import '../formats/a.ts'"],
  ['src/formats/a.ts', '// process.env, jest.mock, any\nexport const a = { process: "console.log", any: 1 }'],
  ['src/adapters/http.ts', "import 'node:http'\nexport const a = (b: string) => import(b)\nprocess.exit()"],
  ['src/adapters/github.ts', "import '@actions/github'\nimport 'node:fs'"],
  [
    'src/shell/cli.ts',
    "import '../checks/index.ts'\nimport type { P } from '../adapters/http.ts'\nexport function a(process: P) { const { env } = process; const f = () => process.env; return { env, f } }",
  ],
  ['src/shell/world.ts', "import 'node:os'\nimport 'node:path'"],
  ['src/shell/report-action.ts', "import '../adapters/github.ts'\nimport '../liveness/collect.ts'"],
  ['src/shell/check-action.ts', "import './world.ts'"],
  ['actions/a/main.ts', "import '../../src/checks/a/index.ts'\nimport '../../src/shell/check-action.ts'"],
  ['actions/report/main.ts', "import '../../src/shell/report-action.ts'"],
])

const RULES: readonly (readonly [string, Rule, readonly Breach[]])[] = [
  ['imports', edges, EDGES],
  ['bundles', reachComplaints, REACHES],
  ['shapes', shapeComplaints, SHAPES],
  ['effects', onlyOdd, EFFECTS],
  ['names and sizes', nameAndSizeComplaints, NAMES],
  ['mocks', mockComplaints, MOCKS],
]

describe.each(RULES)('the rule of %s', (_rule, rule, breaches) => {
  test('says nothing of what is fine', () => {
    expect(rule(FINE)).toEqual([])
  })

  test.each(breaches.map((breach) => [breach.name, breach] as const))(
    'complains of %s, once',
    (_name, breach) => {
      const complaints = rule(breach.sources)
      expect(complaints).toHaveLength(1)
      expect(complaints[0]?.startsWith(breach.complaint)).toBe(true)
    },
  )
})

describe('the import table', () => {
  test('keeps the network and processes in adapters', () => {
    const outside =
      /^node:(\*|net|tls|https?|http2|dns|dgram|child_process|cluster|worker_threads|module|vm)$/
    const open = rows.filter(
      ({ unit, may }) => !/^adapters/.test(unit) && may.some((one) => outside.test(one)),
    )
    expect(open).toEqual([])
    expect(rows.find(({ unit }) => unit === 'core')?.may).toEqual(['itself'])
  })

  test('names only units that it has, built-ins, and packages that are not built-ins', () => {
    const units = [...rows.map(({ unit }) => unit), 'itself', 'checks/*', 'node:*']
    const tokens = rows.flatMap(({ may }) => may).filter((token) => !units.includes(token))
    expect(tokens.filter((token) => packageOf(token) !== token)).toEqual([])
  })

  test('is read as it stands: a row less, and its unit has no home', () => {
    const without = rows.filter(({ unit }) => unit !== 'formats')
    expect(forbiddenEdges(new Map([['src/formats/a.ts', '']]), without)).toHaveLength(1)
    expect(() => parseTable('# no table')).toThrow('has no table')
    const text = '| unit | may import |\n|---|---|\n| core | `itself`, not node:fs |\n\n| a | `b` |'
    expect(parseTable(text)).toEqual([{ unit: 'core', may: ['itself'] }])
  })

  test('gives a row what it inherits', () => {
    const github = unitOf('src/adapters/github/issues.ts', rows)
    expect(github).toMatchObject({ name: 'adapters', row: 'adapters/github' })
    expect(github?.may).toEqual(expect.arrayContaining(['node:*', '@actions/github']))
    expect(unitOf('src/adapters/http.ts', rows)?.may).not.toContain('@actions/github')
  })
})

test('an exception that nothing needs is a complaint, and each has a reason', () => {
  const idle = effectComplaints(new Map([['src/shell/world.ts', 'export const a = new Date()']]))
  expect(idle).toEqual([
    'the exception for src/shell/world.ts setTimeout is not needed',
    'the exception for src/shell/world.ts Math.random is not needed',
  ])
  for (const { reason } of EXCEPTIONS) expect(reason).not.toBe('')
})

describe('the bundles', () => {
  test.each(Object.keys(CHECKS))('%s cannot write to GitHub and starts fast', (id) => {
    const path = `dist/${id}/index.js`
    expect(bundleComplaints(path, read(path))).toEqual([])
  })

  test('the rule complains', () => {
    expect(bundleComplaints('a', 'import("undici")')).toEqual(['a contains undici'])
    expect(bundleComplaints('a', '"@octokit/core"')).toEqual(['a contains octokit'])
    expect(bundleComplaints('a', 'class Octokit {}')).toEqual(['a contains octokit'])
    expect(bundleComplaints('a', '"@actions/github"')).toEqual(['a contains @actions/github'])
    expect(bundleComplaints('a', 'x'.repeat(700 * 1024 + 1))).toEqual(['a is 701 KB: at most 700 KB'])
  })
})
