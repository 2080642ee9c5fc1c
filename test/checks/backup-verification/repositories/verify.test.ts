import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, jest, test } from '@jest/globals'
import {
  listRepository,
  type RepositoryKind,
  recognizeRepository,
} from '../../../../src/checks/backup-verification/repositories/repository-kind.ts'
import type {
  RepositoryReading,
  RepositoryRequest,
} from '../../../../src/checks/backup-verification/repositories/repository-reading.ts'
import { verifyRepository } from '../../../../src/checks/backup-verification/repositories/verify.ts'
import { openWorld, type RealWorld } from '../ciphers/cipher-world.ts'
import { hasTool } from '../codecs/feeding.ts'
import { CASES, copyOf, fingerprintOf, makeRepository, PASSWORD, TIMES } from './repository-cases.ts'

jest.setTimeout(120_000)

const REQUEST: RepositoryRequest = { password: PASSWORD, level: 5, maxBytes: 1e9, left: () => 60_000 }

function outcomeOf({ faults, lacks, level }: RepositoryReading): string {
  const told = [
    ...faults.map(({ word, level }) => `${word} ${level}`),
    ...lacks.map(({ what }) => `env ${what}`),
  ]
  return `${told.join(', ') || 'ok'}, ${level}`
}

function verify(world: RealWorld, kind: RepositoryKind, path: string, more: Partial<RepositoryRequest> = {}) {
  return verifyRepository(
    path,
    kind,
    { ...REQUEST, ...more },
    { start: world.start, folder: world.makeFolder },
  )
}

for (const kind of ['restic', 'borg'] as const) {
  const withTool = hasTool(kind) || existsSync(`/usr/bin/${kind}`) ? describe : describe.skip
  withTool(kind, () => {
    const world = openWorld()
    const good = makeRepository(kind, world.folder)
    afterAll(world.close)

    test.each(CASES[kind].map((one) => [one.name, one] as const))('%s', async (_name, one) => {
      const path = copyOf(good, world.folder, one)
      const before = existsSync(path) && fingerprintOf(path)
      const password = 'password' in one ? one.password : PASSWORD
      const begun = Date.now()
      const read = await verify(world, kind, path, { password })
      expect(outcomeOf(read)).toBe(one.expected)
      expect(Date.now() - begun).toBeLessThan(50_000)
      expect(existsSync(path) && fingerprintOf(path)).toBe(before)
      expect(world.leftOvers()).toEqual([])
      expect(JSON.stringify([read.faults, read.lacks])).not.toMatch(/sesame|abracadabra|\/copy/)
    })

    test('what is good is told whole', async () => {
      const read = await verify(world, kind, good)
      expect(read.tool).toMatch(new RegExp(`^${kind} \\d`))
      expect(read.isEncrypted).toBe(true)
      expect(read.snapshots.map(({ time }) => new Date(time).toISOString().slice(0, 19))).toEqual(TIMES)
      expect(read.restored).toEqual({ files: 3, bytes: 3_207_000 })
      expect(read.restoreTime).toBe(0)
      let clock = 60_000
      const timed = await verify(world, kind, good, { left: () => (clock -= 1000) })
      // Not the time of the checks before it.
      expect(timed.restoreTime).toBeGreaterThan(0)
      expect(timed.restoreTime).toBeLessThanOrEqual(3000)
    })

    test.each([
      [2, 'ok, 2'],
      [3, 'ok, 3'],
    ] as const)('level %s is as far as it goes', async (level, expected) => {
      expect(outcomeOf(await verify(world, kind, good, { level }))).toBe(expected)
    })

    test('what is lacking is no fault', async () => {
      expect(outcomeOf(await verify({ ...world, start: () => undefined }, kind, good))).toBe(`env ${kind}, 0`)
      expect(outcomeOf(await verify(world, kind, good, { left: () => 1 }))).toMatch(
        /^env (time|restic|borg), 0$/,
      )
      const folder = () => Promise.reject(Object.assign(new Error('no'), { syscall: 'mkdir' }))
      const read = await verifyRepository(good, kind, REQUEST, { start: world.start, folder })
      expect(outcomeOf(read)).toBe(`env ${kind}, 0`)
      expect(world.leftOvers()).toEqual([])
    })

    test('secrets are in no argument, and the tool gets nothing else of ours', () => {
      const seen = JSON.stringify(world.requests.map(({ args }) => args))
      expect(seen).not.toContain(PASSWORD)
      const names = new Set(world.requests.flatMap(({ environment = {} }) => Object.keys(environment)))
      expect(
        [...names].filter((name) => !/^(RESTIC_PASSWORD|HOME|TMPDIR|TZ|XDG_CACHE_HOME|BORG_\w+)$/.test(name)),
      ).toEqual([])
    })

    test('it is recognized, whatever is missing of it', async () => {
      for (const one of CASES[kind]) {
        if (/forgotten|deleted/.test(one.name)) continue
        const path = copyOf(good, world.folder, one)
        const isFolder = existsSync(path) && !['a file', 'an empty folder'].includes(one.name)
        if (isFolder)
          expect([one.name, recognizeRepository(await listRepository(path))]).toEqual([one.name, kind])
      }
    })

    test('a reader that always says fine, and one that always complains, fail the table', () => {
      for (const answer of ['ok', 'corrupt', 'incomplete', 'missing'])
        expect(CASES[kind].filter(({ expected }) => !expected.startsWith(answer)).length).toBeGreaterThan(8)
    })
  })
}

