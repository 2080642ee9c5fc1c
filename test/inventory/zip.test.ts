import { describe, expect, test } from '@jest/globals'
import { archivePackage } from '../../src/inventory/zip-package.ts'
import { makeZip, type ZipMember } from '../support/advisories/zip.ts'

const MANIFEST = '{"name":"@s/a","version":"1.0.0"}'
const BASE = 'node_modules/@s/a'

/** As Yarn writes it: folders have entries of their own. */
const MEMBERS: readonly ZipMember[] = [
  { name: 'node_modules/', bytes: '', method: 0 },
  { name: 'node_modules/@s/', bytes: '', method: 0 },
  { name: `${BASE}/`, bytes: '', method: 0 },
  { name: `${BASE}/package.json`, bytes: MANIFEST },
  { name: `${BASE}/LICENSE`, bytes: 'as is', method: 0 },
  { name: `${BASE}/docs/deep/a.md`, bytes: 'é' },
  { name: `${BASE}-b/package.json`, bytes: '{}' },
]

const CENTRAL = Buffer.from([0x50, 0x4b, 1, 2])

/** Writes a Unix mode into the directory's entry of a name. */
function withMode(zip: Buffer, name: string, mode: number): Buffer {
  const changed = Buffer.from(zip)
  for (let at = zip.indexOf(CENTRAL); at !== -1; at = zip.indexOf(CENTRAL, at + 1)) {
    const length = zip.readUInt16LE(at + 28)
    if (zip.toString('utf8', at + 46, at + 46 + length) !== name) continue
    changed.writeUInt8(3, at + 5)
    changed.writeUInt16LE(mode, at + 40)
  }
  return changed
}

const packageIn = (zip: Uint8Array) => archivePackage('a.zip', '@s/a', async () => zip)
const made = (...more: readonly ZipMember[]) => makeZip([...MEMBERS, ...more])

async function faultOf(answer: Promise<unknown>): Promise<string> {
  return answer.then(
    (value) => `no fault: ${JSON.stringify(value)}`,
    (thrown: unknown) => String(thrown),
  )
}

describe('a package in an archive', () => {
  const installed = packageIn(made())

  test('lists its own files', async () => {
    expect(await installed.list('')).toEqual([
      { name: 'LICENSE', kind: 'file', size: 5 },
      { name: 'docs', kind: 'folder', size: 0 },
      { name: 'package.json', kind: 'file', size: MANIFEST.length },
    ])
    expect(await installed.list('./docs/')).toEqual([{ name: 'deep', kind: 'folder', size: 0 }])
    expect(await installed.list('docs/deep')).toEqual([{ name: 'a.md', kind: 'file', size: 2 }])
    expect(await installed.list('gone')).toEqual([])
    expect(await faultOf(installed.list('LICENSE'))).toBe('RunError: is not a folder')
    expect(await faultOf(installed.list('..'))).toBe('RunError: lies outside of the package')
  })

  test.each([
    ['package.json', MANIFEST],
    ['LICENSE', 'as is'],
    ['docs/deep/a.md', 'é'],
    ['./docs//deep/../deep/a.md', 'é'],
    ['license', undefined],
    ['docs/deep', undefined],
    ['LICENSE/x', undefined],
    ['__proto__', undefined],
  ])('%s holds %j', async (path, text) => {
    const bytes = await installed.read(path, 1000)
    expect(bytes && Buffer.from(bytes).toString('utf8')).toBe(text)
  })

  test.each([
    ['../a-b/package.json', 'lies outside of the package'],
    ['docs/../../x', 'lies outside of the package'],
    ['/package.json', 'lies outside of the package'],
    ['a\0b', 'lies outside of the package'],
    ['', 'is not a file'],
  ])('refuses to read %j', async (path, problem) => {
    expect(await faultOf(installed.read(path, 1000))).toBe(`RunError: ${problem}`)
  })

  test('refuses what is larger than asked for, by its own word', async () => {
    expect(await faultOf(installed.read('LICENSE', 4))).toBe('RunError: is larger than 4 bytes')
    expect((await installed.read('LICENSE', 5))?.length).toBe(5)
  })
})

const link = (zip: Buffer, name: string) => withMode(zip, `${BASE}/${name}`, 0o120777)
const whole = made()

