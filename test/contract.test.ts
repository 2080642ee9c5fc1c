import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { CHECKS } from '../src/checks/index.ts'
import type { Check } from '../src/core/check.ts'
import { ConfigError } from '../src/core/errors.ts'
import { CHECK_IDS } from '../src/core/ids.ts'
import { parseConfig } from '../src/shell/config.ts'
import { generate } from '../src/shell/generate.ts'
import { setUp } from '../src/shell/setup.ts'
import { BROKEN_NAMES, BROKEN_RUNS } from './support/contract/broken-checks.ts'
import { GOOD, GOOD_SAMPLE } from './support/contract/good-check.ts'
import { nameComplaints } from './support/contract/names.ts'
import { linkComplaints, pageComplaints, type ReadText } from './support/contract/pages.ts'
import { runComplaints, type Validate } from './support/contract/runs.ts'
import { SAMPLES } from './support/contract/samples.ts'
import { compileSchema, schemaComplaints } from './support/contract/schema.ts'

const ROOT = resolve(import.meta.dirname, '..')
const read: ReadText = (path) => {
  const file = join(ROOT, path)
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined
}
const readJson = (path: string): unknown => JSON.parse(read(path) ?? 'null')

const validateReport = compileSchema(readJson('schema/report.schema.json'))
const validate: Validate = (report) => schemaComplaints(validateReport, report)
const checks: readonly Check[] = Object.values(CHECKS)

describe.each(Object.entries<Check>(CHECKS))('%s', (key, check) => {
  test('is called and described as the plan says', () => {
    expect(nameComplaints(key, check)).toEqual([])
  })

  test('has its action, its bundle, and a page for each rule', () => {
    expect(pageComplaints(check, read)).toEqual([])
  })

  test('never passes without having looked, and is pure where it says so', async () => {
    expect(await runComplaints(check, SAMPLES[key], validate)).toEqual([])
  })
})

describe('the folders', () => {
  const foldersIn = (path: string) =>
    readdirSync(join(ROOT, path)).filter((name) => statSync(join(ROOT, path, name)).isDirectory())

  test('hold the checks that are registered and no others', () => {
    const ids = Object.keys(CHECKS)
    // Parts of a check to come lie in its folder already; it is one once it has an index.
    const complete = foldersIn('src/checks').filter((id) =>
      existsSync(join(ROOT, `src/checks/${id}/index.ts`)),
    )
    expect(complete.sort()).toEqual([...ids].sort())
    expect(foldersIn('src/checks').filter((id) => !(CHECK_IDS as readonly string[]).includes(id))).toEqual([])
    expect(foldersIn('actions').filter((id) => id !== 'report' && !ids.includes(id))).toEqual([])
    expect(Object.keys(SAMPLES).filter((id) => !ids.includes(id))).toEqual([])
    expect(new Set(CHECK_IDS).size).toBe(CHECK_IDS.length)
  })
})

describe('what is generated', () => {
  const files = generate(ROOT)
  const paths = [...files.keys()]

  test('is everything that the option tables are for', () => {
    const wanted = checks.flatMap(({ id }) => [`actions/${id}/action.yml`, `actions/${id}/README.md`])
    const schemas = ['schema/report.schema.json', 'schema/config.schema.json']
    expect(paths).toEqual(expect.arrayContaining([...wanted, ...schemas, 'README.md']))
  })

  test.each(paths)('%s is as on disk, byte for byte', (path) => {
    const isSame = readFileSync(join(ROOT, path)).equals(Buffer.from(files.get(path) ?? ''))
    expect(isSame ? 'as generated' : 'run npm run generate').toBe('as generated')
  })

  test("README's table of rules leads to pages and headings that are there", () => {
    expect(linkComplaints(read('README.md') ?? '', read)).toEqual([])
  })
})

const WAIVER = {
  check: 'license-compliance',
  package: 'a@^1.0.0',
  license: 'GPL-3.0-only',
  reason: 'Bought.',
  until: '2027-01-31',
}
const section = (value: unknown) => ({ 'license-compliance': value })
const waiver = (over: Readonly<Record<string, unknown>>) => ({ waivers: [{ ...WAIVER, ...over }] })

const ACCEPTED: readonly (readonly [string, unknown])[] = [
  ['nothing', {}],
  ['an empty file', null],
  ['a section without options', section(null)],
  ['a planned check', { 'backup-verification': {} }],
  ['a list as text', section({ allow: 'MIT, ISC' })],
  ['a list', section({ allow: ['MIT', 'permissive'], deny: ['AGPL-3.0-only'] })],
  ['words and flags', section({ 'fail-on': 'none', unknown: 'warn', dev: 'warn', 'allow-empty': true })],
  ['no waivers', { waivers: [] }],
  ['a waiver', waiver({})],
  ['a waiver of a rule', waiver({ rule: 'denied' })],
]

