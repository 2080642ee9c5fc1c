import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import type { LinkedFact } from '../../../src/checks/license-compliance/export/graph.ts'
import { EXPORT_FORMATS, exportAs } from '../../../src/checks/license-compliance/export.ts'
import { LICENSE_IDS } from '../../../src/checks/license-compliance/expression.ts'
import type { LicenseFact } from '../../../src/checks/license-compliance/fact.ts'
import { textOfAnswer } from '../../../src/formats/text.ts'
import { parseJsonc } from '../../../src/inventory/bun-jsonc.ts'
import { readCyclonedx } from '../../../src/inventory/cyclonedx.ts'
import { readInventory } from '../../../src/inventory/inventory.ts'
import type { EdgeKind } from '../../../src/inventory/manifest.ts'
import type { Dependent, Package } from '../../../src/inventory/package.ts'
import { readSbom } from '../../../src/inventory/sbom.ts'
import { readSpdx } from '../../../src/inventory/spdx.ts'
import { factOf, frozen } from '../../support/license-compliance/facts.ts'
import { optionsOf, treeOf } from '../../support/license-compliance/world.ts'
import { cyclonedxComplaints, rowsOf, spdxComplaints } from './export-judges.ts'

const NOW = new Date('2026-11-25T02:30:45.678Z')

type Values = Readonly<Record<string, unknown>>
/** What the tests read of a CycloneDX document; whether it is one, its schema tells. */
interface Bom {
  readonly serialNumber: string
  readonly metadata: { readonly timestamp: string; readonly component: { readonly name: string } }
  readonly components: readonly {
    readonly scope: string
    readonly licenses?: readonly { readonly license?: { readonly id?: string } }[]
    readonly properties: readonly { readonly name: string; readonly value: string }[]
  }[]
  readonly dependencies: readonly unknown[]
  readonly compositions: readonly { readonly aggregate: string }[]
}

/** The same of an SPDX document. */
interface Spdx {
  readonly name: string
  readonly documentNamespace: string
  readonly creationInfo: { readonly created: string }
  readonly packages: readonly {
    readonly SPDXID: string
    readonly name: string
    readonly licenseDeclared: string
    readonly licenseComments: string
    readonly checksums?: unknown
  }[]
  readonly hasExtractedLicensingInfos?: readonly {
    readonly licenseId: string
    readonly extractedText: string
  }[]
  readonly relationships: readonly {
    readonly spdxElementId: string
    readonly relationshipType: string
    readonly relatedSpdxElement: string
  }[]
}

function linesOf(facts: readonly LicenseFact[], format: string, values: Values = {}): readonly string[] {
  const answer = exportAs(frozen([...facts]), frozen(optionsOf(values)), format, NOW)
  expect(answer).toMatchObject({ found: true, sections: [] })
  return answer.lines ?? []
}

function documentOf(facts: readonly LicenseFact[], format: string, values: Values = {}): unknown {
  return JSON.parse(linesOf(facts, format, values).join('\n'))
}

function bomOf(facts: readonly LicenseFact[], values: Values = {}): Bom {
  return documentOf(facts, 'cyclonedx', values) as Bom
}

function spdxOf(facts: readonly LicenseFact[], values: Values = {}): Spdx {
  return documentOf(facts, 'spdx', values) as Spdx
}

function sri(algorithm: string, text: string): string {
  return `${algorithm}-${createHash(algorithm).update(text).digest('base64')}`
}

function hex(algorithm: string, text: string): string {
  return createHash(algorithm).update(text).digest('hex')
}

/** Facts that know who asks for their packages, as `a <- root dev` says. */
function linked(
  facts: readonly LicenseFact[],
  asks: Readonly<Record<string, readonly (readonly [by: string, kind: EdgeKind])[]>>,
): readonly LinkedFact[] {
  return facts.map((fact) => ({
    ...fact,
    dependents: () =>
      (Object.hasOwn(asks, fact.package.name) ? (asks[fact.package.name] ?? []) : []).map(
        ([by, kind]): Dependent => {
          const from = facts.find((one) => one.package.name === by)?.package
          return { by: from, name: fact.package.name, spec: '*', kind }
        },
      ),
  }))
}

const HOSTILE = [
  '__proto__',
  'constructor',
  'a"b',
  "a'b",
  'a\\u{202E}b',
  'a\u202Eb',
  'a\ud800b',
  'a\nb::warning::x',
  '##[error]x',
  '=cmd()',
  '🙂',
  '@s/%2F',
  'x'.repeat(5000),
]