/** What an archive may be, and what reading the manifest then says; undefined where it is read. */
const ARCHIVES: readonly (readonly [string, Uint8Array, string | undefined])[] = [
  ['whole', whole, undefined],
  ['of zip64', makeZip(MEMBERS, { zip64: true }), undefined],
  ['with a comment', makeZip(MEMBERS, { comment: 'PK\u0005\u0006' }), undefined],
  ['with modes', withMode(whole, `${BASE}/package.json`, 0o100644), undefined],
  ['with another file that is a link', link(whole, 'LICENSE'), undefined],
  ['with another file that is damaged', made({ name: `${BASE}/x`, bytes: 'x', crc: 1 }), undefined],
  ['with dots in a name', made({ name: `${BASE}/a..b`, bytes: '' }), undefined],
  ['empty', new Uint8Array(), 'is no zip archive, or cut off'],
  ['no archive', Buffer.alloc(100_000, 'PK'), 'is no zip archive, or cut off'],
  ['cut off at its end', whole.subarray(0, -1), 'is no zip archive, or cut off'],
  ['cut off at its beginning', whole.subarray(20), 'has a damaged directory'],
  ['encrypted', makeZip([{ name: `${BASE}/package.json`, bytes: MANIFEST, flags: 1 }]), 'is encrypted'],
  [
    'packed in another way',
    makeZip([{ name: `${BASE}/package.json`, bytes: MANIFEST, method: 93 }]),
    'is packed in a way that is not known here',
  ],
  ['damaged', makeZip([{ name: `${BASE}/package.json`, bytes: MANIFEST, crc: 1 }]), 'is damaged'],
  [
    'a bomb that says less than it holds',
    makeZip([{ name: `${BASE}/package.json`, bytes: Buffer.alloc(50_000_000), size: 10 }]),
    'is damaged',
  ],
  [
    'a bomb that says what it holds',
    makeZip([{ name: `${BASE}/package.json`, bytes: Buffer.alloc(50_000_000) }]),
    'is larger than 1000 bytes',
  ],
  [
    'one that says that it holds more than there can be',
    makeZip([{ name: `${BASE}/package.json`, bytes: MANIFEST, size: 2 ** 53 - 1 }], { zip64: true }),
    'is larger than 1000 bytes',
  ],
  ['a link', link(whole, 'package.json'), 'is a link'],
  [
    'with a name that leads out',
    made({ name: `${BASE}/../../x`, bytes: '' }),
    'holds a name that leads out of the archive',
  ],
  [
    'with an absolute name',
    made({ name: '/etc/passwd', bytes: '' }),
    'holds a name that leads out of the archive',
  ],
  [
    'with the file twice',
    made({ name: `${BASE}/package.json`, bytes: MANIFEST }),
    'stands twice in the archive',
  ],
  [
    'with a folder of that name as well',
    made({ name: `${BASE}/package.json/`, bytes: '' }),
    'stands twice in the archive',
  ],
]

test.each(ARCHIVES)('an archive that is %s', async (_name, zip, problem) => {
  const answer = packageIn(zip).read('package.json', 1000)
  if (problem !== undefined) expect(await faultOf(answer)).toBe(`RunError: ${problem}`)
  else expect(Buffer.from((await answer) ?? []).toString()).toBe(MANIFEST)
})

test('links are told as links, and nothing is read behind them', async () => {
  const zip = link(
    makeZip([...MEMBERS, { name: `${BASE}/up`, bytes: '..' }, { name: `${BASE}/up/x`, bytes: 'x' }]),
    'up',
  )
  const installed = packageIn(zip)
  expect((await installed.list('')).find(({ name }) => name === 'up')?.kind).toBe('other')
  expect(await faultOf(installed.read('up/x', 10))).toBe('RunError: lies behind a link')
  expect(await faultOf(installed.list('up'))).toBe('RunError: lies behind a link')
  const plain = packageIn(link(made(), 'LICENSE'))
  expect((await plain.list('')).map(({ name, kind }) => `${name} ${kind}`)).toEqual([
    'LICENSE link',
    'docs folder',
    'package.json file',
  ])
})

test('every byte may be another one: it is read, or it is said why not', async () => {
  const answers = new Set<string>()
  for (let at = 0; at < whole.length; at++) {
    const zip = Buffer.from(whole)
    zip.writeUInt8(zip.readUInt8(at) ^ 0xff, at)
    const installed = packageIn(zip)
    const answer = await installed.read('package.json', 1000).then(
      (bytes) => (bytes ? Buffer.from(bytes).toString() : 'gone'),
      (thrown: unknown) => (thrown as Error).name,
    )
    answers.add(answer)
    await installed.list('').catch((thrown: unknown) => answers.add((thrown as Error).name))
  }
  expect([...answers].sort()).toEqual(['RunError', 'gone', MANIFEST])
})
