import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { diskTree } from '../../src/adapters/files.ts'
import { readNpmLockfile } from '../../src/inventory/npm.ts'
import type { Lockfile, Package } from '../../src/inventory/package.ts'
import { readSbom } from '../../src/inventory/sbom.ts'
import { mistakesIn, readTexts, type TextRow, textTree } from './support/bun-cases.ts'
import { FIXTURES, type Fields } from './support/projects.ts'
import {
  component,
  cyclonedx,
  SBOM_COMPONENTS,
  SBOM_TEXTS,
  SPDX_PACKAGES,
  spdx,
  spdxPackage,
} from './support/sbom-cases.ts'

const GROUPS: readonly (readonly [string, readonly TextRow[]])[] = [
  ['texts', SBOM_TEXTS],
  ['components', SBOM_COMPONENTS],
  ['packages', SPDX_PACKAGES],
]
const ROWS = GROUPS.flatMap(([, rows]) => rows)

describe.each(GROUPS)('%s', (_group, rows) => {
  test.each(rows)('$name', async (row) => {
    expect(mistakesIn(row, await readTexts(row.files))).toEqual([])
  })
})

describe('the table itself', () => {
  const isFine = ({ gaps }: TextRow) => gaps.length === 0

  test('has over 100 rows, each named once, many of them fine', () => {
    expect(ROWS.length).toBeGreaterThan(100)
    expect(new Set(ROWS.map(({ name }) => name)).size).toBe(ROWS.length)
    expect(ROWS.filter(isFine).length).toBeGreaterThan(30)
  })

  test('a reader that finds everything fine fails every row that is not', async () => {
    for (const row of ROWS.filter((one) => !isFine(one))) {
      const read = await readTexts(row.files)
      expect(mistakesIn(row, { ...read, gaps: [] })).not.toEqual([])
    }
  })

  test('a reader that always complains fails every row', async () => {
    const gap = { target: 'bom.json', subject: 'bom.json', reason: 'it is bad' }
    for (const row of ROWS) {
      const read = await readTexts(row.files)
      expect(mistakesIn(row, { ...read, gaps: [gap] })).not.toEqual([])
    }
  })

  test('a reader that loses what is there fails', async () => {
    for (const row of ROWS.filter(({ holds }) => (holds ?? []).length > 0)) {
      const read = await readTexts(row.files)
      const lockfiles = read.lockfiles.map((one) => ({ ...one, packages: one.packages.slice(1) }))
      expect(mistakesIn(row, { ...read, lockfiles })).not.toEqual([])
    }
  })
})

async function only(path: string, text: string): Promise<Lockfile> {
  const lockfile = await readSbom(textTree({ [path]: text }), path)
  expect(lockfile.gaps).toEqual([])
  return lockfile
}

function told({ name, scope, direct }: Package): string {
  return `${name} ${scope}${direct ? ' direct' : ''}`
}

const NAMES = ['a', 'b', 'c', 'd', 'e']
const PURLS = NAMES.map((name) => `pkg:npm/${name}@1.0.0`)

/** A CycloneDX document of a to e; `needs` are written `app>a a>b`. */
async function scopesIn(needs: string, more: Readonly<Record<string, Fields>> = {}): Promise<string> {
  const ref = (name: string) => (name === 'app' ? name : `pkg:npm/${name}@1.0.0`)
  const pairs = needs.split(' ').filter((one) => one !== '')
  const dependencies = pairs.map((one) => {
    const [from = '', to = ''] = one.split('>')
    return { ref: ref(from), dependsOn: [ref(to)] }
  })
  const components = NAMES.map((name) => component(ref(name), more[name]))
  const { packages } = await only('bom.json', cyclonedx(components, { dependencies }))
  return packages.map(told).join(', ')
}

const OPTIONAL = { scope: 'optional' }
const EXCLUDED = { scope: 'excluded' }
const DEVELOPMENT = { properties: [{ name: 'cdx:npm:package:development', value: 'true' }] }

