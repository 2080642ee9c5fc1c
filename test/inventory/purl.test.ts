import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { purlOf } from '../../src/inventory/package.ts'
import { type Purl, parsePurl } from '../../src/inventory/purl.ts'

interface Wanted {
  readonly type: string
  readonly name: string
  readonly version?: string
  readonly host?: string
  readonly subpath?: string
  readonly qualifiers?: Readonly<Record<string, string>>
}

const GOOD: readonly (readonly [purl: string, wanted: Wanted])[] = [
  ['pkg:npm/ms@2.1.3', { type: 'npm', name: 'ms', version: '2.1.3' }],
  ['pkg:npm/ms', { type: 'npm', name: 'ms' }],
  ['pkg:npm/%40babel/core@7.0.0', { type: 'npm', name: '@babel/core', version: '7.0.0' }],
  ['pkg:npm/@babel/core@7.0.0', { type: 'npm', name: '@babel/core', version: '7.0.0' }],
  ['pkg:npm/@babel/core', { type: 'npm', name: '@babel/core' }],
  ['pkg:npm/%40babel%2Fcore@7.0.0', { type: 'npm', name: '@babel/core', version: '7.0.0' }],
  ['pkg:npm/%40Babel/core', { type: 'npm', name: '@babel/core' }],
  ['pkg:npm/JSONStream@1.3.5', { type: 'npm', name: 'JSONStream', version: '1.3.5' }],
  ['pkg:npm/__proto__@1.0.0', { type: 'npm', name: '__proto__', version: '1.0.0' }],
  ['PKG:NPM/ms@2.1.3', { type: 'npm', name: 'ms', version: '2.1.3' }],
  ['pkg://npm/ms@2.1.3', { type: 'npm', name: 'ms', version: '2.1.3' }],
  ['pkg:/npm//ms@2.1.3', { type: 'npm', name: 'ms', version: '2.1.3' }],
  ['pkg:npm/ms/@2.1.3', { type: 'npm', name: 'ms/@2.1.3' }],
  ['pkg:npm/ms@1.0.0%2Bbuild.5', { type: 'npm', name: 'ms', version: '1.0.0+build.5' }],
  ['pkg:npm/ms@1.0.0+build.5', { type: 'npm', name: 'ms', version: '1.0.0+build.5' }],
  ['pkg:pypi/Django_REST@1.11', { type: 'pypi', name: 'django-rest', version: '1.11' }],
  ['pkg:pypi/zope.interface@5.0', { type: 'pypi', name: 'zope.interface', version: '5.0' }],
  [
    'pkg:golang/github.com/BurntSushi/toml@v1.0.0',
    { type: 'golang', name: 'github.com/BurntSushi/toml', version: 'v1.0.0' },
  ],
  [
    'pkg:golang/google.golang.org/genproto@abcdedf#/googleapis/api/../annotations/',
    {
      type: 'golang',
      name: 'google.golang.org/genproto',
      version: 'abcdedf',
      subpath: 'googleapis/api/annotations',
    },
  ],
  [
    'pkg:maven/org.apache.commons/io@1.3.4',
    { type: 'maven', name: 'org.apache.commons/io', version: '1.3.4' },
  ],
  [
    'pkg:maven/org.apache.xmlgraphics/batik-anim@1.9.1?classifier=sources&type=zip',
    {
      type: 'maven',
      name: 'org.apache.xmlgraphics/batik-anim',
      version: '1.9.1',
      qualifiers: { classifier: 'sources', type: 'zip' },
    },
  ],
  [
    'pkg:nuget/EnterpriseLibrary.Common@6.0.1304',
    { type: 'nuget', name: 'EnterpriseLibrary.Common', version: '6.0.1304' },
  ],
  ['pkg:cargo/rand@0.7.2', { type: 'cargo', name: 'rand', version: '0.7.2' }],
  [
    'pkg:gem/jruby-launcher@1.1.2?Platform=java',
    { type: 'gem', name: 'jruby-launcher', version: '1.1.2', qualifiers: { platform: 'java' } },
  ],
  ['pkg:composer/Laravel/Laravel@5.5.0', { type: 'composer', name: 'laravel/laravel', version: '5.5.0' }],
  [
    'pkg:github/Package-url/Purl-Spec@244fd47e',
    { type: 'github', name: 'package-url/purl-spec', version: '244fd47e' },
  ],
  [
    'pkg:githubactions/Actions/Checkout@v4',
    { type: 'githubactions', name: 'actions/checkout', version: 'v4' },
  ],
  [
    'pkg:bitbucket/Birkenfeld/Pygments-main@244f',
    { type: 'bitbucket', name: 'birkenfeld/pygments-main', version: '244f' },
  ],
  [
    'pkg:deb/Debian/Curl@7.50.3-1?arch=i386&distro=jessie',
    { type: 'deb', name: 'debian/curl', version: '7.50.3-1', qualifiers: { arch: 'i386', distro: 'jessie' } },
  ],
  ['pkg:deb/debian/attr@1:2.4.47-2%2Bb1', { type: 'deb', name: 'debian/attr', version: '1:2.4.47-2+b1' }],
  [
    'pkg:rpm/Fedora/PackageKit@7.50.3-1.fc25',
    { type: 'rpm', name: 'fedora/PackageKit', version: '7.50.3-1.fc25' },
  ],
  ['pkg:apk/Alpine/Curl@7.83.0-r0', { type: 'apk', name: 'alpine/curl', version: '7.83.0-r0' }],
  ['pkg:alpm/Arch/Pacman@6.0.1-1', { type: 'alpm', name: 'arch/pacman', version: '6.0.1-1' }],
  ['pkg:hex/Acme/Foo@2.3.', { type: 'hex', name: 'acme/foo', version: '2.3.' }],
  ['pkg:pub/Characters@1.2.0', { type: 'pub', name: 'characters', version: '1.2.0' }],
  ['pkg:bitnami/WordPress@6.2.0', { type: 'bitnami', name: 'wordpress', version: '6.2.0' }],
  [
    'pkg:huggingface/microsoft/Deberta@559062AD',
    { type: 'huggingface', name: 'microsoft/Deberta', version: '559062ad' },
  ],
  [
    'pkg:qpkg/BlackBerry/com.qnx.SDP@7.0.0.SGA1',
    { type: 'qpkg', name: 'blackberry/com.qnx.SDP', version: '7.0.0.SGA1' },
  ],
  ['pkg:cocoapods/AFNetworking@4.0.1', { type: 'cocoapods', name: 'AFNetworking', version: '4.0.1' }],
  ['pkg:cran/A3@1.0.0', { type: 'cran', name: 'A3', version: '1.0.0' }],
  ['pkg:cpan/Perl::Version@1.013', { type: 'cpan', name: 'Perl::Version', version: '1.013' }],
  [
    'pkg:swift/github.com/Alamofire/Alamofire@5.4.3',
    { type: 'swift', name: 'github.com/Alamofire/Alamofire', version: '5.4.3' },
  ],
  [
    'pkg:swid/Acme/example.com/Enterprise+Server@1.0.0',
    { type: 'swid', name: 'Acme/example.com/Enterprise+Server', version: '1.0.0' },
  ],
  [
    'pkg:docker/customer/image@sha256%3A244f?repository_url=registry.example:5000',
    {
      type: 'docker',
      name: 'customer/image',
      version: 'sha256:244f',
      host: 'registry.example:5000',
      qualifiers: { repository_url: 'registry.example:5000' },
    },
  ],
  [
    'pkg:oci/Debian@sha256:244f?repository_url=registry.example/library/debian',
    {
      type: 'oci',
      name: 'debian',
      version: 'sha256:244f',
      host: 'registry.example',
      qualifiers: { repository_url: 'registry.example/library/debian' },
    },
  ],
  [
    'pkg:npm/a@1.0.0?repository_url=https://NPM.example/path',
    {
      type: 'npm',
      name: 'a',
      version: '1.0.0',
      host: 'npm.example',
      qualifiers: { repository_url: 'https://NPM.example/path' },
    },
  ],
  [
    'pkg:generic/openssl@1.1.10g?download_url=https://dl.example/openssl.tar.gz?x=1&checksum=sha256:de4d',
    {
      type: 'generic',
      name: 'openssl',
      version: '1.1.10g',
      host: 'dl.example',
      qualifiers: { download_url: 'https://dl.example/openssl.tar.gz?x=1', checksum: 'sha256:de4d' },
    },
  ],
  [
    'pkg:generic/bitwarderl?vcs_url=git%2Bhttps://git.example/dxtr/bitwarderl%40cc55108da32',
    {
      type: 'generic',
      name: 'bitwarderl',
      host: 'git.example',
      qualifiers: { vcs_url: 'git+https://git.example/dxtr/bitwarderl@cc55108da32' },
    },
  ],
  ['pkg:npm/a@1.0.0?empty=&arch=x', { type: 'npm', name: 'a', version: '1.0.0', qualifiers: { arch: 'x' } }],
  ['pkg:npm/caf%C3%A9@1.0.0', { type: 'npm', name: 'caf\u00e9', version: '1.0.0' }],
]

