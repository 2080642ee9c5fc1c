import { afterAll, describe, expect, test } from '@jest/globals'
import { openPkcs12 } from '../../../../src/adapters/pkcs12.ts'
import { type FilesRead, readFiles } from '../../../../src/checks/certificate-expiry/files/read-files.ts'
import { RunError } from '../../../../src/core/errors.ts'
import type { Listing, Pkcs12Answer } from '../../../../src/core/ports.ts'
import { derIn, mint } from './minted.ts'

const made = mint()
afterAll(made.remove)

const [ec, rsa, ed, list] = ['ec.pem', 'rsa.pem', 'ed.pem', 'list.pem'].map((name) => made.read(name)) as [
  Buffer,
  Buffer,
  Buffer,
  Buffer,
]
const store = (password: string, ...rest: string[]) =>
  made.openssl(
    'pkcs12',
    '-export',
    '-in',
    'ec.pem',
    '-inkey',
    'ec.key',
    '-passout',
    `pass:${password}`,
    ...rest,
  )

interface World {
  readonly files: Readonly<Record<string, Buffer | string>>
  readonly unlisted?: Readonly<Record<string, Buffer | string>>
  readonly unreadable?: Listing['unreadable']
  readonly passwords?: readonly string[]
  readonly pkcs12?: (bytes: Uint8Array, passwords: readonly string[]) => Promise<Pkcs12Answer>
}

/** A string in place of a file's bytes is why it cannot be read. */
function read(
  { files, unlisted = {}, unreadable = [], passwords = [], pkcs12 = openPkcs12 }: World,
  ...globs: string[]
) {
  const all = { ...files, ...unlisted }
  const tree = {
    list: async () => ({ files: Object.keys(files).sort(), unreadable }),
    read: async (path: string, limit = Number.POSITIVE_INFINITY) => {
      const content = all[path]
      if (typeof content === 'string') throw new RunError(content)
      if (content && content.length > limit) throw new RunError(`is larger than ${limit} bytes`)
      return content
    },
  }
  return readFiles({ globs, tree, passwords, pkcs12 })
}

function tell({ files, empty, unread, unmatched }: FilesRead) {
  return {
    files: files.map(({ path, certificates, lists, problems }) => {
      const names = certificates.map(({ certificate }) =>
        certificate.subject.text.replace(/^CN=|\.example$/g, ''),
      )
      return [path, ...names, ...lists.map(() => 'list'), ...problems].join(' ')
    }),
    empty: empty.map(({ path }) => path),
    unread: unread.map(({ path, reason, isExact }) => `${path}${isExact ? '!' : ''} ${reason}`),
    unmatched,
  }
}

const FILES = {
  'certs/b.pem': rsa,
  'certs/a.pem': ec,
  'certs/deep/c.crt': derIn(ed),
  'certs/list.crl': list,
  'README.md': Buffer.from('nothing'),
  'test/old.pem': ec,
}
const NOTHING = { files: [], empty: [], unread: [], unmatched: [] }

