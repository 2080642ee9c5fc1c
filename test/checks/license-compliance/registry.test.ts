import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { registryReader } from '../../../src/checks/license-compliance/registry.ts'
import { RunError } from '../../../src/core/errors.ts'
import type { Http, HttpRequest } from '../../../src/core/ports.ts'
import type { Package } from '../../../src/inventory/package.ts'
import { factOf } from '../../support/license-compliance/facts.ts'
import { optionsOf } from '../../support/license-compliance/world.ts'

const REGISTRY = 'https://registry.example/npm'

let cache = ''
beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), 'upkeep registry-'))
})
afterEach(() => rmSync(cache, { recursive: true, force: true }))

interface Asking {
  /** What the registry answers: a value as JSON, bytes as they are, an Error thrown. */
  readonly answer?: unknown
  readonly status?: number
  readonly values?: Readonly<Record<string, unknown>>
  readonly cache?: string | undefined
}

const pkgOf = (id: string, more: Partial<Package> = {}): Package => factOf(id, undefined, more).package

function bytesOf(answer: unknown): Uint8Array {
  return answer instanceof Uint8Array ? answer : new TextEncoder().encode(JSON.stringify(answer))
}

/** A reader of a registry that answers the same to all, and what it was asked. */
function readerOf({ answer, status = 200, values = { registry: REGISTRY }, ...more }: Asking) {
  const asked: HttpRequest[] = []
  const http: Http = async (request) => {
    asked.push(request)
    if (answer instanceof Error) throw answer
    return { status, headers: {}, body: bytesOf(answer) }
  }
  const local = { directory: '/', cache: 'cache' in more ? more.cache : cache }
  const failed: string[] = []
  const fail = (pkg: Package, reason: string) => failed.push(`${pkg.name}: ${reason}`)
  return { read: registryReader(optionsOf(values), { http, local }, fail), asked, failed }
}

const A = { name: 'a', version: '1.0.0', license: 'MIT' }

/** The URLs that are asked about a package. */
async function urlsOf(pkg: Package, values: Asking['values'] = { registry: REGISTRY }) {
  const { read, asked } = readerOf({ answer: A, values })
  await read(pkg)
  return asked.map(({ url }) => url)
}

describe('who is asked', () => {
  test('the registry that the options name, once and within bounds, about a version', async () => {
    const { read, asked } = readerOf({ answer: A })
    const url = `${REGISTRY}/a/1.0.0`
    expect(await read(pkgOf('a@1.0.0'))).toEqual({ source: 'registry', path: url, value: 'MIT' })
    expect(asked).toEqual([expect.objectContaining({ method: 'GET', url })])
    expect(asked[0]?.deadline).toBeLessThanOrEqual(60_000)
    expect(asked[0]?.limit).toBeLessThanOrEqual(16 * 1024 * 1024)
  })

  test('nobody, where no registry is named', async () => {
    expect(await urlsOf(pkgOf('a@1.0.0'), {})).toEqual([])
  })

  test('about a scoped name as one segment', async () => {
    expect(await urlsOf(pkgOf('@s/c@1.0.0+x/y'))).toEqual([
      expect.stringMatching(/\/npm\/@s%2fc\/1\.0\.0%2Bx%2Fy$/i),
    ])
  })

  const scopes = { registry: REGISTRY, 'internal-scopes': '@acme' }
  test.each<readonly [string, string, Partial<Package>, number]>([
    ['never about an internal scope', '@acme/a@1.0.0', {}, 0],
    ['about a scope that only begins like it', '@acme-too/a@1.0.0', {}, 1],
    ['never about what comes from git', 'a@1.0.0', { source: 'git' }, 0],
    ['never about a tarball', 'a@1.0.0', { source: 'tarball' }, 0],
    ['never about a local folder', 'a@1.0.0', { source: 'link' }, 0],
    ['never about a member of the workspace', 'a@1.0.0', { source: 'workspace' }, 0],
    ['never about what npm does not have', 'a@1.0.0', { type: 'pypi' }, 0],
    ['never about what another host has', 'a@1.0.0', { host: 'npm.acme.example' }, 0],
    ['never about what another port has', 'a@1.0.0', { host: 'registry.example:8443' }, 0],
    ['about what its own host has', 'a@1.0.0', { host: 'registry.example' }, 1],
  ])('%s', async (_what, id, more, times) => {
    expect(await urlsOf(pkgOf(id, more), scopes)).toHaveLength(times)
  })

  test.each([
    ['../../x', '1.0.0'],
    ['..\\..\\x', '1.0.0'],
    ['a?b#c', '1.0.0'],
    ['%2e%2e', '1.0.0'],
    ['..', '1.0.0'],
    ['.\t.', '1.0.0'],
    ['a', '..'],
    ['a', '../../x?y#z'],
    ['', '1.0.0'],
    ['a', ''],
    ['a\ud800', '1.0.0'],
    ['a', '1.0.0\ud800'],
  ])(
    'whatever a lockfile calls a package, %j at %j is two segments below the registry or not asked',
    async (name, version) => {
      const urls = await urlsOf(pkgOf('a@1.0.0', { name, version }))
      for (const url of urls) {
        const { host, pathname, search, hash } = new URL(url)
        expect({ host, search, hash }).toEqual({ host: 'registry.example', search: '', hash: '' })
        expect(pathname).toMatch(/^\/npm\/[^/]+\/[^/]+$/)
        expect(pathname.split('/').slice(2).map(decodeURIComponent)).toEqual([name, version])
      }
    },
  )
})

