import { describe, expect, test } from '@jest/globals'
import { collect } from '../../../src/checks/dependency-audit/collect.ts'
import { evaluate } from '../../../src/checks/dependency-audit/evaluate.ts'
import type { PackageFact } from '../../../src/checks/dependency-audit/fact.ts'
import { RunError } from '../../../src/core/errors.ts'
import type { Http } from '../../../src/core/ports.ts'
import { type Files, NOW, worldOf } from '../../support/contract/empty-world.ts'
import { optionsOf } from '../../support/dependency-audit/facts.ts'
import { type KnownBad, osvHttp } from '../../support/dependency-audit/osv-http.ts'

interface Entry {
  readonly version?: string
  readonly resolved?: string
  readonly [field: string]: unknown
}

const HOST = 'https://registry.example'

/** A lockfile of version 3 and its manifest, all direct. */
function project(entries: Readonly<Record<string, Entry>>, folder = ''): Files {
  const names = Object.keys(entries)
  const dependencies = Object.fromEntries(names.map((name) => [name, entries[name]?.version ?? '1.0.0']))
  const manifest = { name: 'app', version: '1.0.0', dependencies }
  const packages = Object.fromEntries(
    names.map((name) => [`node_modules/${name}`, { version: '1.0.0', ...entries[name] }]),
  )
  const lock = { name: 'app', lockfileVersion: 3, packages: { '': manifest, ...packages } }
  return {
    [`${folder}package.json`]: JSON.stringify(manifest),
    [`${folder}package-lock.json`]: JSON.stringify(lock),
  }
}

const at = (name: string, host = HOST): Entry => ({
  resolved: `${host}/${name}/-/${name.replace(/.*\//, '')}-1.0.0.tgz`,
})

const BAD: KnownBad = { id: 'GHSA-aaaa-aaaa-aaaa', name: 'bad', versions: ['1.0.0'], fixed: '1.0.1' }

interface Given {
  readonly files: Files
  readonly base?: Files
  readonly values?: Readonly<Record<string, unknown>>
  readonly known?: readonly KnownBad[]
  readonly http?: Http
  /** Whether this is a change whose base cannot be read. */
  readonly lost?: boolean
}

async function look({ files, base, values = {}, known = [BAD], http, lost = false }: Given) {
  const osv = osvHttp(known)
  const options = optionsOf({ source: 'osv', ...values })
  const found = worldOf({ files, ...(base ? { base } : {}), http: http ?? osv.http })
  const missing = async () => ({ kind: 'missing', reason: 'it is gone' }) as const
  const world = lost ? { ...found, repository: { ...found.repository, base: missing } } : found
  const collected = await collect(options, world)
  return {
    ...collected,
    asked: osv.asked,
    packages: collected.facts.filter((fact): fact is PackageFact => fact.kind === 'package'),
    findings: evaluate(collected.facts, options, NOW),
    said: collected.notes.map(({ subject, text }) => `${subject}: ${text}`).join('\n'),
  }
}

const subjects = (findings: Awaited<ReturnType<typeof look>>['findings']) =>
  findings.map((one) => one.subject)