describe('readFiles', () => {
  test.each<readonly [string, readonly string[], Partial<ReturnType<typeof tell>>]>([
    ['one file', ['certs/a.pem'], { files: ['certs/a.pem ec'] }],
    [
      'a folder, in order',
      ['certs'],
      { files: ['certs/a.pem ec', 'certs/b.pem rsa', 'certs/deep/c.crt ed', 'certs/list.crl list'] },
    ],
    ['a glob', ['./certs/*.pem'], { files: ['certs/a.pem ec', 'certs/b.pem rsa'] }],
    [
      'everything but',
      ['**/*', '!test', '!certs/deep/**', '!**/*.crl'],
      { files: ['certs/a.pem ec', 'certs/b.pem rsa'], empty: ['README.md'] },
    ],
    ['what is taken out first', ['!certs/a.pem', 'certs/*.pem'], { files: ['certs/b.pem rsa'] }],
    ['two globs for one file', ['certs/a.pem', '**/a.pem'], { files: ['certs/a.pem ec'] }],
    [
      'a glob that matches nothing',
      ['certs/a.pem', 'cert/*.pem'],
      { files: ['certs/a.pem ec'], unmatched: ['cert/*.pem'] },
    ],
    ['a glob of which all is taken out', ['test/*', '!test'], { unmatched: ['test/*'] }],
    ['a file that is not there', ['certs/z.pem'], { unmatched: ['certs/z.pem'] }],
    ['a file that is taken out', ['certs/a.pem', '!**'], { unmatched: ['certs/a.pem'] }],
    ['nothing', [], {}],
    ['a glob of too many', [`{${'a,'.repeat(2000)}b}`], { unmatched: [`{${'a,'.repeat(2000)}b}`] }],
  ])('%s', async (_name, globs, expected) => {
    expect(tell(await read({ files: FILES }, ...globs))).toEqual({ ...NOTHING, ...expected })
  })

  test('says which glob took a file in: one that names it, else the last', async () => {
    const { files, empty } = await read({ files: FILES }, 'certs/a.pem', '**/*', 'certs/*.pem')
    const told = [...files, ...empty].map(({ path, glob, isExact }) => [path, glob, isExact])
    expect(told).toEqual([
      ['certs/a.pem', 'certs/a.pem', true],
      ['certs/b.pem', 'certs/*.pem', false],
      ['certs/deep/c.crt', '**/*', false],
      ['certs/list.crl', '**/*', false],
      ['test/old.pem', '**/*', false],
      ['README.md', '**/*', false],
    ])
  })

  test('reads a file that is not listed where it is named', async () => {
    const world = { files: {}, unlisted: { 'node_modules/a/b.pem': ec } }
    expect(tell(await read(world, './node_modules/a/b.pem'))).toEqual({
      ...NOTHING,
      files: ['node_modules/a/b.pem ec'],
    })
    expect(tell(await read(world, 'node_modules/**'))).toEqual({ ...NOTHING, unmatched: ['node_modules/**'] })
  })

  test('tells what it could not read, and goes on', async () => {
    const big = Buffer.concat([ec, Buffer.alloc(20 * 1024 * 1024)])
    const world = {
      files: { 'a.pem': 'cannot be read: EACCES', 'b.bin': big, 'c.pem': ec, 'd.pem': 'is not a file' },
    }
    expect(tell(await read(world, 'a.pem', '*'))).toEqual({
      ...NOTHING,
      files: ['c.pem ec'],
      unread: ['a.pem! cannot be read: EACCES', 'b.bin is larger than 20971520 bytes', 'd.pem is not a file'],
    })
  })

  test('tells of a folder that cannot be listed, where a glob might have matched in it', async () => {
    const unreadable = [{ path: 'certs/private', reason: 'EACCES' }]
    const world = { files: { 'certs/a.pem': ec }, unreadable }
    const reason = 'certs/private this folder cannot be listed: EACCES'
    const seen = { ...NOTHING, files: ['certs/a.pem ec'] }
    expect(tell(await read(world, 'certs/**'))).toEqual({ ...seen, unread: [reason] })
    expect(tell(await read(world, 'certs/*.pem'))).toEqual(seen)
    expect(tell(await read(world, 'certs', '!certs/private'))).toEqual(seen)
    expect(tell(await read(world, 'certs/private/*.pem'))).toEqual({ ...NOTHING, unread: [reason] })
  })

  test('tells of a link to nothing, and of a listed file that is gone', async () => {
    const gone = undefined as unknown as Buffer
    const told = tell(await read({ files: { 'a.pem': gone } }, '*.pem'))
    expect(told).toEqual({ ...NOTHING, unread: ['a.pem is gone, or a link to nothing'] })
    expect(tell(await read({ files: { 'a.pem': gone } }, 'a.pem'))).toEqual({
      ...NOTHING,
      unmatched: ['a.pem'],
    })
  })
})

describe('readFiles of PKCS#12', () => {
  const HINT = 'name the environment variable that holds it in password-env'
  test.each<readonly [string, Buffer, readonly string[], string]>([
    ['without a password', store(''), [], 'a.p12 ec'],
    ['with the second password', store('two'), ['one', 'two'], 'a.p12 ec'],
    ['with none', store('two'), [], `a.p12 a PKCS#12 file has a password that is not known; ${HINT}`],
    [
      'with a wrong one',
      store('two'),
      ['x'],
      `a.p12 the password that was given does not open a PKCS#12 file; ${HINT}`,
    ],
    [
      'with three wrong ones',
      store('two'),
      ['x', 'y', 'z'],
      `a.p12 none of the 3 passwords opens a PKCS#12 file; ${HINT}`,
    ],
  ])('%s', async (_name, bytes, passwords, expected) => {
    const told = tell(await read({ files: { 'a.p12': bytes }, passwords }, 'a.p12'))
    expect(told).toEqual({ ...NOTHING, files: [expected] })
  })

  test('tries the empty password first, and each once', async () => {
    const tried: (readonly string[])[] = []
    const pkcs12 = async (_bytes: Uint8Array, passwords: readonly string[]) => {
      tried.push(passwords)
      return { kind: 'unreadable', reason: 'it is damaged' } as const
    }
    const told = tell(await read({ files: { a: store('q') }, passwords: ['b', '', 'b'], pkcs12 }, 'a'))
    expect(tried).toEqual([['', 'b']])
    expect(told.files).toEqual(['a a PKCS#12 file cannot be read: it is damaged'])
  })

  test('tells of a certificate in it that is none', async () => {
    const pkcs12 = async () =>
      ({ kind: 'certificates', certificates: [Buffer.from('x'), derIn(ec), derIn(ec)] }) as const
    const told = tell(await read({ files: { a: store('q') }, pkcs12 }, 'a'))
    expect(told.files).toEqual([
      expect.stringMatching(/^a ec a certificate in a PKCS#12 file cannot be read: /),
    ])
  })
})