const REJECTED: readonly (readonly [string, unknown])[] = [
  ['a list', []],
  ['text', 'license-compliance'],
  ['an unknown check', { 'licence-compliance': {} }],
  ['a section that is a list', section(['MIT'])],
  ['a section that is text', section('MIT')],
  ['an unknown option', section({ alow: 'MIT' })],
  ['an option for the command line alone', section({ path: 'x' })],
  ['a secret', section({ 'github-token': 'x' })],
  ['an empty list', section({ allow: [] })],
  ['a number for a list', section({ allow: 3 })],
  ['numbers in a list', section({ allow: [3] })],
  ['an unknown word', section({ 'fail-on': 'severe' })],
  ['a word for a flag', section({ 'allow-empty': 'maybe' })],
  ['waivers that are a mapping', { waivers: WAIVER }],
  ['a waiver that is text', { waivers: ['a'] }],
  ['a waiver of an unknown check', waiver({ check: 'licences' })],
  ['a waiver without a reason', waiver({ reason: undefined })],
  ['a waiver with an empty reason', waiver({ reason: '' })],
  ['a waiver without an end', waiver({ until: undefined })],
  ['a waiver that ends somehow', waiver({ until: 'soon' })],
  ['a waiver without a package', waiver({ package: undefined })],
  ['a waiver of an unknown rule', waiver({ rule: 'bad' })],
  ['a waiver with a key too many', waiver({ packages: 'a' })],
]

describe('the schema of the configuration', () => {
  const validateConfig = compileSchema(readJson('schema/config.schema.json'))
  // A key without a value is in no file.
  const written = (value: unknown): unknown => JSON.parse(JSON.stringify(value))
  const place = { origin: 'flag', values: new Map<string, unknown>(), label: (name: string) => name } as const

  /** Whether the shell takes the same configuration: JSON is YAML. */
  function isRead(value: unknown): boolean {
    try {
      const config = parseConfig('upkeep.yml', new TextEncoder().encode(JSON.stringify(value)))
      for (const check of checks) setUp(check, place, config)
      return true
    } catch (thrown) {
      if (thrown instanceof ConfigError) return false
      throw thrown
    }
  }

  test.each(ACCEPTED)('accepts %s, as the shell does', (_name, value) => {
    expect(schemaComplaints(validateConfig, written(value))).toEqual([])
    expect(isRead(value)).toBe(true)
  })

  test.each(REJECTED)('rejects %s, as the shell does', (_name, value) => {
    expect(schemaComplaints(validateConfig, written(value))).not.toEqual([])
    expect(isRead(value)).toBe(false)
  })

  test('has every check that exists or is planned, and report', () => {
    const schema = readJson('schema/config.schema.json') as { readonly properties: object }
    expect(Object.keys(schema.properties).sort()).toEqual([...CHECK_IDS, 'report', 'waivers'].sort())
  })

  test('would not compile with a keyword or format that is none', () => {
    expect(() => compileSchema({ type: 'string', patern: 'a' })).toThrow('patern')
    expect(() => compileSchema({ type: 'string', format: 'moment' })).toThrow('moment')
  })
})

describe('the contract itself', () => {
  test('has nothing against a check that keeps it', async () => {
    expect(nameComplaints(GOOD.id, GOOD as unknown as Check)).toEqual([])
    expect(await runComplaints(GOOD as unknown as Check, GOOD_SAMPLE, validate)).toEqual([])
  })

  test.each(BROKEN_NAMES.map((broken) => [broken.name, broken] as const))('catches: %s', (_name, broken) => {
    expect(nameComplaints('certificate-expiry', broken.check)).toContain(broken.complaint)
  })

  test.each(BROKEN_RUNS.map((broken) => [broken.name, broken] as const))(
    'catches: %s',
    async (_name, broken) => {
      const complaints = await runComplaints(broken.check, GOOD_SAMPLE, validate)
      expect(complaints).toContainEqual(expect.stringContaining(broken.complaint))
    },
  )

  test('wants a sample', async () => {
    const [complaint] = await runComplaints(GOOD as unknown as Check, undefined, validate)
    expect(complaint).toBe('certificate-expiry has no sample in test/support/contract/samples.ts')
  })

  const path = 'docs/rules/certificate-expiry/expired.md'
  const page = '# `certificate-expiry/expired`\n\n## What is wrong\n\nx\n\n## What to do\n\ny\n'
  const about = (text: string | undefined) =>
    pageComplaints(GOOD as unknown as Check, (asked) => (asked.startsWith('docs/') ? text : ''))

  test('wants the files of a check and a whole page for each rule', () => {
    expect(about(page)).toEqual([])
    expect(about(undefined)).toEqual([`there is no ${path}`])
    expect(about(page.replace('/expired', '/expiring'))).toEqual([
      `${path} has no heading certificate-expiry/expired`,
    ])
    expect(about(page.replace('## What to do', 'What to do'))).toEqual([`${path} has no section What to do`])
    expect(about('```\n# certificate-expiry/expired\n## What is wrong\n## What to do\n```\n')).toHaveLength(3)
    const nothing = pageComplaints(GOOD as unknown as Check, () => undefined)
    expect(nothing).toContain('there is no dist/certificate-expiry/index.js')
    expect(nothing).toHaveLength(6)
  })

  test('follows links to files and headings', () => {
    const links = '[a](docs/rules/waivers.md#waiver-expired) [b](docs/rules/x.md)'
    const pages: ReadText = (asked) => (asked.endsWith('waivers.md') ? '## `waiver-expired`\n' : undefined)
    expect(linkComplaints(links, pages)).toEqual(['a link leads to docs/rules/x.md, which is not there'])
    expect(linkComplaints(links, () => '# other\n')).toEqual([
      'a link leads to docs/rules/waivers.md#waiver-expired, and no heading of it has that name',
    ])
  })
})