const DIVERSE: readonly LicenseFact[] = [
  factOf('a@1.0.0', 'MIT', { integrity: sri('sha512', 'a') }),
  factOf('a@1.0.0', 'MIT', { integrity: sri('sha512', 'a'), location: 'node_modules/b/node_modules/a' }),
  factOf('a@1.0.0', 'ISC', { location: 'node_modules/c/node_modules/a' }),
  factOf('@acme/b@2.0.0-rc.1+x', '(MIT OR GPL-3.0)', { scope: 'dev', integrity: `${sri('sha1', 'b')} junk` }),
  factOf('c@1.0.0', 'LicenseRef-acme', { scope: 'optional', direct: false }),
  factOf('d@1.0.0', undefined),
  factOf('e@1.0.0', 'SEE LICENSE IN x'),
  factOf('f@1.0.0', 'UNLICENSED'),
  factOf('g@1.0.0', ['MIT', 'Apache 2.0']),
  factOf('h@1.0.0', 'Apache-2.0', { own: 'AGPL-3.0-only' }),
  factOf('i@1.0.0', 'DocumentRef-x:LicenseRef-y'),
  factOf('j@1.0.0', 'GPL-2.0-only WITH Classpath-exception-2.0'),
  factOf('k@1.0.0', 'Apache-2.0+ AND LicenseRef-acme', { integrity: '10c0/abcdef' }),
  factOf('l@', { type: 7 }),
  ...HOSTILE.map((text, at) => factOf(`${text}@${at}.0.0`, at % 2 === 0 ? text : { type: text })),
]