describe('a whole tree', () => {
  test('every package is asked about, and what is known is found', async () => {
    const told = await look({ files: project({ bad: {}, fine: {} }) })
    expect(told.gaps).toEqual([])
    expect(told.packages).toHaveLength(2)
    expect(subjects(told.findings)).toEqual(['pkg:npm/bad@1.0.0'])
    expect(told.targets).toEqual([{ id: 'package-lock.json', complete: true }])
    expect(told.partial).toBe(false)
    expect(told.said).toContain(
      'source osv: api.osv.dev: checked, 2 of 2 questions answered at 2026-03-01T12:00:00.000Z',
    )
  })

  test('the fix is asked about too, so that it brings no new advisory', async () => {
    const known = [BAD, { id: 'GHSA-b', name: 'bad', versions: ['1.0.1'], fixed: '1.1.0' }]
    const told = await look({ files: project({ bad: {} }), known })
    expect(told.findings.map((one) => one.evidence['fixed'])).toEqual(['1.1.0', '1.1.0'])
  })

  test('of a repository without any lockfile nothing was audited, whatever its workflows use', async () => {
    const files = { '.github/workflows/a.yml': 'jobs: { a: { steps: [{ uses: a/b@v1 }] } }' }
    const told = await look({ files })
    expect(told.gaps).toEqual([
      expect.objectContaining({ reason: expect.stringContaining('there is no lockfile') }),
    ])
  })

  test('lockfiles of other languages are named as not read', async () => {
    const told = await look({
      files: { ...project({ a: {} }), 'svc/Cargo.lock': '', 'requirements.txt': '' },
    })
    expect(told.said).toContain('Not read, so nothing is said about them: requirements.txt, svc/Cargo.lock.')
  })

  test("a registry's archive that is asked for by its URL is asked about all the same", async () => {
    const url = `${HOST}/bad/-/bad-1.0.0.tgz`
    const manifest = { name: 'app', version: '1.0.0', dependencies: { bad: url, a: '1.0.0' } }
    const packages = {
      '': manifest,
      'node_modules/a': { version: '1.0.0', ...at('a') },
      'node_modules/bad': { version: '1.0.0', resolved: url },
    }
    const files = {
      'package.json': JSON.stringify(manifest),
      'package-lock.json': JSON.stringify({ name: 'app', lockfileVersion: 3, packages }),
    }
    const told = await look({ files })
    expect(told.packages.map((fact) => fact.package.source)).toContain('tarball')
    expect(subjects(told.findings)).toEqual(['pkg:npm/bad@1.0.0'])
  })

  test('packages of no registry are named and not asked about', async () => {
    const entries = {
      local: { resolved: 'git+ssh://git@git.example/a/b.git#abc', version: '1.0.0' },
      fine: {},
    }
    const told = await look({ files: project(entries) })
    expect(told.asked).not.toContain('local')
    expect(told.said).toContain(
      '1 packages come from a git repository, so no advisory is looked up for them: local@1.0.0',
    )
  })
})

describe('what could not be asked is a gap', () => {
  const down: Http = async () => {
    throw new RunError('api.osv.dev could not be asked: connection refused')
  }

  test('one for each lockfile and reason, not one for each package', async () => {
    const files = { ...project({ a: {}, b: {}, c: {}, d: {} }), ...project({ e: {} }, 'web/') }
    const told = await look({ files, http: down })
    expect(told.packages).toEqual([])
    expect(told.gaps).toEqual([
      {
        target: 'package-lock.json',
        subject: 'a@1.0.0, b@1.0.0, c@1.0.0 and 1 more',
        reason: expect.stringContaining('4 packages: api.osv.dev could not be asked'),
      },
      expect.objectContaining({ target: 'web/package-lock.json', subject: 'e@1.0.0' }),
    ])
    expect(told.targets.every(({ complete }) => !complete)).toBe(true)
    expect(told.said).toContain('source osv: api.osv.dev: unavailable, 0 of 5 questions answered')
  })

  test('and what the next source answers is none', async () => {
    const osv = osvHttp([BAD])
    const http: Http = async (request) => {
      if (request.url.startsWith('https://down.example')) return down(request)
      return osv.http(request)
    }
    const values = { source: 'github, osv', 'github-url': 'https://down.example' }
    const told = await look({ files: project({ bad: {} }), values, http })
    expect(told.gaps).toEqual([])
    expect(told.findings).toHaveLength(1)
    expect(told.said).toContain('source github: down.example: unavailable')
  })

  test('a version that no database could know', async () => {
    const told = await look({ files: project({ a: { version: 'latest' } }) })
    expect(told.gaps.length).toBeGreaterThan(0)
  })

  test('the version of an action', async () => {
    const files = {
      ...project({}),
      '.github/workflows/a.yml': 'jobs: { a: { steps: [{ uses: a/b@v1.2.3 }] } }',
    }
    const told = await look({ files, http: down })
    expect(told.gaps).toContainEqual(
      expect.objectContaining({ target: '.github/workflows/a.yml', subject: 'a/b@v1.2.3' }),
    )
  })

  test('a report that nobody wrote', async () => {
    const told = await look({ files: project({ a: {} }), values: { reports: 'trivy.sarif' } })
    expect(told.gaps).toEqual([
      {
        target: 'trivy.sarif',
        subject: 'trivy.sarif',
        reason: expect.stringContaining('the report is not there'),
      },
    ])
  })

  test('a report that the change itself could have written', async () => {
    const report = { version: '2.1.0', runs: [{ tool: { driver: { name: 's' } }, results: [] }] }
    const files = { ...project({ a: {} }), 'trivy.sarif': JSON.stringify(report) }
    const told = await look({ files, base: files, values: { reports: 'trivy.sarif' } })
    expect(told.gaps[0]?.reason).toContain('the report is committed')
    expect((await look({ files, values: { reports: 'trivy.sarif' } })).gaps).toEqual([])
  })

  test('a database that the change itself could have written', async () => {
    const files = project({ a: {} })
    const told = await look({ files, base: files, values: { source: './db.zip' } })
    expect(told.gaps[0]?.reason).toContain('where the change could have altered it')
  })
})

