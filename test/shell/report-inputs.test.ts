import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import type { Run } from '../../src/core/report.ts'
import { readReports } from '../../src/shell/report-inputs.ts'
import { broken, completed, reportWith } from '../support/issues/reports.ts'

let root = ''
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'upkeep-inputs-'))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

const CERTIFICATES = completed({ 'a:443': [{ rule: 'expired' }] })
const BACKUPS = completed({ database: [] }, 'backup-verification')
const textOf = (...runs: readonly Run[]) => JSON.stringify(reportWith(...runs))

function put(path: string, text: string): void {
  const full = join(root, path)
  mkdirSync(dirname(full), { recursive: true })
  writeFileSync(full, text)
}

async function read(...names: readonly string[]) {
  const { runs, files, warnings } = await readReports(names, {
    base: join(root, 'work'),
    temporary: join(root, 'temp'),
  })
  const said = runs.map((run) =>
    run.status === 'failed' ? `${run.check} (${run.name}): ${run.reason}` : `${run.check} (${run.name})`,
  )
  return { runs: said, files, warnings }
}

const BOTH = ['backup-verification (backup-verification)', 'certificate-expiry (certificate-expiry)']

describe('without names', () => {
  test('everything of ours below RUNNER_TEMP is read, and what lies beside it is left', async () => {
    put('temp/upkeep-certificate-expiry-certificate-expiry.json', textOf(CERTIFICATES))
    put('temp/deep/er/upkeep-backup-verification-x.json', textOf(BACKUPS))
    put('temp/upkeep-backup-verification-x.evidence.json', '{"kind":"upkeep-backup-evidence"}')
    put('temp/merged-upkeep-report.json', textOf(broken()))
    put('temp/upkeep-notes.txt', 'x')
    put('work/upkeep-certificate-expiry-x.json', textOf(broken()))
    const { runs, files, warnings } = await read()
    expect(runs.toSorted()).toEqual(BOTH)
    expect([files, warnings]).toEqual([2, []])
  })

  test.each(['temp', 'work'])(
    'and without files, where %s is all there is: nobody can tell',
    async (folder) => {
      mkdirSync(join(root, folder))
      expect(await read()).toEqual({
        runs: [
          'report (report): there is no report: no upkeep-*.json below RUNNER_TEMP; did a check run before this?',
        ],
        files: 0,
        warnings: [],
      })
    },
  )
})

describe('with names', () => {
  test.each([
    [['a.json', 'b/b.json'], 2],
    [['*.json', 'b/*.json'], 2],
    [['**/*.json'], 2],
    [['a.json', '*.json', '**/*.json'], 2],
    [['{a,b/b}.json'], 2],
    [['./a.json', 'b/b.json'], 2],
    [['../work/a.json', 'b/b.json'], 2],
  ])('%j: each file once', async (names, count) => {
    put('work/a.json', textOf(CERTIFICATES))
    put('work/b/b.json', textOf(BACKUPS))
    put('work/b/b.evidence.json', '{}')
    const { runs, files } = await read(...names)
    expect(runs.toSorted()).toEqual(BOTH)
    expect(files).toBe(count)
  })

  test('of the whole path', async () => {
    put('elsewhere/a.json', textOf(CERTIFICATES))
    const whole = join(root, 'elsewhere')
    expect((await read(join(whole, 'a.json'))).files).toBe(1)
    expect((await read(join(whole, '*.json'))).files).toBe(1)
  })

  test('one that matches nothing is a run that failed, beside those that were read', async () => {
    put('work/a.json', textOf(CERTIFICATES))
    expect((await read('a.json', 'none/*.json', 'b.json')).runs).toEqual([
      'certificate-expiry (certificate-expiry)',
      'report (none/*.json): no file matches none/*.json',
      'report (b.json): no file matches b.json',
    ])
  })
})