describe('CycloneDX', () => {
  test('is valid by its own schema, whatever the facts hold', () => {
    expect(cyclonedxComplaints(bomOf(DIVERSE))).toEqual([])
  })

  test('has every id of the SPDX list where the schema wants ids', () => {
    const facts = LICENSE_IDS.map((id, at) => factOf(`p${at}@1.0.0`, id))
    const document = bomOf(facts)
    expect(cyclonedxComplaints(document)).toEqual([])
    const ids = document.components.map((one) => one.licenses?.[0]?.license?.id)
    expect(ids.filter((id: unknown) => id === undefined).length).toBeLessThan(LICENSE_IDS.length / 20)
  })

  test.each<readonly [string, unknown, unknown]>([
    ['an id', 'MIT', [{ license: { id: 'MIT', acknowledgement: 'declared' } }]],
    ['another spelling', 'mit', [{ license: { id: 'MIT', acknowledgement: 'declared' } }]],
    ['a deprecated id', 'GPL-3.0', [{ license: { id: 'GPL-3.0-only', acknowledgement: 'declared' } }]],
    ['an expression', 'MIT OR ISC', [{ expression: 'MIT OR ISC', acknowledgement: 'declared' }]],
    ['a legacy list', ['MIT', 'ISC'], [{ expression: 'MIT OR ISC', acknowledgement: 'declared' }]],
    ['a reference', 'LicenseRef-a', [{ expression: 'LicenseRef-a', acknowledgement: 'declared' }]],
    ['or later', 'Apache-2.0+', [{ expression: 'Apache-2.0+', acknowledgement: 'declared' }]],
    ['a name', 'Acme 1', [{ license: { name: 'Acme 1', acknowledgement: 'declared' } }]],
    ['npm’s own', 'UNLICENSED', [{ license: { name: 'UNLICENSED', acknowledgement: 'declared' } }]],
    ['half an expression', ['MIT', 'x'], [{ license: { name: 'MIT OR x', acknowledgement: 'declared' } }]],
    ['nothing', undefined, undefined],
  ])('writes a license: %s', (_what, license, want) => {
    expect(bomOf([factOf('a@1.0.0', license)]).components[0]?.licenses).toEqual(want)
  })

  test('a component has names, version, package URL, scope, digests', () => {
    const integrity = [sri('sha512', 'a'), sri('sha1', 'a'), 'sha512-AAAA', 'md5-AAAA', 'sha512-', 'x'].join(
      ' ',
    )
    const [component] = bomOf([factOf('@acme/a@1.0.0', 'MIT', { integrity })]).components
    expect(component).toMatchObject({
      type: 'library',
      group: '@acme',
      name: 'a',
      version: '1.0.0',
      purl: 'pkg:npm/%40acme/a@1.0.0',
      'bom-ref': 'pkg:npm/%40acme/a@1.0.0',
      scope: 'required',
      hashes: [
        { alg: 'SHA-1', content: hex('sha1', 'a') },
        { alg: 'SHA-512', content: hex('sha512', 'a') },
      ],
    })
  })

  test.each<readonly [readonly string[], string, boolean]>([
    [['prod'], 'required', false],
    [['both'], 'required', false],
    [['dev'], 'optional', true],
    [['optional'], 'optional', false],
    [['dev', 'prod'], 'required', false],
    [['dev', 'optional'], 'optional', false],
  ])('copies of scope %j: %s', (scopes, want, isDev) => {
    const facts = scopes.map((scope, at) =>
      factOf('a@1.0.0', 'MIT', { scope: scope as 'prod', location: `node_modules/${at}` }),
    )
    const { components } = bomOf(facts)
    expect(components.map((one) => one.scope)).toEqual([want])
    const names = components[0]?.properties.map((one) => one.name)
    expect(names?.includes('cdx:npm:package:development')).toBe(isDev)
  })

  test.each([
    ['node_modules/a', 'cdx:npm:package:path'],
    ['packages/b/node_modules/@s/a', 'cdx:npm:package:path'],
    ['a@1.0.0(b@2.0.0)', 'upkeep:lockfile:place'],
  ])('the place %s is a %s', (location, name) => {
    const [component] = bomOf([factOf('a@1.0.0', 'MIT', { location })]).components
    expect(component?.properties).toContainEqual({ name, value: location })
  })

  test('says the verdict, and what another reading says', () => {
    const [component] = bomOf([factOf('a@1.0.0', 'MIT', { own: 'AGPL-3.0-only' })]).components
    expect(component?.licenses?.[0]?.license?.id).toBe('AGPL-3.0-only')
    expect(component?.properties).toEqual(
      expect.arrayContaining([
        { name: 'upkeep:license:verdict', value: 'deny' },
        { name: 'upkeep:license:other', value: 'package-lock.json: MIT' },
      ]),
    )
  })

  test('only direct dependencies are known where the facts know no more', () => {
    const facts = [factOf('a@1.0.0', 'MIT'), factOf('b@1.0.0', 'MIT', { direct: false })]
    expect(bomOf(facts).dependencies).toEqual([{ ref: 'upkeep:root', dependsOn: ['pkg:npm/a@1.0.0'] }])
  })

  test('the whole graph where they know it, circles too', () => {
    const facts = [factOf('a@1.0.0', 'MIT'), factOf('b@1.0.0', 'MIT'), factOf('c@1.0.0', 'MIT')]
    const asks = {
      a: [
        ['', 'prod'],
        ['b', 'prod'],
      ],
      b: [
        ['a', 'prod'],
        ['a', 'dev'],
      ],
      c: [['gone', 'dev']],
    } as const
    expect(bomOf(linked(facts, asks)).dependencies).toEqual([
      { ref: 'pkg:npm/a@1.0.0', dependsOn: ['pkg:npm/b@1.0.0'] },
      { ref: 'pkg:npm/b@1.0.0', dependsOn: ['pkg:npm/a@1.0.0'] },
      { ref: 'pkg:npm/c@1.0.0' },
      { ref: 'upkeep:root', dependsOn: ['pkg:npm/a@1.0.0', 'pkg:npm/c@1.0.0'] },
    ])
  })

  test('the time is now, and the serial number that of the content', () => {
    const facts = [factOf('a@1.0.0', 'MIT')]
    const document = bomOf(facts)
    expect(document.metadata.timestamp).toBe(NOW.toISOString())
    expect(document.serialNumber).toMatch(/^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-/)
    const other = bomOf([factOf('a@1.0.1', 'MIT')])
    expect(other.serialNumber).not.toBe(document.serialNumber)
  })

  test('does not claim to be whole', () => {
    expect(bomOf([factOf('a@1.0.0', 'MIT')]).compositions[0]?.aggregate).toBe('unknown')
  })

  test('our own reader finds the same packages, licenses and digests in it', () => {
    const facts = DIVERSE.slice(0, 12)
    const text = linesOf(facts, 'cyclonedx').join('\n')
    const parsed = parseJsonc(new TextEncoder().encode(text), { lenient: false })
    if ('problem' in parsed) throw new Error(parsed.problem)
    const sbom = readCyclonedx('bom.json', parsed.json, parsed.json.value as Values)
    expect(sbom.gaps).toEqual([])
    const read = sbom.parts.map(({ purls, license }) => `${purls[0]} ${license}`)
    expect(read).toContain('pkg:npm/%40acme/b@2.0.0-rc.1%2Bx MIT OR GPL-3.0-only')
    expect(read).toContain('pkg:npm/h@1.0.0 AGPL-3.0-only')
    expect(read).toHaveLength(11)
  })
})