describe('on a pull request', () => {
  test('only what the change adds is a finding', async () => {
    const base = project({ bad: {} })
    const told = await look({
      files: project({ bad: {}, worse: {} }),
      base,
      known: [BAD, { ...BAD, id: 'GHSA-w', name: 'worse' }],
    })
    expect(subjects(told.findings)).toEqual(['pkg:npm/worse@1.0.0'])
    expect(told.partial).toBe(true)
    expect(told.packages.map((fact) => [fact.package.name, fact.isAdded])).toEqual([
      ['bad', false],
      ['worse', true],
    ])
  })

  test('a lockfile that moved brings nothing new', async () => {
    const told = await look({ files: project({ bad: {} }, 'app/'), base: project({ bad: {} }) })
    expect(told.findings).toEqual([])
  })

  test('a second lockfile with the same does', async () => {
    const files = { ...project({ bad: {} }), ...project({ bad: {} }, 'app/') }
    const told = await look({ files, base: project({ bad: {} }) })
    expect(told.findings.map((one) => one.target)).toEqual(['app/package-lock.json'])
  })

  test('a host that it brings in is a finding, and is never asked', async () => {
    const urls: string[] = []
    const osv = osvHttp([])
    const http: Http = (request) => {
      urls.push(new URL(request.url).host)
      return osv.http(request)
    }
    const files = project({ a: at('a'), b: at('b', 'https://evil.example') })
    const told = await look({ files, base: project({ a: at('a') }), http })
    expect(told.findings).toMatchObject([{ rule: 'dependency-audit/registry', subject: 'evil.example' }])
    expect(new Set(urls)).toEqual(new Set(['api.osv.dev']))
  })

  test('a host that the .npmrc of the base names is none', async () => {
    const npmrc = { '.npmrc': 'registry=https://mirror.example/' }
    const files = { ...npmrc, ...project({ a: at('a', 'https://mirror.example') }) }
    expect((await look({ files, base: { ...npmrc, ...project({}) } })).findings).toEqual([])
  })

  test('an action that it does not change does not count', async () => {
    const workflow = { '.github/workflows/a.yml': 'jobs: { a: { steps: [{ uses: a/b@v1 }] } }' }
    const changed = { '.github/workflows/a.yml': 'jobs: { a: { steps: [{ uses: a/b@v2 }] } }' }
    const base = { ...project({}), ...workflow }
    expect((await look({ files: base, base })).findings).toEqual([])
    expect((await look({ files: { ...project({}), ...changed }, base })).findings).toHaveLength(1)
  })
})

describe('a change whose base cannot be read', () => {
  const grace = { grace: 'high=3650d' }
  const lost = (given: Given) => look({ ...given, lost: true })

  test('gets no grace, and a committed report or database is not believed', async () => {
    const report = { version: '2.1.0', runs: [{ tool: { driver: { name: 's' } }, results: [] }] }
    const files = { ...project({ bad: {} }), 'trivy.sarif': JSON.stringify(report) }
    expect((await look({ files, values: grace })).packages[0]?.isAdded).toBe(false)
    expect((await lost({ files, values: grace })).packages[0]?.isAdded).toBe(true)
    const told = await lost({ files, base: files, values: { reports: 'trivy.sarif' } })
    expect(told.gaps[0]?.reason).toContain('the report is committed')
    expect((await lost({ files, values: { source: './db' } })).gaps[0]?.reason).toContain(
      'could have altered it',
    )
  })

  test('has no packages that are private because of where it says they come from', async () => {
    const files = project({ '@x/a': at('@x/a', 'https://evil.example'), b: at('b'), c: at('c') })
    expect((await look({ files })).gaps).toEqual([])
    expect((await lost({ files })).gaps).toEqual([expect.objectContaining({ subject: '@x/a@1.0.0' })])
  })
})

