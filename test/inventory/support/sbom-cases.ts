import type { TextRow } from './bun-cases.ts'
import type { Fields } from './projects.ts'

const CDX = 'bom.json'
const SPDX = 'app.spdx.json'

/** A component of CycloneDX, whose ref is its package URL. */
export function component(purl: string, more: Fields = {}): Fields {
  return { type: 'library', 'bom-ref': purl, name: 'x', purl, ...more }
}

const MS = component('pkg:npm/ms@2.1.3')
const A = component('pkg:npm/a@1.0.0')
const FOUND = ['ms@2.1.3']

/** A CycloneDX document about `app`. */
export function cyclonedx(components: unknown, more: Fields = {}): string {
  const metadata = { component: { type: 'application', 'bom-ref': 'app', name: 'app' } }
  return JSON.stringify(
    { bomFormat: 'CycloneDX', specVersion: '1.6', metadata, components, ...more },
    null,
    2,
  )
}

/** A package of SPDX. */
export function spdxPackage(id: string, purl: string | undefined, more: Fields = {}): Fields {
  const ref = { referenceCategory: 'PACKAGE-MANAGER', referenceType: 'purl', referenceLocator: purl }
  return {
    SPDXID: `SPDXRef-${id}`,
    name: id,
    ...(purl === undefined ? {} : { externalRefs: [ref] }),
    ...more,
  }
}

/** One relationship, written `from TYPE to`, ids without their prefix. */
export function related(text: string): Fields {
  const [from = '', relationshipType, to = ''] = text.split(' ')
  const id = (one: string) => (/^(NONE|NOASSERTION|DocumentRef-.*)$/.test(one) ? one : `SPDXRef-${one}`)
  return { spdxElementId: id(from), relationshipType, relatedSpdxElement: id(to) }
}

/** An SPDX document about the package `app`. */
export function spdx(packages: unknown, relationships: readonly string[] = [], more: Fields = {}): string {
  return JSON.stringify({
    spdxVersion: 'SPDX-2.3',
    SPDXID: 'SPDXRef-DOCUMENT',
    packages: Array.isArray(packages) ? [spdxPackage('app', undefined), ...packages] : packages,
    relationships: ['DOCUMENT DESCRIBES app', ...relationships].map(related),
    ...more,
  })
}

interface Told {
  readonly gaps?: TextRow['gaps']
  readonly holds?: readonly string[]
  readonly notes?: readonly string[]
}

function row(name: string, path: string, text: string | Uint8Array, told: Told): TextRow {
  const { gaps = [], holds = FOUND, notes = [] } = told
  return { name, files: { [path]: text }, gaps, holds, notes }
}

function unreadable(name: string, text: string | Uint8Array, reason: string, path = CDX): TextRow {
  return row(name, path, text, { gaps: [[path, reason]], holds: [] })
}

const TEXT = cyclonedx([MS])