describe('SPDX', () => {
  test('is valid, whatever the facts hold', () => {
    expect(spdxComplaints(spdxOf(DIVERSE))).toEqual([])
    expect(spdxComplaints(spdxOf(linked(DIVERSE, { a: [['c', 'dev']] })))).toEqual([])
  })

  test.each<readonly [unknown, string]>([
    ['MIT', 'MIT'],
    ['mit or (isc and gpl-3.0)', 'MIT OR ISC AND GPL-3.0-only'],
    [['MIT', 'ISC'], 'MIT OR ISC'],
    ['Apache 2.0', 'Apache-2.0'],
    ['LicenseRef-x', 'LicenseRef-x'],
    ['UNLICENSED', 'NOASSERTION'],
    ['SEE LICENSE IN x', 'NOASSERTION'],
    ['MIT OR Acme', 'NOASSERTION'],
    ['DocumentRef-x:LicenseRef-y', 'NOASSERTION'],
    [undefined, 'NOASSERTION'],
    ['Classpath-exception-2.0', 'NOASSERTION'],
  ])('%j is declared as %s, and said in the comments', (license, want) => {
    const [, pkg] = spdxOf([factOf('a@1.0.0', license)]).packages
    expect(pkg?.licenseDeclared).toBe(want)
    expect(pkg?.licenseComments.includes('no SPDX license expression')).toBe(want === 'NOASSERTION')
    expect(pkg?.licenseComments).toContain('package-lock.json says ')
  })

  test('defines each LicenseRef once, and says that its text was not read', () => {
    const document = spdxOf(DIVERSE)
    expect(document.hasExtractedLicensingInfos).toHaveLength(1)
    expect(document.hasExtractedLicensingInfos?.[0]?.licenseId).toBe('LicenseRef-acme')
    expect(document.hasExtractedLicensingInfos?.[0]?.extractedText).toContain('was not read')
    expect(spdxOf([factOf('a@1.0.0', 'MIT')]).hasExtractedLicensingInfos).toBeUndefined()
  })

  test('relates by what is known', () => {
    const facts = [
      factOf('a@1.0.0', 'MIT'),
      factOf('b@1.0.0', 'MIT'),
      factOf('c@1.0.0', 'MIT', { scope: 'dev' }),
    ]
    const told = (document: Spdx) => {
      const names = new Map(document.packages.map((one) => [one.SPDXID, one.name]))
      return document.relationships.map((one) =>
        [one.spdxElementId, one.relationshipType, one.relatedSpdxElement]
          .map((word: string) => names.get(word) ?? word)
          .join(' '),
      )
    }
    const asks = { a: [['', 'prod']], b: [['a', 'optional']], c: [['', 'dev']] } as const
    expect(told(spdxOf(linked(facts, asks), { name: 'app' }))).toEqual(
      [
        'SPDXRef-DOCUMENT DESCRIBES app',
        'app DEPENDS_ON a',
        'c DEV_DEPENDENCY_OF app',
        'b OPTIONAL_DEPENDENCY_OF a',
      ]
        .sort((a, b) => Number(b.includes('DESCRIBES')) - Number(a.includes('DESCRIBES')))
        .map((line) => expect.stringMatching(line)),
    )
    expect(told(spdxOf(facts, { name: 'app' }))).toEqual([
      'SPDXRef-DOCUMENT DESCRIBES app',
      'app DEPENDS_ON a',
      'app DEPENDS_ON b',
      'c DEV_DEPENDENCY_OF app',
    ])
  })

  test('has checksums, the time without fractions, a namespace of its content', () => {
    const document = spdxOf([factOf('a@1.0.0', 'MIT', { integrity: sri('sha256', 'a') })])
    expect(document.packages[1]?.checksums).toEqual([
      { algorithm: 'SHA256', checksumValue: hex('sha256', 'a') },
    ])
    expect(document.creationInfo.created).toBe('2026-11-25T02:30:45Z')
    const other = spdxOf([factOf('b@1.0.0', 'MIT')])
    expect(other.documentNamespace).not.toBe(document.documentNamespace)
  })

  test('our own reader finds the same packages and licenses in it', () => {
    const text = linesOf(DIVERSE.slice(0, 12), 'spdx').join('\n')
    const parsed = parseJsonc(new TextEncoder().encode(text), { lenient: false })
    if ('problem' in parsed) throw new Error(parsed.problem)
    const sbom = readSpdx('bom.json', parsed.json, parsed.json.value as Values)
    expect(sbom.gaps).toEqual([])
    const read = sbom.parts.map(({ purls, license }) => `${purls[0]} ${license}`)
    expect(read).toContain('pkg:npm/h@1.0.0 AGPL-3.0-only')
    expect(read).toContain('pkg:npm/%40acme/b@2.0.0-rc.1%2Bx MIT OR GPL-3.0-only')
    expect(read).toHaveLength(11)
  })
})