describe('the graph of CycloneDX', () => {
  test.each<readonly [string, Readonly<Record<string, Fields>>, string]>([
    ['', {}, 'a prod direct, b prod direct, c prod direct, d prod direct, e prod direct'],
    [
      '',
      { b: OPTIONAL, c: EXCLUDED },
      'a prod direct, b optional direct, c dev direct, d prod direct, e prod direct',
    ],
    ['app>a a>b b>c c>d d>e', {}, 'a prod direct, b prod, c prod, d prod, e prod'],
    [
      'app>a a>b b>c c>d d>e',
      { b: OPTIONAL },
      'a prod direct, b optional, c optional, d optional, e optional',
    ],
    ['app>a app>b b>c c>d d>e', { b: EXCLUDED }, 'a prod direct, b dev direct, c dev, d dev, e dev'],
    [
      'app>a app>b a>c b>c c>d d>e',
      { b: DEVELOPMENT },
      'a prod direct, b dev direct, c both, d both, e both',
    ],
    [
      'app>a a>b b>c c>d d>e',
      { c: { ...DEVELOPMENT, ...OPTIONAL } },
      'a prod direct, b prod, c dev, d dev, e dev',
    ],
    ['a>b b>c d>e', {}, 'a prod direct, b prod, c prod, d prod direct, e prod'],
    ['a>b b>c c>d d>e e>a', {}, 'a prod direct, b prod direct, c prod direct, d prod direct, e prod direct'],
    ['app>a', {}, 'a prod direct, b prod, c prod, d prod, e prod'],
  ])('%s with %j', async (needs, more, wanted) => {
    expect(await scopesIn(needs, more)).toBe(wanted)
  })

  test('gives ways from the root, through what is nested too', async () => {
    const [a, b, c] = PURLS.map((purl) => component(purl))
    const nested = [{ ...a, components: [{ ...b, components: [c] }] }]
    const dependencies = [{ ref: 'app', dependsOn: [PURLS[0]] }]
    const lockfile = await only('bom.json', cyclonedx(nested, { dependencies }))
    expect(lockfile.paths(PURLS[2] ?? '', 1)).toEqual([['a@1.0.0', 'b@1.0.0', 'c@1.0.0']])
    expect(lockfile.dependents(PURLS[0] ?? '')).toEqual([
      { by: undefined, own: { name: 'app', folder: '' }, name: 'a', spec: '1.0.0', kind: 'prod' },
    ])
  })

  test('goes through what is no package', async () => {
    const file = { type: 'file', 'bom-ref': 'lock', name: 'package-lock.json' }
    const dependencies = [
      { ref: 'app', dependsOn: ['lock'] },
      { ref: 'lock', dependsOn: [PURLS[0]] },
      { ref: PURLS[0], dependsOn: [PURLS[1]] },
    ]
    const components = [file, ...PURLS.slice(0, 2).map((purl) => component(purl))]
    const { packages } = await only('bom.json', cyclonedx(components, { dependencies }))
    expect(packages.map(told)).toEqual(['a prod direct', 'b prod'])
  })
})

describe('the relationships of SPDX', () => {
  const FIVE = NAMES.map((name) => spdxPackage(name, `pkg:npm/${name}@1.0.0`))

  test.each<readonly [string, string]>([
    ['', 'a prod direct, b prod direct'],
    ['app DEPENDS_ON a,a DEPENDS_ON b', 'a prod direct, b prod'],
    ['a DEPENDENCY_OF app,b DEPENDENCY_OF a', 'a prod direct, b prod'],
    ['app CONTAINS a,b CONTAINED_BY a', 'a prod direct, b prod'],
    ['a RUNTIME_DEPENDENCY_OF app,b PROVIDED_DEPENDENCY_OF a', 'a prod direct, b prod'],
    ['app DYNAMIC_LINK a,a STATIC_LINK b', 'a prod direct, b prod'],
    ['app HAS_PREREQUISITE a,b PREREQUISITE_FOR a', 'a prod direct, b prod'],
    ['a DEV_DEPENDENCY_OF app,b DEPENDENCY_OF a', 'a dev direct, b dev'],
    ['a TEST_DEPENDENCY_OF app,b BUILD_DEPENDENCY_OF app', 'a dev direct, b dev direct'],
    ['a DEV_TOOL_OF app,b TEST_TOOL_OF app', 'a dev direct, b dev direct'],
    ['a OPTIONAL_DEPENDENCY_OF app,b DEPENDENCY_OF a', 'a optional direct, b optional'],
    ['a DEPENDENCY_OF app,b DEV_DEPENDENCY_OF a', 'a prod direct, b dev'],
    ['a DEPENDENCY_OF app,b DEPENDENCY_OF a,b DEV_DEPENDENCY_OF app', 'a prod direct, b both direct'],
    ['DOCUMENT CONTAINS a,a DEPENDS_ON b', 'a prod direct, b prod'],
  ])('%s', async (relations, wanted) => {
    const list = relations.split(',').filter((one) => one !== '')
    const { packages } = await only('app.spdx.json', spdx(FIVE.slice(0, 2), list))
    expect(packages.map(told).join(', ')).toBe(wanted)
  })
})