export const SBOM_TEXTS: readonly TextRow[] = [
  row('CycloneDX', CDX, TEXT, {}),
  row('another name', 'out/app.cdx.json', TEXT, {}),
  row('a byte order mark', CDX, `\uFEFF${TEXT}`, {}),
  row('CRLF', CDX, TEXT.replaceAll('\n', '\r\n'), {}),
  ...['1.2', '1.3', '1.4', '1.5', '1.7'].map((specVersion) =>
    row(`CycloneDX ${specVersion}`, CDX, cyclonedx([MS], { specVersion }), {}),
  ),
  row('SPDX 2.3', SPDX, spdx([spdxPackage('ms', 'pkg:npm/ms@2.1.3')]), {}),
  row('SPDX 2.2', SPDX, spdx([spdxPackage('ms', 'pkg:npm/ms@2.1.3')], [], { spdxVersion: 'SPDX-2.2' }), {}),
  row(
    "SPDX in the envelope of GitHub's API",
    SPDX,
    `{"sbom":${spdx([spdxPackage('ms', 'pkg:npm/ms@2.1.3')])}}`,
    {},
  ),
  unreadable('0 bytes', '', 'it is empty'),
  unreadable('HTML', '<html>', 'it is not valid JSON'),
  unreadable('XML', '<?xml version="1.0"?><bom/>', 'it is not valid JSON'),
  unreadable('a comment', `// a\n${TEXT}`, 'it is not valid JSON'),
  unreadable('a comma too many', TEXT.replace('"bomFormat"', ',"bomFormat"'), 'it is not valid JSON'),
  unreadable('merge conflict markers', `<<<<<<< ours\n${TEXT}`, 'it has merge conflict markers'),
  unreadable('UTF-16', Buffer.from(TEXT, 'utf16le'), 'it is UTF-16, not UTF-8'),
  unreadable('not UTF-8', Buffer.from(TEXT.replace('app', '\u00e9'), 'latin1'), 'it is not valid UTF-8'),
  unreadable('an array', '[]', 'it does not hold an object'),
  unreadable('an object of nothing', '{}', 'it is neither CycloneDX nor SPDX'),
  unreadable('another format', '{"bomFormat":"SWID"}', 'it is neither CycloneDX nor SPDX'),
  unreadable('100,000 open brackets', `{"a":${'['.repeat(100_000)}`, 'it is nested too deeply'),
  unreadable(
    'CycloneDX 2.0',
    cyclonedx([MS], { specVersion: '2.0' }),
    'it has the CycloneDX specVersion "2.0"; 1.2 to 1.7',
  ),
  unreadable(
    'CycloneDX of a number',
    cyclonedx([MS], { specVersion: 1.6 }),
    'it has the CycloneDX specVersion 1.6',
  ),
  unreadable(
    'CycloneDX without a version',
    cyclonedx([MS], { specVersion: undefined }),
    'specVersion missing',
  ),
  unreadable(
    'SPDX 2.4',
    spdx([], [], { spdxVersion: 'SPDX-2.4' }),
    'it has the spdxVersion "SPDX-2.4"',
    SPDX,
  ),
  unreadable(
    'SPDX 3',
    '{"@context":"https://spdx.org/rdf/3.0.1/spdx-context.jsonld","@graph":[]}',
    'it is SPDX 3, which is not read',
    SPDX,
  ),
  unreadable('SPDX 3 by its graph', '{"@graph":[{"type":"software_Package"}]}', 'it is SPDX 3', SPDX),
  row('a key twice', CDX, TEXT.replace('"components"', '"specVersion":"1.5","components"'), {
    gaps: [['specVersion', 'the key stands twice in one object (line 11)']],
  }),
  row('nothing listed', CDX, cyclonedx([]), { holds: [] }),
  row('no "components"', CDX, cyclonedx(undefined), { holds: [] }),
]

function one(name: string, made: Fields, told: Told): TextRow {
  const { holds = [], ...more } = told
  return row(name, CDX, cyclonedx([MS, made]), { ...more, holds: [...FOUND, ...holds] })
}

const NO_PURL = 'it has no package URL, so it cannot be looked up'