describe('CSV', () => {
  const head = [
    'module name',
    'license',
    'repository',
    'verdict',
    'because',
    'scope',
    'lockfile',
    'path',
    'purl',
  ]

  test('begins with license-checker’s columns, and has a row per copy', () => {
    const rows = rowsOf(linesOf(DIVERSE.slice(0, 3), 'csv').join('\n'))
    expect(rows).toEqual([
      head,
      expect.arrayContaining(['a@1.0.0', 'ISC', '']),
      expect.arrayContaining(['a@1.0.0', 'MIT', 'node_modules/a']),
      expect.arrayContaining(['a@1.0.0', 'MIT', 'node_modules/b/node_modules/a']),
    ])
  })

  test('every row has all columns on one line, and no cell is a formula', () => {
    const lines = linesOf(DIVERSE, 'csv')
    expect(lines).toHaveLength(DIVERSE.length + 1)
    for (const line of lines) {
      const [row, ...more] = rowsOf(line)
      expect(more).toEqual([])
      expect(row).toHaveLength(head.length)
      for (const cell of row ?? []) expect(cell).not.toMatch(/^\s*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]/)
    }
  })

  test.each([
    ['=1+1', "'=1+1"],
    ['+1', "'+1"],
    ['-1', "'-1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\t=1', "' =1"],
    ['＝1', "'＝1"],
    ['say "a, b"', 'say "a, b"'],
    ['a\r\nb', 'a b'],
    ['1=1', '1=1'],
  ])('the name %j is %j in a cell', (name, want) => {
    const [, plain] = rowsOf(linesOf([factOf(`${name}@1`, 'MIT')], 'csv').join('\n'))
    expect(plain?.[0]).toBe(`${want}@1`)
  })
})

describe('license-checker', () => {
  test('has its shape, by name and version', () => {
    expect(documentOf(DIVERSE.slice(0, 6), 'license-checker')).toEqual({
      '@acme/b@2.0.0-rc.1+x': { licenses: 'MIT OR GPL-3.0-only', path: 'node_modules/@acme/b' },
      'a@1.0.0': { licenses: ['ISC', 'MIT'], path: 'node_modules/a' },
      'c@1.0.0': { licenses: 'LicenseRef-acme', path: 'node_modules/c' },
      'd@1.0.0': { licenses: 'UNKNOWN', path: 'node_modules/d' },
    })
  })

  test('keys of objects are keys like any other', () => {
    const document = documentOf(
      [factOf('__proto__@', 'MIT'), factOf('constructor@', 'MIT')],
      'license-checker',
    )
    expect(Object.keys(document as Values)).toEqual(['__proto__', 'constructor'])
  })
})

describe.each(EXPORT_FORMATS)('as %s', (format) => {
  test('the same facts in another order give the same bytes', () => {
    expect(linesOf(DIVERSE.toReversed(), format)).toEqual(linesOf(DIVERSE, format))
  })

  test('what is printed is what was written', () => {
    const facts = format === 'csv' ? DIVERSE.slice(0, 14) : DIVERSE
    const lines = linesOf(facts, format)
    const printed = textOfAnswer({ found: true, sections: [], lines }, { color: false, width: 0 })
    expect(printed).toBe(`${lines.join('\n')}\n`)
  })

  test('nothing collected is no document, but where that is fine', () => {
    expect(exportAs([], optionsOf(), format, NOW)).toMatchObject({ found: false })
    expect(exportAs([], optionsOf({ 'allow-empty': 'true' }), format, NOW).found).toBe(true)
  })

  test('holds no path of the machine', () => {
    const text = linesOf([factOf('a@1.0.0', 'MIT')], format, { path: '/secret/place/app' }).join('\n')
    expect(text).not.toContain('secret')
  })
})

