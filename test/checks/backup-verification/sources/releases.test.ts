import { createHash, randomBytes } from 'node:crypto'
import { afterEach, describe, expect, jest, test } from '@jest/globals'
import { downloader } from '../../../../src/adapters/download.ts'
import { httpClient } from '../../../../src/adapters/http.ts'
import {
  type ReleaseContext,
  releaseSource,
} from '../../../../src/checks/backup-verification/sources/releases.ts'
import {
  type FakeRelease,
  type FakeReleases,
  MODIFIED,
  type ReleasesOptions,
  startReleases,
} from '../../../support/github/fake-releases.ts'
import type { Answer } from '../../../support/servers/http-server.ts'
import { bytesOf, faultOf, placeOf } from './world.ts'

jest.setTimeout(20_000)

const body = randomBytes(200_000)
const RELEASES: readonly FakeRelease[] = [
  { tag: 'v3', draft: true, assets: [{ name: 'db.gz', body }] },
  { tag: 'v2-rc', prerelease: true, assets: [{ name: 'db.gz', body }] },
  {
    tag: 'v2',
    assets: [
      { name: 'db.gz', body },
      { name: 'notes.txt', body: Buffer.from('x') },
    ],
  },
  {
    tag: 'v1',
    assets: [
      { name: 'db.gz', body, hasDigest: false },
      { name: 'cut.gz', body, state: 'starter' },
    ],
  },
  { tag: 'backup/2026-11-24', assets: [{ name: 'db.gz', body: Buffer.from('dated') }] },
]

const started: FakeReleases[] = []

afterEach(async () => {
  await Promise.all(started.splice(0).map((one) => one.close()))
})

async function sourceOf(
  place: string,
  more: Partial<ReleasesOptions> = {},
  context: Partial<ReleaseContext> = {},
) {
  const fake = await startReleases({ repository: 'owner/repo', releases: RELEASES, ...more })
  started.push(fake)
  const network = { env: {}, now: () => Date.now(), wait: async () => undefined, random: () => 0 }
  const source = releaseSource(placeOf('release', place), {
    http: httpClient(network),
    download: downloader(network),
    github: { url: fake.url, token: more.token ?? '' },
    current: 'owner/repo',
    deadline: 10_000,
    readDeadline: 10_000,
    ...context,
  })
  return { source, fake }
}