export const SBOM_COMPONENTS: readonly TextRow[] = [
  ...[
    'library',
    'framework',
    'application',
    'operating-system',
    'container',
    'firmware',
    'platform',
    'odd',
  ].map((type) =>
    one(`a ${type} without a package URL`, { type, name: 'a', version: '1' }, { gaps: [['a@1', NO_PURL]] }),
  ),
  ...['file', 'device', 'data', 'cryptographic-asset', 'machine-learning-model'].map((type) =>
    one(`a ${type} without a package URL`, { type, name: 'a', version: '1' }, {}),
  ),
  one('a file with a package URL', component('pkg:npm/a@1.0.0', { type: 'file' }), { holds: ['a@1.0.0'] }),
  one('no type', { name: 'a' }, { gaps: [['a', NO_PURL]] }),
  one('nothing', {}, { gaps: [['components[1]', NO_PURL]] }),
  one('a group', { group: '@w', name: 'a' }, { gaps: [['@w/a', NO_PURL]] }),
  one('a package URL of a number', { purl: 1, name: 'a' }, { gaps: [['a', NO_PURL]] }),
  one('a broken package URL', component('pkg:npm/%zz'), {
    gaps: [['pkg:npm/%zz', 'its package URL cannot be read (pkg:npm/%zz)']],
  }),
  one('no package URL at all', component('npm/a@1.0.0'), {
    gaps: [['npm/a@1.0.0', 'its package URL cannot be read']],
  }),
  one('no name of npm', component('pkg:npm/a/@1.0.0', { version: '1.0.0' }), {
    gaps: [['pkg:npm/a/@1.0.0', 'its package URL names no package of npm']],
  }),
  one('a path of npm', component('pkg:npm/w/a@1.0.0'), {
    gaps: [['pkg:npm/w/a@1.0.0', 'its package URL names no package of npm']],
  }),
  one('no version', component('pkg:npm/a'), {
    gaps: [['pkg:npm/a', 'it has no version, so it cannot be looked up']],
  }),
  one('a version beside the package URL', component('pkg:npm/a', { version: '1.0.0' }), {
    holds: ['a@1.0.0'],
  }),
  one('two versions', component('pkg:npm/a@1.0.0', { version: '2.0.0' }), {
    gaps: [['pkg:npm/a@1.0.0', 'its package URL is of version 1.0.0, and it says 2.0.0']],
    holds: ['a@1.0.0'],
  }),
  one('two spellings of a version', component('pkg:golang/a@v1.0.0', { version: '1.0.0' }), {
    holds: ['a@v1.0.0'],
  }),
  one('a range', component('pkg:npm/a@%5E1.0.0'), {
    gaps: [['pkg:npm/a@%5E1.0.0', 'it has no usable version ("^1.0.0")']],
  }),
  one('a tag', component('pkg:npm/a@latest'), {
    gaps: [['pkg:npm/a@latest', 'it has no usable version ("latest")']],
  }),
  ...['%3E%3D1.0', '1.*', '~1.0', '1.0%20-%202.0', '1%7C%7C2', '!1'].map((version) =>
    one(`a range of another ecosystem, ${version}`, component(`pkg:pypi/a@${version}`), {
      gaps: [['pkg:pypi/a@', 'it has no usable version']],
    }),
  ),
  one('a version of Debian', component('pkg:deb/debian/a@1:2.0~rc1-3%2Bb1'), {
    holds: ['debian/a@1:2.0~rc1-3+b1'],
  }),
  one('other ecosystems', component('pkg:maven/org.acme/a@1.0-SNAPSHOT'), {
    holds: ['org.acme/a@1.0-SNAPSHOT'],
  }),
  one('a commit', component('pkg:npm/a@0123abc?vcs_url=git%2Bhttps://git.example/a'), {
    holds: ['a@0123abc'],
  }),
  one('__proto__', component('pkg:npm/__proto__@1.0.0'), { holds: ['__proto__@1.0.0'] }),
  one('the root once more', { 'bom-ref': 'app', type: 'application', name: 'app' }, {}),
  one('the same ref for another', component('pkg:npm/a@1.0.0', { 'bom-ref': 'pkg:npm/ms@2.1.3' }), {
    gaps: [['pkg:npm/a@1.0.0', 'two entries are called pkg:npm/ms@2.1.3']],
    holds: ['a@1.0.0'],
  }),
  one('the same package twice', component('pkg:npm/ms@2.1.3', { 'bom-ref': 'other' }), { holds: FOUND }),
  one('no ref', component('pkg:npm/a@1.0.0', { 'bom-ref': undefined }), { holds: ['a@1.0.0'] }),
  one('a ref like a place', component('pkg:npm/a@1.0.0', { 'bom-ref': 'components[0]' }), {
    holds: ['a@1.0.0'],
  }),
  one(
    'nested components',
    { ...A, components: [{ ...component('pkg:npm/b@1.0.0'), components: [component('pkg:npm/c@1.0.0')] }] },
    {
      holds: ['a@1.0.0', 'b@1.0.0', 'c@1.0.0'],
    },
  ),
  one(
    'components nested in a file',
    { type: 'file', name: 'a.tgz', components: [A] },
    { holds: ['a@1.0.0'] },
  ),
  one(
    'nested components that are no list',
    { ...A, components: {} },
    {
      gaps: [['components[1].components', 'its "components" are not a list']],
      holds: ['a@1.0.0'],
    },
  ),
  row(
    'components of the root',
    CDX,
    cyclonedx([MS], { metadata: { component: { name: 'app', components: [A] } } }),
    {
      holds: [...FOUND, 'a@1.0.0'],
    },
  ),
  row('a component that is null', CDX, cyclonedx([null, MS]), {
    gaps: [['components[0]', 'its entry is not an object']],
  }),
  row('components that are an object', CDX, cyclonedx({}), {
    gaps: [['components', 'its "components" are not a list']],
    holds: [],
  }),
  row('dependencies that are an object', CDX, cyclonedx([MS], { dependencies: {} }), {
    gaps: [['dependencies', 'its "dependencies" are not a list']],
  }),
  row(
    'dependencies of nothing',
    CDX,
    cyclonedx([MS], { dependencies: [null, { ref: 'app', dependsOn: [1] }] }),
    {
      gaps: [
        ['dependencies[0]', 'its entry cannot be read'],
        ['dependencies[1]', 'its entry cannot be read'],
      ],
    },
  ),
  row(
    'a dependency that is not there',
    CDX,
    cyclonedx([MS], { dependencies: [{ ref: 'app', dependsOn: ['b', 'pkg:npm/ms@2.1.3'] }] }),
    {
      gaps: [['b', 'a dependency is noted with it and the SBOM does not have it']],
    },
  ),
  row(
    'dependencies of what is not there',
    CDX,
    cyclonedx([MS], { dependencies: [{ ref: 'b', dependsOn: ['app'] }] }),
    {
      gaps: [['b', 'a dependency is noted with it and the SBOM does not have it']],
    },
  ),
  row(
    'a dependency on a service',
    CDX,
    cyclonedx([MS], {
      services: [{ services: [{ 'bom-ref': 's' }] }],
      dependencies: [{ ref: 'app', dependsOn: ['s'] }],
    }),
    {},
  ),
  row(
    'a circle',
    CDX,
    cyclonedx([MS], { dependencies: [{ ref: 'pkg:npm/ms@2.1.3', dependsOn: ['pkg:npm/ms@2.1.3'] }] }),
    {},
  ),
  ...['incomplete', 'incomplete_first_party_only', 'unknown'].map((aggregate) =>
    row(
      `says that it is ${aggregate}`,
      CDX,
      cyclonedx([MS], { compositions: [{ aggregate: 'complete' }, { aggregate }] }),
      {
        notes: [`The SBOM does not claim to be complete (${aggregate}).`],
      },
    ),
  ),
  row('says that it is complete', CDX, cyclonedx([MS], { compositions: [{ aggregate: 'complete' }] }), {}),
  row('no metadata', CDX, cyclonedx([MS], { metadata: undefined }), {}),
]