describe('agreement', () => {
  test('cannot be told where a source is down: that is a gap, beside what the other found', async () => {
    const osv = osvHttp([BAD])
    const http: Http = (request) => {
      if (request.url.startsWith('https://down.example'))
        throw new RunError('down.example could not be asked')
      return osv.http(request)
    }
    const values = { source: 'osv, github', agreement: 'true', 'github-url': 'https://down.example' }
    const told = await look({ files: project({ bad: {} }), values, http })
    expect(told.findings).toHaveLength(1)
    expect(told.gaps).toEqual([expect.objectContaining({ subject: 'source github' })])
  })
})

describe('actions', () => {
  const workflow = (...uses: readonly string[]) => ({
    ...project({}),
    '.github/workflows/a.yml': `jobs:\n  a:\n    steps:\n${uses.map((one) => `      - uses: ${one}\n`).join('')}`,
  })
  const known = [
    {
      id: 'GHSA-cccc-cccc-cccc',
      name: 'o/r',
      versions: ['4.0.0'],
      fixed: '4.0.1',
      ecosystem: 'GitHub Actions',
    },
  ]

  test('are looked up whatever their case', async () => {
    const told = await look({ files: workflow('O/R@v4.0.0'), known })
    expect(told.findings.map((one) => one.rule)).toContain('dependency-audit/vulnerability')
  })

  test('without a full version are named as not looked up', async () => {
    const told = await look({ files: workflow('o/r@v4', `o/s@${'a'.repeat(40)}`), known })
    expect(told.said).toContain('actions: 2 uses of actions name no full version')
  })

  test('of an owner whose scope is private are sent to nobody', async () => {
    const values = { 'private-scopes': '@acme' }
    const told = await look({ files: workflow('acme/deploy@v1.0.0', 'o/r@v1.0.0'), values })
    expect(told.asked).toContain('o/r')
    expect(told.asked).not.toContain('acme/deploy')
  })
})

test('a clean report alone is something that was looked at', async () => {
  const report = { version: '2.1.0', runs: [{ tool: { driver: { name: 's' } }, results: [] }] }
  const told = await look({ files: { 'a.sarif': JSON.stringify(report) }, values: { reports: 'a.sarif' } })
  expect(told.gaps).toEqual([])
  expect(told.facts).toEqual([{ kind: 'report', report: 'a.sarif', tools: '', results: 0 }])
})

describe('names of private packages', () => {
  const private_ = { ...at('@acme/core', 'https://npm.acme.example') }
  const files = project({ '@acme/core': private_, a: at('a'), b: at('b') })

  test('are sent to nobody else, and that is said', async () => {
    const told = await look({ files })
    expect(told.asked).not.toContain('@acme/core')
    expect(told.gaps).toEqual([])
    expect(told.said).toContain('1 packages come from a registry of their own, which is not asked')
  })

  test('of a scope that the user names are kept back too', async () => {
    const told = await look({
      files: project({ '@acme/x': {}, a: {} }),
      values: { 'private-scopes': '@acme' },
    })
    expect(told.asked).not.toContain('@acme/x')
  })

  test('of a scope that .npmrc maps are kept back; where a variable does, that is a gap', async () => {
    const plain = project({ '@acme/x': {}, a: {} })
    const mapped = await look({ files: { ...plain, '.npmrc': '@acme:registry=https://npm.acme.example' } })
    expect(mapped.asked).not.toContain('@acme/x')
    expect(mapped.gaps).toEqual([])
    // biome-ignore lint/suspicious/noTemplateCurlyInString: as npm expands it
    const variable = await look({ files: { ...plain, '.npmrc': '@acme:registry=${ACME}' } })
    expect(variable.asked).not.toContain('@acme/x')
    expect(variable.gaps).toEqual([expect.objectContaining({ subject: '@acme/x@1.0.0' })])
  })

  test('cannot be kept back by the change itself without anybody noticing', async () => {
    const plain = project({ '@acme/x': {}, a: {} })
    const told = await look({
      files: { ...plain, '.npmrc': '@acme:registry=https://evil.example' },
      base: project({ a: {} }),
    })
    expect(told.gaps).toEqual([
      expect.objectContaining({ reason: expect.stringContaining('once it is merged') }),
    ])
  })
})