describe('a list', () => {
  test.each<readonly [string, readonly string[], Partial<ReleaseContext>]>([
    ['release:owner/repo@v*/*.gz', ['v1/db.gz', 'v2/db.gz'], {}],
    ['release:@v2/*', ['v2/db.gz', 'v2/notes.txt'], {}],
    ['release:@v*/db.gz', ['v1/db.gz', 'v2-rc/db.gz', 'v2/db.gz'], { prereleases: true }],
    ['release:@v*/db.gz', ['v1/db.gz', 'v2/db.gz', 'v3/db.gz'], { drafts: true }],
    ['release:@backup/*/db.gz', ['backup/2026-11-24/db.gz'], {}],
    ['release:@none/*', [], {}],
  ])('%s', async (place, names, context) => {
    const { source } = await sourceOf(place, {}, context)
    expect((await source.list()).items.map(({ name }) => name)).toEqual(names)
  })

  test('tells size, time and hash where there is one', async () => {
    const { source } = await sourceOf('release:@v{1,2}/*.gz')
    const sha256 = createHash('sha256').update(body).digest('hex')
    const { items, problems } = await source.list()
    const common = { kind: 'file', size: 200_000, files: 1, modified: Date.parse(MODIFIED), etag: '' }
    expect(items).toEqual([
      { name: 'v1/db.gz', ...common, checksums: {} },
      { name: 'v2/db.gz', ...common, checksums: { sha256 } },
    ])
    expect(problems).toEqual([
      { subject: 'release:owner/repo@v1/cut.gz', reason: 'was not uploaded to its end' },
    ])
  })

  test('is all pages, of releases and of assets', async () => {
    const many = Array.from({ length: 250 }, (_one, at) => ({
      tag: `t${at}`,
      assets: [{ name: 'a', body: Buffer.from('x') }],
    }))
    const assets = Array.from({ length: 130 }, (_one, at) => ({ name: `a${at}`, body: Buffer.from('x') }))
    const { source, fake } = await sourceOf('release:@{t*,big}/a*', {
      releases: [...many, { tag: 'big', assets }],
      embedded: 30,
    })
    expect((await source.list()).items).toHaveLength(250 + 130)
    await source.list()
    expect(fake.api.seen).toHaveLength(3 + 2)
  })

  const limited: Answer = { status: 403, headers: { 'x-ratelimit-remaining': '0' }, body: '{}' }
  test.each<readonly [string, Answer, RegExp]>([
    [
      'a missing repository',
      { status: 404 },
      /shows no repository owner\/repo \(status 404\); does the token/,
    ],
    ['a used-up limit', limited, /the rate limit is used up/],
    ['a wrong token', { status: 401 }, /does not accept the token/],
    ['a web page', { body: '<html>' }, /answered something that is no list/],
    ['another shape', { body: '[{"id":1}]' }, /in a way that is not understood/],
    [
      'another shape of assets',
      { body: '[{"id":1,"tag_name":"v1","assets":[{}]}]' },
      /in a way that is not understood/,
    ],
  ])('of %s is a fault, never empty', async (_name, answer, said) => {
    const { source } = await sourceOf('release:@*/*', { fault: () => answer })
    expect(await faultOf(source.list())).toMatch(said)
  })

  test('without a repository is a fault', async () => {
    const { source } = await sourceOf('release:@*/*', {}, { current: '' })
    expect(await faultOf(source.list())).toContain('names no repository')
  })
})

describe('an asset', () => {
  test('is read from the other host, which gets no token', async () => {
    const { source, fake } = await sourceOf('release:@v*/*.gz', { token: 't0ken' })
    const opened = await source.open('v2/db.gz')
    expect(opened.size).toBe(200_000)
    expect((await bytesOf(opened)).equals(body)).toBe(true)
    expect(await opened.at(199_990, 50)).toEqual(body.subarray(199_990))
    expect(Buffer.from(await opened.access.read(5, 5))).toEqual(body.subarray(5, 10))
    for (const { headers } of fake.api.seen) expect(headers.authorization).toBe('Bearer t0ken')
    expect(fake.storage.seen).toHaveLength(3)
    for (const { headers } of fake.storage.seen) expect(headers.authorization).toBeUndefined()
    expect(source.subjectOf('v2/db.gz')).toBe('release:owner/repo@v2/db.gz')
    await opened.close()
  })

  test('that is not there, or not whole, is not opened', async () => {
    const { source } = await sourceOf('release:@v*/*')
    for (const name of ['v9/db.gz', 'v1/cut.gz', 'v3/db.gz'])
      expect(await faultOf(source.open(name))).toBe('is not there')
  })

  test('that was taken away since is a fault, without its signed place', async () => {
    const { source } = await sourceOf('release:@v2/*.gz', {
      fault: ({ path }) => (path.includes('/assets/') ? { status: 404 } : undefined),
    })
    const fault = await faultOf(bytesOf(await source.open('v2/db.gz')))
    expect(fault).toMatch(/^cannot be read: .* \(status 404\)/)
    expect(fault).not.toContain('s3cret')
  })

  test('that is another one by now is a fault', async () => {
    const { source } = await sourceOf('release:@v2/*.gz', {
      fault: ({ path }) => (path.includes('/assets/') ? { body: 'short' } : undefined),
    })
    expect(await faultOf(bytesOf(await source.open('v2/db.gz')))).toBe('changes while it is read')
  })
})