const MS2 = spdxPackage('ms', 'pkg:npm/ms@2.1.3')

function two(name: string, made: unknown, told: Told, relations: readonly string[] = []): TextRow {
  const { holds = [], ...more } = told
  return row(`SPDX: ${name}`, SPDX, spdx([MS2, made], relations), { ...more, holds: [...FOUND, ...holds] })
}

export const SPDX_PACKAGES: readonly TextRow[] = [
  two('no package URL', spdxPackage('a', undefined), { gaps: [['a', NO_PURL]] }),
  two('NOASSERTION for a version', spdxPackage('a', undefined, { versionInfo: 'NOASSERTION' }), {
    gaps: [['a', NO_PURL]],
  }),
  ...['APPLICATION', 'LIBRARY', 'OPERATING-SYSTEM', 'OTHER'].map((primaryPackagePurpose) =>
    two(
      `${primaryPackagePurpose} without a package URL`,
      spdxPackage('a', undefined, { primaryPackagePurpose }),
      {
        gaps: [['a', NO_PURL]],
      },
    ),
  ),
  ...['FILE', 'DEVICE'].map((primaryPackagePurpose) =>
    two(
      `${primaryPackagePurpose} without a package URL`,
      spdxPackage('a', undefined, { primaryPackagePurpose }),
      {},
    ),
  ),
  two('a package', spdxPackage('a', 'pkg:pypi/a@1.0'), { holds: ['a@1.0'] }),
  two('a version beside the package URL', spdxPackage('a', 'pkg:pypi/a', { versionInfo: '1.0' }), {
    holds: ['a@1.0'],
  }),
  two('no version', spdxPackage('a', 'pkg:pypi/a'), { gaps: [['pkg:pypi/a', 'it has no version']] }),
  two("a range, as GitHub's has them", spdxPackage('a', 'pkg:npm/a', { versionInfo: '^1.0.0' }), {
    gaps: [['pkg:npm/a', 'it has no usable version ("^1.0.0")']],
  }),
  two('a broken package URL', spdxPackage('a', 'pkg:npm'), {
    gaps: [['pkg:npm', 'its package URL cannot be read']],
  }),
  two(
    'several package URLs',
    spdxPackage('a', undefined, {
      externalRefs: ['a', 'b'].map((name) => ({
        referenceType: 'purl',
        referenceLocator: `pkg:npm/${name}@1.0.0`,
      })),
    }),
    {
      gaps: [['pkg:npm/a@1.0.0', 'it has several package URLs, of which only the first is looked up']],
      holds: ['a@1.0.0'],
    },
  ),
  two(
    'two package URLs of one package',
    spdxPackage('a', undefined, {
      externalRefs: ['', '?arch=x'].map((more) => ({
        referenceType: 'purl',
        referenceLocator: `pkg:npm/a@1.0.0${more}`,
      })),
    }),
    { holds: ['a@1.0.0'] },
  ),
  two(
    'a name alone among references',
    spdxPackage('a', undefined, {
      externalRefs: [{ referenceType: 'cpe23Type', referenceLocator: 'cpe:2.3:a:a:a:1' }],
    }),
    {
      gaps: [['a', NO_PURL]],
    },
  ),
  two('null', null, { gaps: [['packages[2]', 'its entry is not an object']] }),
  two('one id twice', spdxPackage('ms', 'pkg:npm/a@1.0.0'), {
    gaps: [['pkg:npm/a@1.0.0', 'two entries are called SPDXRef-ms']],
    holds: ['a@1.0.0'],
  }),
  two('no id', { ...spdxPackage('a', 'pkg:npm/a@1.0.0'), SPDXID: undefined }, { holds: ['a@1.0.0'] }),
  two(
    'a relationship with nothing',
    spdxPackage('a', 'pkg:npm/a@1.0.0'),
    {
      gaps: [['SPDXRef-b', 'a dependency is noted with it and the SBOM does not have it']],
      holds: ['a@1.0.0'],
    },
    ['app DEPENDS_ON b'],
  ),
  two(
    'a relationship with another document',
    spdxPackage('a', 'pkg:npm/a@1.0.0'),
    {
      gaps: [['DocumentRef-x:SPDXRef-b', 'a dependency is noted with it']],
      holds: ['a@1.0.0'],
    },
    ['app DEPENDS_ON DocumentRef-x:SPDXRef-b'],
  ),
  two('a relationship of another kind', spdxPackage('a', 'pkg:npm/a@1.0.0'), { holds: ['a@1.0.0'] }, [
    'app AMENDS b',
  ]),
  two(
    'NOASSERTION',
    spdxPackage('a', 'pkg:npm/a@1.0.0'),
    {
      holds: ['a@1.0.0'],
      notes: ['The SBOM does not claim to be complete (NOASSERTION).'],
    },
    ['app DEPENDS_ON NOASSERTION'],
  ),
  two('NONE', spdxPackage('a', 'pkg:npm/a@1.0.0'), { holds: ['a@1.0.0'] }, ['a DEPENDS_ON NONE']),
  row('SPDX: a file', SPDX, spdx([MS2], ['ms CONTAINS f'], { files: [{ SPDXID: 'SPDXRef-f' }] }), {}),
  row(
    'SPDX: a relationship that is null',
    SPDX,
    spdx([MS2], [], { relationships: [null], documentDescribes: ['SPDXRef-app'] }),
    {
      gaps: [['relationships[0]', 'its entry cannot be read']],
    },
  ),
  row('SPDX: several described', SPDX, spdx([MS2], ['DOCUMENT DESCRIBES ms']), { gaps: [['app', NO_PURL]] }),
  row('SPDX: nothing described', SPDX, spdx([MS2], [], { relationships: [] }), { gaps: [['app', NO_PURL]] }),
  row('SPDX: packages that are an object', SPDX, spdx({}), {
    gaps: [
      ['packages', 'its "packages" are not a list'],
      ['SPDXRef-app', 'a dependency is noted with it and the SBOM does not have it'],
    ],
    holds: [],
  }),
  row(
    'SPDX: relationships that are an object',
    SPDX,
    spdx([MS2], [], { relationships: {}, documentDescribes: ['SPDXRef-app'] }),
    {
      gaps: [['relationships', 'its "relationships" are not a list']],
    },
  ),
]
