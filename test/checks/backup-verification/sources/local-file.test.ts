import { spawnSync } from 'node:child_process'
import {
  appendFileSync,
  chmodSync,
  readdirSync,
  readlinkSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals'
import { localSource } from '../../../../src/checks/backup-verification/sources/local.ts'
import { compile } from '../../../adapters/child.ts'
import { bytesOf, type Folder, faultOf, makeFolder, placeOf, WHEN } from './world.ts'

jest.setTimeout(30_000)

let folder: Folder
let outside: Folder

beforeEach(() => {
  folder = makeFolder()
  outside = makeFolder()
})

afterEach(() => {
  folder.remove()
  outside.remove()
})

function sourceOf(place: string) {
  return localSource(placeOf('local', place), folder.path)
}

/** Descriptors of this process that lead into the folder. */
function openInFolder(): readonly string[] {
  return readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      const path = readlinkSync(`/proc/self/fd/${fd}`)
      return path.startsWith(folder.path) ? [path] : []
    } catch {
      return []
    }
  })
}

describe('an open file', () => {
  const body = Buffer.from(Array.from({ length: 700_001 }, (_one, at) => at % 251))

  test('is read whole, at any place, and closed', async () => {
    folder.put('b/x.bin', body)
    const opened = await sourceOf('b/*').open('x.bin')
    const sizes: number[] = []
    const chunks: Buffer[] = []
    await opened.read(async (chunk) => {
      sizes.push(chunk.length)
      chunks.push(Buffer.from(chunk))
    })
    expect(Buffer.concat(chunks).equals(body)).toBe(true)
    expect([opened.size, opened.modified, sizes]).toEqual([
      700_001,
      WHEN.getTime(),
      [262_144, 262_144, 175_713],
    ])
    expect(await opened.at(700_000, 100)).toEqual(body.subarray(700_000))
    expect(await opened.at(800_000, 100)).toHaveLength(0)
    expect(Buffer.from(await opened.access.read(250, 3))).toEqual(body.subarray(250, 253))
    expect((await bytesOf(opened)).equals(body)).toBe(true)
    expect(openInFolder()).toHaveLength(1)
    await opened.close()
    await opened.close()
    expect(openInFolder()).toEqual([])
  })

  test('of no bytes', async () => {
    folder.put('b/empty', '')
    const opened = await sourceOf('b/*').open('empty')
    expect(await bytesOf(opened)).toHaveLength(0)
    expect(await opened.at(0, 10)).toHaveLength(0)
    await opened.close()
  })

  test.each<readonly [string, (path: string) => void]>([
    ['grows', (path) => appendFileSync(path, 'more')],
    ['shrinks', (path) => truncateSync(path, 300_000)],
    ['is written to', (path) => writeFileSync(path, body)],
  ])('that %s is told', async (_name, change) => {
    const path = folder.put('b/x', body)
    const opened = await sourceOf('b/*').open('x')
    let count = 0
    const reading = opened.read(() => {
      if (++count === 1) change(path)
    })
    expect(await faultOf(reading)).toBe('changes while it is read')
    await opened.close()
  })

  test('that is replaced is read as it was', async () => {
    const path = folder.put('b/x', body)
    const opened = await sourceOf('b/*').open('x')
    rmSync(path)
    folder.put('b/x', 'other')
    expect((await bytesOf(opened)).equals(body)).toBe(true)
    await opened.close()
  })

  test('that shrank is not read behind its end', async () => {
    const path = folder.put('b/x', body)
    const opened = await sourceOf('b/*').open('x')
    truncateSync(path, 10)
    expect(await faultOf(opened.at(5, 20))).toBe('changes while it is read')
    await opened.close()
  })

  test('ends with what its taker throws', async () => {
    folder.put('b/x', body)
    const opened = await sourceOf('b/*').open('x')
    const odd = new Error('enough')
    await expect(opened.read(() => Promise.reject(odd))).rejects.toBe(odd)
    await opened.close()
  })
})

test('what may not be read is told', () => {
  folder.put('b/good.gz', 'x')
  for (const name of ['locked.gz', 'c/inner.gz']) folder.put(`b/${name}`, 'x')
  for (const path of ['b/locked.gz', 'b/c']) chmodSync(join(folder.path, path), 0)
  for (const { path } of [folder, outside]) chmodSync(path, 0o755)
  const entry = compile('src/checks/backup-verification/sources/local.ts', outside.path)
  const place = placeOf('local', 'b/**/*.gz')
  // In a process of its own, as an ordinary user: root may read everything.
  const program = `
    import { localSource } from ${JSON.stringify(entry)}
    const source = localSource(${JSON.stringify(place)}, ${JSON.stringify(folder.path)})
    const { items, problems } = await source.list()
    const fault = await source.open('locked.gz').catch(({ message }) => message)
    console.log(JSON.stringify([items.map(({ name }) => name), problems, fault]))`
  const ids = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {}
  const args = ['--input-type=module', '-e', program]
  const { stdout, stderr } = spawnSync(process.execPath, args, {
    ...ids,
    cwd: '/',
    encoding: 'utf8',
    env: {},
  })
  chmodSync(join(folder.path, 'b/c'), 0o755)
  expect([stdout === '' ? stderr : '', JSON.parse(stdout || '[]')]).toEqual([
    '',
    [
      ['good.gz', 'locked.gz'],
      [{ subject: 'b/c', reason: 'cannot be listed: it may not be read by this user' }],
      'may not be read by this user',
    ],
  ])
})