const BAD: readonly string[] = [
  '',
  'pkg',
  'pkg:',
  'pkg:/',
  'pkg:npm',
  'pkg:npm/',
  'pkg:npm//',
  'pkg:npm/@1.0.0'.replace('@', '%'),
  'npm/ms@2.1.3',
  'ms@2.1.3',
  'http://pkg:npm/ms',
  ' pkg:npm/ms@2.1.3',
  'pkg:n pm/ms@2.1.3',
  'pkg:3npm/ms@2.1.3',
  'pkg:n%70m/ms@2.1.3',
  'pkg:npm/ms%zz@2.1.3',
  'pkg:npm/ms@2.1.3%',
  'pkg:npm/ms@%ff',
  'pkg:npm/ms@2.1.3?a=%',
  'pkg:npm/ms@2.1.3?=x',
  'pkg:npm/ms@2.1.3?a=1&a=2',
  'pkg:npm/ms@2.1.3?a%20b=1',
  'pkg:npm/ms@2.1.3#%',
  `pkg:npm/${'a'.repeat(5000)}@1.0.0`,
  `pkg:${'a/'.repeat(1_000_000)}`,
  `pkg:npm/${'@'.repeat(1_000_000)}`,
]

function shown(purl: Purl | undefined): Wanted | undefined {
  if (!purl) return undefined
  const { type, name, version, host, subpath, qualifiers } = purl
  return {
    type,
    name,
    ...(version === '' ? {} : { version }),
    ...(host === undefined ? {} : { host }),
    ...(subpath === '' ? {} : { subpath }),
    ...(qualifiers.size === 0 ? {} : { qualifiers: Object.fromEntries(qualifiers) }),
  }
}