async function packageIn(more: Fields, purl = 'pkg:npm/ms@2.1.3'): Promise<Package> {
  const { packages } = await only('bom.json', cyclonedx([component(purl, more)]))
  const [one] = packages
  if (!one) throw new Error('no package')
  return one
}

async function spdxPackageIn(more: Fields): Promise<Package | undefined> {
  const made = spdxPackage('ms', 'pkg:npm/ms@2.1.3', more)
  return (await only('app.spdx.json', spdx([made]))).packages[0]
}

describe('what is told of a package', () => {
  test('everything that CycloneDX has', async () => {
    expect(await packageIn({})).toEqual({
      name: 'ms',
      alias: undefined,
      type: 'npm',
      version: '2.1.3',
      location: 'pkg:npm/ms@2.1.3',
      source: 'registry',
      scope: 'prod',
      direct: true,
      bundled: false,
      license: undefined,
      line: 12,
      folder: undefined,
      peer: false,
      host: undefined,
      integrity: undefined,
      engine: undefined,
      deprecated: undefined,
    })
  })

  const license = (value: Fields) => ({ license: value })
  test.each<readonly [readonly unknown[], string | undefined]>([
    [[], undefined],
    [[null, {}, { license: 'MIT' }], undefined],
    [[license({ id: 'MIT' })], 'MIT'],
    [[license({ name: 'The Acme License' })], 'The Acme License'],
    [[{ expression: 'MIT OR ISC' }], 'MIT OR ISC'],
    [[license({ id: 'MIT' }), license({ id: 'ISC' })], 'MIT AND ISC'],
    [[{ expression: 'MIT OR ISC' }, license({ id: '0BSD' })], '(MIT OR ISC) AND 0BSD'],
    [[license({ id: 'MIT' }), license({ name: 'Odd' })], 'MIT AND Odd'],
  ])('CycloneDX licenses %j', async (licenses, wanted) => {
    expect((await packageIn({ licenses })).license).toBe(wanted)
  })

  test.each<readonly [Fields, string | undefined]>([
    [{}, undefined],
    [{ licenseDeclared: 'MIT' }, 'MIT'],
    [{ licenseConcluded: 'ISC', licenseDeclared: 'MIT' }, 'ISC'],
    [{ licenseConcluded: 'NOASSERTION', licenseDeclared: 'MIT' }, 'MIT'],
    [{ licenseConcluded: 'NOASSERTION', licenseDeclared: 'NOASSERTION' }, undefined],
    [{ licenseDeclared: 'NONE' }, 'NONE'],
    [{ licenseDeclared: 1 }, undefined],
  ])('SPDX licenses %j', async (more, wanted) => {
    expect((await spdxPackageIn(more))?.license).toBe(wanted)
  })

  test.each<readonly [string, string, string | undefined]>([
    ['pkg:npm/ms@2.1.3', 'registry', undefined],
    ['pkg:npm/ms@2.1.3?repository_url=https://npm.example', 'registry', 'npm.example'],
    ['pkg:npm/ms@2.1.3?download_url=https://dl.example/ms.tgz', 'tarball', 'dl.example'],
    ['pkg:npm/ms@2.1.3?vcs_url=git%2Bhttps://git.example/ms', 'git', 'git.example'],
    ['pkg:npm/ms@2.1.3?vcs_url=x&repository_url=npm.example:8443/a', 'git', 'npm.example:8443'],
  ])('%s', async (purl, source, host) => {
    const one = await packageIn({}, purl)
    expect([one.source, one.host]).toEqual([source, host])
  })

  test('its checksum; where an archive of it lies is not its registry', async () => {
    const url = 'https://registry.example/ms/-/ms-2.1.3.tgz'
    const externalReferences = [
      { type: 'website', url: 'https://w.example' },
      { type: 'distribution', url },
    ]
    const hashes = [
      { alg: 'MD5', content: '00' },
      { alg: 'SHA-512', content: '000102' },
      { alg: 'SHA-1', content: 'ff' },
    ]
    const one = await packageIn({ externalReferences, hashes })
    expect([one.host, one.integrity]).toEqual([undefined, 'sha512-AAEC'])
    const checksums = [{ algorithm: 'SHA256', checksumValue: 'ff' }]
    const other = await spdxPackageIn({ downloadLocation: url, checksums })
    expect([other?.host, other?.integrity]).toEqual([undefined, 'sha256-/w=='])
    const odd = await packageIn({
      hashes: [{ alg: 'SHA-512', content: 'xyz' }, null, { alg: 1, content: [] }],
    })
    expect(odd.integrity).toBeUndefined()
  })

  test('that it is bundled', async () => {
    const one = await packageIn({ properties: [{ name: 'cdx:npm:package:bundled', value: 'true' }] })
    expect(one.bundled).toBe(true)
  })
})