const withRestic = existsSync('/usr/bin/restic') ? describe : describe.skip
withRestic('restic alone', () => {
  const world = openWorld()
  const good = makeRepository('restic', world.folder)
  afterAll(world.close)

  test('parts of the data are read one after the other, and one of them finds a flipped bit', async () => {
    const flip = CASES.restic.find(({ name }) => name === 'a flipped bit in a pack')
    const path = flip ? copyOf(good, world.folder, flip) : ''
    const outcomes: string[] = []
    for (let part = 1; part <= 3; part++) {
      const read = await verify(world, 'restic', path, { level: 3, subset: { part, of: 3 } })
      outcomes.push(outcomeOf(read))
      if (read.faults.length === 0)
        expect(read.remarks).toEqual([{ text: `part ${part} of 3 of its data was read` }])
    }
    expect(outcomes.sort()).toEqual(['corrupt 3, 2', 'ok, 3', 'ok, 3'])
  })

  test('a restore that is too large is not begun', async () => {
    expect(outcomeOf(await verify(world, 'restic', good, { maxBytes: 1_000_000 }))).toBe('env space, 3')
  })
})

const withBorg = existsSync('/usr/bin/borg') ? describe : describe.skip
withBorg('borg alone', () => {
  test.each([
    ['none', PASSWORD, 'ok, 4', false],
    ['none', undefined, 'ok, 4', false],
    ['authenticated', PASSWORD, 'ok, 4', false],
    ['repokey-blake2', PASSWORD, 'ok, 4', true],
    ['keyfile', PASSWORD, 'env key, 0', undefined],
  ])('mode %s', async (mode, password, expected, isEncrypted) => {
    const world = openWorld()
    const read = await verify(world, 'borg', makeRepository('borg', world.folder, mode), { password })
    world.close()
    expect([outcomeOf(read), read.isEncrypted]).toEqual([expected, isEncrypted])
  })
})

describe('other folders', () => {
  test.each([
    [['data', 'index'], [], ''],
    [['data'], ['README', 'config'], 'a=b'],
    [['data'], ['README'], ''],
    [[], ['config'], '[repository]\n'],
    [['objects', 'refs'], ['config', 'HEAD'], '[core]\n'],
  ])('%j %j are no repository', (folders, files, config) => {
    expect(recognizeRepository({ folders, files, config })).toBeUndefined()
  })

  test('a folder is listed', async () => {
    const world = openWorld()
    mkdirSync(join(world.folder, 'sub'))
    writeFileSync(join(world.folder, 'config'), 'text')
    expect(await listRepository(world.folder)).toEqual({
      folders: ['sub'],
      files: ['config'],
      config: 'text',
    })
    expect(readdirSync(world.folder)).toHaveLength(2)
    world.close()
  })
})