test.each([
  ['', 'cyclonedx'],
  ['CycloneDX', 'cyclonedx'],
  ['cyclonedxx', 'did you mean "cyclonedx"'],
  ['__proto__', 'license-checker'],
  ['toString', 'csv'],
])('%j is no format', (format, told) => {
  const answer = exportAs([factOf('a@1.0.0', 'MIT')], optionsOf(), format, NOW)
  expect(answer.found).toBe(false)
  expect(answer.lines).toBeUndefined()
  expect(JSON.stringify(answer)).toContain(told.replaceAll('"', '\\"'))
})

test.each([
  [{ name: 'app' }, 'app'],
  [{ path: 'web/app' }, 'app'],
  [{ path: '..' }, 'repository'],
  [{}, 'repository'],
])('%j names the document %s', (values, want) => {
  expect(spdxOf([factOf('a@1.0.0', 'MIT')], values).name).toBe(want)
  expect(bomOf([factOf('a@1.0.0', 'MIT')], values).metadata.component.name).toBe(want)
})

describe('license files', () => {
  const ids = (license: string) =>
    ({ ids: [license], alike: [license], how: 'exact', score: 1, coverage: 1 }) as const
  const withFile = (declared: unknown, license: string): LicenseFact => ({
    ...factOf('a@1.0.0', declared),
    files: [
      { path: 'NOTICE', kind: 'notice', text: 'x' },
      { path: 'LICENSE', kind: 'license', text: 'x', hash: 'x', identified: ids(license) },
    ],
  })

  test.each<readonly [string, unknown, string, string, string, string]>([
    ['instead of a declaration', undefined, 'MIT', 'MIT', 'MIT', 'NOASSERTION'],
    ['against a declaration', 'MIT', 'AGPL-3.0-only', 'AGPL-3.0-only', 'AGPL-3.0-only', 'MIT'],
    ['milder than a declaration', 'AGPL-3.0-only', 'MIT', 'AGPL-3.0-only', 'NOASSERTION', 'AGPL-3.0-only'],
    ['like the declaration', 'MIT', 'MIT', 'MIT', 'NOASSERTION', 'MIT'],
    [
      'against a reference',
      'LicenseRef-x OR AGPL-3.0-only',
      'GPL-3.0-only',
      'LicenseRef-x OR AGPL-3.0-only',
      'NOASSERTION',
      'LicenseRef-x OR AGPL-3.0-only',
    ],
  ])('%s', (_what, declared, text, counts, concluded, stated) => {
    const facts = [withFile(declared, text)]
    const [component] = bomOf(facts).components
    const [license] = component?.licenses ?? []
    expect(JSON.stringify(license)).toContain(`"${counts}"`)
    expect(JSON.stringify(license)).toContain(concluded === 'NOASSERTION' ? '"declared"' : '"concluded"')
    const document = spdxOf(facts)
    expect(document.packages[1]).toMatchObject({ licenseConcluded: concluded, licenseDeclared: stated })
    expect(spdxComplaints(document)).toEqual([])
    expect(cyclonedxComplaints(bomOf(facts))).toEqual([])
  })

  test('are named as license-checker names them', () => {
    expect(documentOf([withFile('MIT', 'MIT')], 'license-checker')).toEqual({
      'a@1.0.0': {
        licenses: 'MIT',
        path: 'node_modules/a',
        licenseFile: 'node_modules/a/LICENSE',
        noticeFile: 'node_modules/a/NOTICE',
      },
    })
  })
})

