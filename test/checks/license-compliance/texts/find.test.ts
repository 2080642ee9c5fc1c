import { describe, expect, test } from '@jest/globals'
import {
  BYTE_LIMIT,
  FILE_LIMIT,
  licenseFilesOf,
} from '../../../../src/checks/license-compliance/texts/find.ts'
import { kindOf, namedFile } from '../../../../src/checks/license-compliance/texts/license-names.ts'
import { hashOf } from '../../../../src/checks/license-compliance/texts/normalize.ts'
import { RunError } from '../../../../src/core/errors.ts'
import type { InstalledPackage, PackageItem } from '../../../../src/inventory/installed.ts'
import { ISC, MIT } from './text-cases.ts'

type Content = string | Uint8Array | 'LINK' | 'SOCKET' | { readonly size: number }

function kindOfContent(content: Content): PackageItem['kind'] {
  if (content === 'LINK') return 'link'
  return content === 'SOCKET' ? 'other' : 'file'
}

function bytesOf(content: Content): Uint8Array {
  if (typeof content === 'string') return new TextEncoder().encode(content)
  return content instanceof Uint8Array ? content : new Uint8Array(content.size)
}

/** A package of the files named, as an installed one behaves. */
function packageOf(
  files: Readonly<Record<string, Content>>,
  broken: readonly string[] = [],
): InstalledPackage {
  const paths = Object.entries(files)
  function itemsOf(folder: string): readonly PackageItem[] {
    const start = folder === '' ? '' : `${folder}/`
    const names = new Map<string, PackageItem>()
    for (const [path, content] of paths) {
      if (!path.startsWith(start)) continue
      const [name = '', ...rest] = path.slice(start.length).split('/')
      const kind = rest.length > 0 ? 'folder' : kindOfContent(content)
      names.set(name, { name, kind, size: kind === 'file' ? bytesOf(content).length : 0 })
    }
    return [...names.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
  }
  return {
    place: 'node_modules/thing',
    list: async (folder) => {
      if (broken.includes(folder)) throw new RunError('it cannot be read: EACCES')
      return itemsOf(folder)
    },
    read: async (path, limit) => {
      if (broken.includes(path)) throw new RunError('it cannot be read: EACCES')
      const content = files[path]
      if (content === undefined) return undefined
      if (kindOfContent(content) !== 'file' || bytesOf(content).length > limit)
        throw new RunError('no plain file')
      return bytesOf(content)
    },
  }
}

async function pathsOf(
  files: Readonly<Record<string, Content>>,
  declared?: string,
): Promise<readonly string[]> {
  const found = await licenseFilesOf(packageOf(files), declared)
  return found.map((file) => `${file.path}: ${file.problem ?? file.kind}`)
}

describe('kindOf', () => {
  test.each([
    ...[
      'LICENSE',
      'LICENCE',
      'license',
      'COPYING',
      'COPYING.LESSER',
      'UNLICENSE',
      'LICENSE-MIT',
      'LICENSE.md',
    ],
    ...[
      'license.txt',
      'MIT-LICENSE',
      'MIT-LICENSE.txt',
      'LICENSE_APACHE',
      'LICENSE.APACHE2',
      'mit.license',
      'LICENSES',
    ],
    ...['Licence.html', 'jquery.license.txt', 'EULA.pdf', 'LICENSE (MIT).md', 'LICENSE.esprima', 'PATENTS'],
  ])('%s is a license', (name) => {
    expect(kindOf(name)).toBe('license')
  })

  test.each([
    'NOTICE',
    'NOTICE.txt',
    'ThirdPartyNotices.txt',
    'ThirdPartyNoticeText.txt',
    'THIRD-PARTY-LICENSES',
    'third_party.md',
    'COPYRIGHT',
    'LICENSE-3RD-PARTY.txt',
  ])('%s is a notice', (name) => {
    expect(kindOf(name)).toBe('notice')
  })

  test.each([
    'README',
    'README.md',
    'readme_license.md',
    'README.license',
    'license.js',
    'licenses.json',
    'license-checker.mjs',
    'license.d.ts',
    'licensee.txt',
    'index.js',
    'package.json',
    'noticeable.md',
    '',
    'constructor',
  ])('"%s" is neither', (name) => {
    expect(kindOf(name)).toBeUndefined()
  })
})

describe('namedFile', () => {
  test.each([
    ['SEE LICENSE IN LICENSE.md', 'LICENSE.md'],
    ['see license in ./docs/terms.txt', 'docs/terms.txt'],
    ['SEE LICENCE IN "the terms.txt"', 'the terms.txt'],
    ['SEE LICENSE IN docs\\terms.txt', 'docs/terms.txt'],
    ['SEE LICENSE IN a/../b.txt', 'b.txt'],
  ])('%s', (declared, path) => {
    expect(namedFile(declared)?.path).toBe(path)
  })

  test.each([
    '../LICENSE',
    'a/../../LICENSE',
    '/etc/passwd',
    'C:\\terms.txt',
    'https://example.org/terms',
    '.',
    '..\\x',
    'a\0b',
  ])('SEE LICENSE IN %s leads out of the package', (name) => {
    const named = namedFile(`SEE LICENSE IN ${name}`)
    expect(named).toBeDefined()
    expect(named?.path).toBeUndefined()
  })

  test.each([undefined, '', 'MIT', 'SEE LICENSE', 'LICENSE IN x', 'SEE LICENSE IN ', 'x SEE LICENSE IN y'])(
    '%s names no file',
    (declared) => {
      expect(namedFile(declared)).toBeUndefined()
    },
  )
})

describe('licenseFilesOf', () => {
  test('reads what is called a license, in order, with its text and hash', async () => {
    const files = await licenseFilesOf(
      packageOf({ 'b.js': '', NOTICE: 'Acme', 'README.md': MIT, LICENSE: MIT }),
      'MIT',
    )
    expect(files).toEqual([
      { path: 'LICENSE', kind: 'license', text: MIT, hash: hashOf(MIT) },
      { path: 'NOTICE', kind: 'notice', text: 'Acme', hash: hashOf('Acme') },
    ])
  })

  test('a package without any has none', async () => {
    expect(await pathsOf({ 'package.json': '{}', 'README.md': MIT })).toEqual([])
  })

  test.each<readonly [string, Readonly<Record<string, Content>>, string | undefined, readonly string[]]>([
    [
      'folders of licenses are looked into, but not deeper',
      { 'LICENSES/MIT.txt': MIT, 'licenses/README.md': 'about', 'licenses/deep/x': MIT },
      undefined,
      ['LICENSES/MIT.txt: license', 'licenses/deep: it is a folder'],
    ],
    ['other folders are not', { 'src/LICENSE': MIT }, undefined, []],
    [
      'a folder that ends like a license is a problem',
      { 'LICENSE.md/x': MIT },
      undefined,
      ['LICENSE.md: it is a folder'],
    ],
    [
      'links are not followed',
      { LICENSE: 'LINK' },
      undefined,
      ['LICENSE: it is a link, and links are not followed'],
    ],
    [
      'a link in a folder of licenses',
      { 'LICENSES/MIT': 'LINK' },
      undefined,
      ['LICENSES/MIT: it is a link, and links are not followed'],
    ],
    ['what is no plain file', { LICENSE: 'SOCKET' }, undefined, ['LICENSE: it is no plain file']],
    [
      'a file that is too large',
      { LICENSE: { size: BYTE_LIMIT + 1 } },
      undefined,
      ['LICENSE: it is larger than 1 MB'],
    ],
    [
      'a file that is no text',
      { LICENSE: Uint8Array.from([0x25, 0x50, 0, 1, 2, 3]) },
      undefined,
      ['LICENSE: it is no text'],
    ],
    [
      'the file that is named',
      { 'docs/terms.txt': 'Pay.' },
      'SEE LICENSE IN docs/terms.txt',
      ['docs/terms.txt: license'],
    ],
    [
      'the file that is named, once',
      { 'LICENSE.md': MIT },
      'SEE LICENSE IN license.md',
      ['LICENSE.md: license'],
    ],
    ['the file that is named and missing', {}, 'SEE LICENSE IN terms.txt', ['terms.txt: it is not there']],
    [
      'the file that is named and elsewhere',
      {},
      'SEE LICENSE IN ../x',
      ['../x: it does not lie in the package'],
    ],
    [
      'the file that is named and a link',
      { terms: 'LINK' },
      'SEE LICENSE IN terms',
      ['terms: no plain file'],
    ],
  ])('%s', async (_, files, declared, paths) => {
    expect(await pathsOf(files, declared)).toEqual(paths)
  })

  test('one file that cannot be read does not hide the others', async () => {
    const files = await licenseFilesOf(
      packageOf({ LICENSE: MIT, COPYING: ISC, 'licenses/x': MIT }, ['COPYING', 'licenses']),
      undefined,
    )
    expect(files.map((file) => file.problem)).toEqual([
      'it cannot be read: EACCES',
      undefined,
      'it cannot be read: EACCES',
    ])
    expect(files.map((file) => file.isFailure)).toEqual([true, undefined, true])
  })

  test('a package that cannot be listed throws', async () => {
    await expect(licenseFilesOf(packageOf({}, ['']), undefined)).rejects.toThrow(RunError)
  })

  test('a bug is no problem of a file', async () => {
    const broken: InstalledPackage = {
      ...packageOf({ LICENSE: MIT }),
      read: async () => {
        throw new TypeError('a bug')
      },
    }
    await expect(licenseFilesOf(broken, undefined)).rejects.toThrow(TypeError)
  })

  test('more files than the limit are named and not read', async () => {
    const many = Object.fromEntries(
      Array.from({ length: FILE_LIMIT + 2 }, (_, at) => [`LICENSES/${100 + at}.txt`, MIT]),
    )
    const files = await licenseFilesOf(packageOf(many), undefined)
    expect(files.filter((file) => file.text !== undefined).length).toBe(FILE_LIMIT)
    expect(files.slice(FILE_LIMIT).map((file) => file.problem)).toEqual([
      'the package has more than 40 license files',
      'the package has more than 40 license files',
    ])
  })

  test('a text that is too long to be compared says so and has no hash', async () => {
    const [file] = await licenseFilesOf(packageOf({ LICENSE: MIT.repeat(300) }), undefined)
    expect(file?.text).toHaveLength(MIT.length * 300)
    expect(file?.problem).toMatch(/longer than 200000 characters/)
    expect(file?.hash).toBeUndefined()
  })

  test.each([
    ['UTF-8 with a byte order mark', Buffer.from(`\ufeff${MIT}`)],
    ['UTF-16, little end first', Buffer.from(`\ufeff${MIT}`, 'utf16le')],
    ['UTF-16, big end first', Buffer.from(`\ufeff${MIT}`, 'utf16le').swap16()],
    ['UTF-16 without a mark, little end first', Buffer.from(MIT, 'utf16le')],
    ['UTF-16 without a mark, big end first', Buffer.from(MIT, 'utf16le').swap16()],
    ['Latin-1', Buffer.from(MIT.replace('Jane Doe', 'Ján Dö'), 'latin1')],
  ])('%s is decoded', async (_, bytes) => {
    const [file] = await licenseFilesOf(packageOf({ LICENSE: new Uint8Array(bytes) }), undefined)
    expect(file?.hash).toBe(hashOf(MIT))
  })
})