function failures(parse: (text: string) => Purl | undefined): number {
  const wrong = GOOD.filter(([text, wanted]) => JSON.stringify(shown(parse(text))) !== JSON.stringify(wanted))
  return wrong.length + BAD.filter((text) => parse(text) !== undefined).length
}

describe('a package URL', () => {
  test.each(GOOD)('%s', (text, wanted) => {
    expect(shown(parsePurl(text))).toEqual(wanted)
  })

  test.each(BAD.map((text) => [text.slice(0, 60), text]))('%j is none', (_name, text) => {
    expect(parsePurl(text)).toBeUndefined()
  })

  test('that always is one, or never, or that keeps its case, fails the table', () => {
    expect(GOOD.length).toBeGreaterThanOrEqual(45)
    const ms = parsePurl('pkg:npm/ms@2.1.3')
    expect(failures(() => ms)).toBeGreaterThan(GOOD.length)
    expect(failures(() => undefined)).toBe(GOOD.length)
    expect(failures((text) => parsePurl(text.toLowerCase()))).toBeGreaterThan(8)
  })

  test('that we write is read as it was', () => {
    const word = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
      .filter((one) => !one.includes('/'))
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 3 }), word, (names, version) => {
        const one = { type: 'generic', name: names.join('/'), version }
        const { type, name, version: read } = parsePurl(purlOf(one)) ?? {}
        expect({ type, name, version: read }).toEqual(one)
      }),
      { numRuns: 500 },
    )
  })

  test('of any characters is read, or is none, and nothing is thrown', () => {
    const piece = fc.constantFrom(
      'pkg:',
      'npm',
      '/',
      '@',
      '%',
      '%40',
      '?',
      '#',
      '=',
      '&',
      'a',
      '\ud800',
      '.',
      '..',
      ':',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
        const purl = parsePurl(`pkg:npm/${pieces.join('')}`)
        expect(purl === undefined || purl.name.length > 0).toBe(true)
      }),
      { numRuns: 2000 },
    )
  })
})