describe('a real lockfile', () => {
  const FIXTURES = join(import.meta.dirname, '../../fixtures/lockfiles')
  const filesOf = (name: string) => {
    const folder = join(FIXTURES, name)
    const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
      (path) => statSync(join(folder, path)).isFile() && !path.includes('expected'),
    )
    return Object.fromEntries(paths.map((path) => [path, readFileSync(join(folder, path), 'utf8')]))
  }

  async function factsOf(name: string): Promise<readonly LinkedFact[]> {
    const { lockfiles } = await readInventory(treeOf(filesOf(name)), {
      excluded: [],
      ignored: async () => new Set(),
    })
    return lockfiles.flatMap((lockfile) =>
      lockfile.packages.map(
        (pkg): LinkedFact => ({
          lockfile: lockfile.path,
          package: pkg,
          readings: [{ source: 'lockfile', path: lockfile.path, value: pkg.license }],
          counts: true,
          before: [],
          paths: () => [],
          dependents: () => lockfile.dependents(pkg.location),
        }),
      ),
    )
  }

  const told = (pkg: Package) => `${pkg.name}@${pkg.version} ${pkg.integrity ?? ''} ${pkg.license ?? ''}`
  test.each(['npm11-mono', 'npm7-mono', 'pnpm10-mono'])(
    '%s comes back whole from both formats',
    async (name) => {
      const facts = await factsOf(name)
      const wanted = [...new Set(facts.map((fact) => told(fact.package)))].sort()
      expect(wanted.length).toBeGreaterThan(80)
      const bom = documentOf(facts, 'cyclonedx')
      const spdx = documentOf(facts, 'spdx')
      expect([...cyclonedxComplaints(bom), ...spdxComplaints(spdx)]).toEqual([])
      for (const [path, document] of [
        ['bom.json', bom],
        ['a.spdx.json', spdx],
      ] as const) {
        const { packages, gaps } = await readSbom(treeOf({ [path]: JSON.stringify(document) }), path)
        expect(gaps).toEqual([])
        expect(packages.map(told).sort()).toEqual(wanted)
        const dev = (list: readonly Package[]) =>
          [...new Set(list.filter((pkg) => pkg.scope === 'dev').map(told))].sort()
        expect(dev(packages)).toEqual(dev(facts.map((fact) => fact.package)))
      }
    },
  )
})

/** A copy in which another value, or none, stands at a path. */
function changed(document: unknown, path: string, value: unknown): unknown {
  const copy = structuredClone(document) as Record<string, unknown>
  const keys = path.split('.')
  let at = copy
  for (const key of keys.slice(0, -1)) at = at[key] as Record<string, unknown>
  at[keys.at(-1) ?? ''] = value
  return JSON.parse(JSON.stringify(copy))
}

describe('the judges', () => {
  const bom = bomOf(DIVERSE.slice(0, 3))
  test.each<readonly [string, string, unknown]>([
    ['a version that is another', 'specVersion', '1.5'],
    ['no format', 'bomFormat', undefined],
    ['a serial number', 'serialNumber', 'x'],
    ['an id that is none', 'components.0.licenses', [{ license: { id: 'X' } }]],
    ['two expressions', 'components.0.licenses', [{ expression: 'MIT' }, { expression: 'ISC' }]],
    ['a digest', 'components.0.hashes', [{ alg: 'SHA-1', content: 'x' }]],
    ['a key too many', 'components.0.x', 1],
    ['a component twice', 'components.2', bom.components[0]],
    ['a dependency on nobody', 'dependencies.1', { ref: 'x' }],
  ])('of CycloneDX complain of %s', (_what, path, value) => {
    expect(cyclonedxComplaints(bom)).toEqual([])
    expect(cyclonedxComplaints(changed(bom, path, value))).not.toEqual([])
  })

  const spdx = spdxOf(DIVERSE.slice(0, 3))
  test.each<readonly [string, string, unknown]>([
    ['a time with fractions', 'creationInfo.created', NOW.toISOString()],
    ['no license of its own', 'dataLicense', undefined],
    ['an id with a slash', 'packages.1.SPDXID', 'SPDXRef-a/b'],
    ['an id twice', 'packages.2', spdx.packages[1]],
    ['a license that is none', 'packages.1.licenseDeclared', 'Acme'],
    ['a reference to nothing', 'packages.1.licenseDeclared', 'LicenseRef-x'],
    ['a relation to nobody', 'relationships.1.relatedSpdxElement', 'SPDXRef-x'],
    ['nothing described', 'relationships.0.relationshipType', 'DEPENDS_ON'],
    ['a key too many', 'packages.1.x', 1],
  ])('of SPDX complain of %s', (_what, path, value) => {
    expect(spdxComplaints(spdx)).toEqual([])
    expect(spdxComplaints(changed(spdx, path, value))).not.toEqual([])
  })

  test('of CSV read what others write', () => {
    expect(rowsOf('a,"b ""c"", d",\n"e\nf"')).toEqual([['a', 'b "c", d', ''], ['e\nf']])
  })
})