describe('what cannot be read as a report is a run that failed, and takes nothing else with it:', () => {
  test.each([
    ['', 'is empty'],
    [textOf(CERTIFICATES).slice(0, 200), 'is no whole JSON document'],
    ['{"schema":2}', 'has schema 2: a newer Upkeep wrote it'],
    ['{}', 'is no report: it has no schema'],
  ])('%j', async (text, words) => {
    put('temp/upkeep-a.json', text)
    put('temp/upkeep-b.json', textOf(BACKUPS))
    const { runs } = await read()
    expect(runs).toHaveLength(2)
    expect(runs[0]).toMatch(new RegExp(`^report \\(upkeep-a\\.json\\): upkeep-a\\.json ${words}`))
    expect(runs[1]).toBe(BOTH[0])
  })

  test('bytes that are no text', async () => {
    mkdirSync(join(root, 'temp'))
    writeFileSync(join(root, 'temp/upkeep-a.json'), Buffer.from([0x7b, 0xff, 0xfe]))
    expect((await read()).runs[0]).toMatch(/^report \(upkeep-a\.json\): upkeep-a\.json cannot be read/)
  })

  test('a link to nowhere, and one out of the folder', async () => {
    put('secret.json', textOf(BACKUPS))
    mkdirSync(join(root, 'temp'))
    symlinkSync(join(root, 'nowhere.json'), join(root, 'temp/upkeep-a.json'))
    symlinkSync(join(root, 'temp'), join(root, 'temp/loop'))
    const { runs } = await read()
    expect(runs.every((run) => run.startsWith('report ('))).toBe(true)
    expect(runs).not.toEqual([])
  })
})

describe('one run in two files', () => {
  test('that say the same counts once', async () => {
    put('temp/upkeep-a.json', textOf(CERTIFICATES))
    put('temp/again/upkeep-a.json', textOf(CERTIFICATES, BACKUPS))
    expect(await read()).toMatchObject({ runs: BOTH.toReversed(), files: 2, warnings: [] })
  })

  test('that say something else counts twice, and that is said', async () => {
    put('temp/upkeep-a.json', textOf(CERTIFICATES))
    put('temp/upkeep-b.json', textOf(completed({ 'b:443': [] })))
    const { runs, warnings } = await read()
    expect(runs).toHaveLength(2)
    expect(warnings).toEqual([
      '2 reports are of the run certificate-expiry (certificate-expiry): all of them count; give each run a `name` of its own.',
    ])
  })

  test('with two names is two runs', async () => {
    put('temp/upkeep-a.json', textOf(completed({ a: [] }, 'certificate-expiry', 'inside')))
    put('temp/upkeep-b.json', textOf(completed({ a: [] }, 'certificate-expiry', 'outside')))
    expect(await read()).toMatchObject({ files: 2, warnings: [] })
  })
})

/** As somebody whom permissions bind: root they do not. */
async function withoutRoot<T>(step: () => Promise<T>): Promise<T> {
  const isRoot = process.geteuid?.() === 0
  if (isRoot) process.seteuid?.(65534)
  try {
    return await step()
  } finally {
    if (isRoot) process.seteuid?.(0)
  }
}

const onUnix = process.platform === 'win32' ? describe.skip : describe

onUnix('a folder that cannot be listed', () => {
  beforeEach(() => {
    put('temp/upkeep-backup-verification-backup-verification.json', textOf(BACKUPS))
    put('temp/closed/upkeep-certificate-expiry-certificate-expiry.json', textOf(CERTIFICATES))
    put('temp/open/a.json', textOf(BACKUPS))
    mkdirSync(join(root, 'work'))
    chmodSync(root, 0o755)
    chmodSync(join(root, 'temp/closed'), 0o000)
  })
  afterEach(() => chmodSync(join(root, 'temp/closed'), 0o755))

  test.each([[[]], [['../temp/**/*.json']], [['../temp/*/*.json']]])(
    'may hold a report: nobody can tell (%j)',
    async (names) => {
      const { runs } = await withoutRoot(() => read(...names))
      expect(runs).toContainEqual(
        expect.stringMatching(/^report \(closed\): the folder closed, .* cannot be listed: .*EACCES/),
      )
    },
  )

  test('which no name leads into is no matter', async () => {
    const { runs } = await withoutRoot(() => read('../temp/*.json', '../temp/open/*.json'))
    expect(runs).toEqual(['backup-verification (backup-verification)'])
  })
})