/**
 * Made by npm 11.19.1 in a copy of lockfiles/npm11-mono:
 * `npm sbom --package-lock-only --sbom-format cyclonedx`, and `spdx`.
 */
describe.each(['cdx', 'spdx'])('what npm itself writes: %s', (kind) => {
  const labels = (packages: readonly Package[]) =>
    new Set(packages.map(({ name, version }) => `${name}@${version}`))

  async function both() {
    const locked = await readNpmLockfile(
      diskTree(join(FIXTURES, 'lockfiles', 'npm11-mono')),
      'package-lock.json',
    )
    const listed = await readSbom(diskTree(join(FIXTURES, 'sboms')), `npm11-mono.${kind}.json`)
    return { locked, listed }
  }

  test('holds what the lockfile holds, members too', async () => {
    const { locked, listed } = await both()
    expect([listed.gaps, listed.notes, listed.members]).toEqual([[], [], []])
    expect(listed.packages).toHaveLength(97)
    expect(labels(listed.packages)).toEqual(labels([...locked.packages, ...locked.members]))
  })

  test('tells what is for development alone, and what is for production', async () => {
    const { locked, listed } = await both()
    const inLock = new Map(locked.packages.map((one) => [`${one.name}@${one.version}`, one]))
    const wrong = listed.packages.filter((one) => {
      const same = inLock.get(`${one.name}@${one.version}`)
      // CycloneDX says nothing of an arrow, so that one of a member for development counts for production.
      return same && same.scope !== one.scope && !(same.scope === 'both' && one.scope === 'prod')
    })
    expect(wrong.map(told)).toEqual([])
    const mit = listed.packages.filter((one) => one.license === 'MIT').length
    expect(mit).toBeGreaterThan(60)
    expect(listed.packages.filter((one) => one.line === undefined)).toEqual([])
  })
})

test('whatever stands in it, it is read to its end', async () => {
  const word = fc.constantFrom(
    '',
    'a',
    'pkg:npm/a@1.0.0',
    '__proto__',
    '\ud800',
    'library',
    'NOASSERTION',
    'SPDXRef-a',
  )
  const key = fc.constantFrom(
    'bom-ref',
    'purl',
    'components',
    'licenses',
    'hashes',
    'ref',
    'dependsOn',
    'SPDXID',
    'externalRefs',
    'referenceType',
    'properties',
    '__proto__',
  )
  const value = fc.letrec((tie) => ({
    any: fc.oneof({ depthSize: 'small' }, word, fc.integer(), fc.constant(null), tie('list'), tie('map')),
    list: fc.array(tie('any'), { maxLength: 4 }),
    map: fc.dictionary(key, tie('any'), { maxKeys: 5 }),
  }))
  await fc.assert(
    fc.asyncProperty(value.any, value.list, value.any, async (components, dependencies, metadata) => {
      const texts = [
        JSON.stringify({ bomFormat: 'CycloneDX', specVersion: '1.5', components, dependencies, metadata }),
        JSON.stringify({
          spdxVersion: 'SPDX-2.3',
          packages: components,
          relationships: dependencies,
          documentDescribes: metadata,
        }),
      ]
      for (const text of texts) {
        const { gaps, packages } = await readSbom(textTree({ 'bom.json': text }), 'bom.json')
        expect(gaps.every(({ target, reason }) => target === 'bom.json' && reason.length > 10)).toBe(true)
        expect(new Set(packages.map(({ location }) => location)).size).toBe(packages.length)
      }
    }),
    { numRuns: 1000 },
  )
})

test('what cannot be read, and what is not there, is one gap', async () => {
  const text = cyclonedx([])
  const broken = await readSbom(textTree({ 'bom.json': text }, ['bom.json']), 'bom.json')
  expect(broken.gaps).toEqual([{ target: 'bom.json', subject: 'bom.json', reason: 'it cannot be read: EIO' }])
  const missing = await readSbom(textTree({}), 'bom.json')
  expect(missing.gaps.map(({ reason }) => reason)).toEqual(['it is not there'])
})