describe('what is believed', () => {
  test.each<readonly [string, Asking, unknown]>([
    ['a license', { answer: A }, 'MIT'],
    [
      'licenses, as old packages have them',
      { answer: { ...A, license: undefined, licenses: ['ISC'] } },
      ['ISC'],
    ],
    ['that it has none', { answer: { ...A, license: undefined } }, null],
  ])('%s', async (_what, asking, value) => {
    expect(await readerOf(asking).read(pkgOf('a@1.0.0'))).toMatchObject({ source: 'registry', value })
  })

  test.each<readonly [string, Asking]>([
    ['another package', { answer: { ...A, name: 'b' } }],
    ['another version', { answer: { ...A, version: '1.0.1' } }],
    ['all versions of it', { answer: { name: 'a', versions: { '1.0.0': A }, license: 'MIT' } }],
    ['a list', { answer: [A] }],
    ['null', { answer: null }],
    ['damaged JSON', { answer: new TextEncoder().encode('{"name":"a","vers') }],
    ['what is no UTF-8', { answer: new Uint8Array([0xc3, 0x28]) }],
    ['a status that is no success', { answer: A, status: 404 }],
    ['a status that only nearly is one', { answer: A, status: 203 }],
    ['nothing, as nobody answers', { answer: new RunError('no answer in time') }],
  ])('not %s, and that is not kept either', async (_what, asking) => {
    const pkg = pkgOf('a@1.0.0')
    const { read, failed } = readerOf(asking)
    expect(await read(pkg)).toBeUndefined()
    // What it does not have it has answered about; everything else is no answer.
    expect(failed).toHaveLength(asking.status === 404 ? 0 : 1)
    expect(await readerOf({ answer: A }).read(pkg)).toMatchObject({ value: 'MIT' })
  })
})

test('whoever does not answer three times is not waited for again, and every package has its reason', async () => {
  const { read, asked, failed } = readerOf({ answer: new RunError('no answer in time') })
  for (const id of ['a@1.0.0', 'b@1.0.0', 'c@1.0.0', 'd@1.0.0', 'e@1.0.0']) await read(pkgOf(id))
  expect(asked).toHaveLength(3)
  expect(failed).toEqual(['a', 'b', 'c', 'd', 'e'].map((name) => `${name}: no answer in time`))
})

describe('answers are kept', () => {
  const folder = () => join(cache, 'licenses')
  const files = () => readdirSync(folder()).map((name) => join(folder(), name))
  const nobody: Asking = { answer: new Error('was asked') }

  test.each([
    ['a license', A, 'MIT'],
    ['that there is none', { ...A, license: undefined }, null],
  ])('%s: a second reader asks nobody', async (_what, answer, value) => {
    const first = await readerOf({ answer }).read(pkgOf('a@1.0.0'))
    expect(files().map((file) => readFileSync(file, 'utf8'))).toEqual([JSON.stringify({ license: value })])
    const second = readerOf(nobody)
    expect(await second.read(pkgOf('a@1.0.0'))).toEqual(first)
    expect(second.asked).toEqual([])
  })

  test.each([
    ['another version', 'a@1.0.1', { registry: REGISTRY }],
    ['another package', 'b@1.0.0', { registry: REGISTRY }],
    ['another registry', 'a@1.0.0', { registry: 'https://other.example.org' }],
    ['a name that only looks like it in a URL', '%61@1.0.0', { registry: REGISTRY }],
  ])('but not for %s', async (_what, id, values) => {
    await readerOf({ answer: A }).read(pkgOf('a@1.0.0'))
    const second = readerOf({ ...nobody, values })
    expect(await second.read(pkgOf(id))).toBeUndefined()
    expect(second.asked).toHaveLength(1)
  })

  test.each(['', '{"lic', '[]', 'null', '"MIT"'])(
    'what is kept and damaged, %j, is asked again',
    async (text) => {
      await readerOf({ answer: A }).read(pkgOf('a@1.0.0'))
      for (const file of files()) writeFileSync(file, text)
      const second = readerOf({ answer: { ...A, license: 'ISC' } })
      expect(await second.read(pkgOf('a@1.0.0'))).toMatchObject({ value: 'ISC' })
      expect(second.asked).toHaveLength(1)
      expect((await readerOf(nobody).read(pkgOf('a@1.0.0')))?.value).toBe('ISC')
    },
  )

  test('where there is no folder for it, or none can be made, every reader asks', async () => {
    writeFileSync(join(cache, 'licenses'), 'a file is in the way')
    for (const place of [undefined, cache]) {
      const { read, asked } = readerOf({ answer: A, cache: place })
      expect((await read(pkgOf('a@1.0.0')))?.value).toBe('MIT')
      expect((await read(pkgOf('a@1.0.0')))?.value).toBe('MIT')
      expect(asked).toHaveLength(2)
    }
  })
})
