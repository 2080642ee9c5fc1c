import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { EvidenceDocument } from '../../src/core/evidence.ts'
import type { Report } from '../../src/core/report.ts'
import { plainDump } from '../support/backup-verification/dumps.ts'
import { actionOf, runCheckBundle } from '../support/bundles/action.ts'
import { workspaces } from '../support/bundles/workspace.ts'
import { compileSchema, schemaComplaints } from '../support/contract/schema.ts'
import { runAction } from '../support/runner/run-action.ts'
import { runCli } from '../support/runner/run-cli.ts'

const CHECK = 'backup-verification'
const ROOT = join(import.meta.dirname, '../..')
const CLI = join(ROOT, 'dist/cli/index.js')
const SECRET = 'correct-horse-battery-staple'
const STEM = `upkeep-${CHECK}-${CHECK}.evidence`
const folders = workspaces()
let root = ''
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'upkeep-runner-'))
})
afterAll(() => {
  folders.remove()
  rmSync(root, { recursive: true, force: true })
})

const schemaOf = (name: string) =>
  compileSchema(JSON.parse(readFileSync(join(ROOT, 'schema', name), 'utf8')) as unknown)
const validateReport = schemaOf('report.schema.json')
const validateEvidence = schemaOf('evidence.schema.json')

/** A directory with a good dump, a cut one, and one that is encrypted. */
function workspace(): string {
  const directory = folders.make({ 'cut/dump.sql': plainDump().split('\\.')[0] ?? '' })
  execFileSync('mkdir', [join(directory, 'good'), join(directory, 'secret'), join(directory, 'odd')])
  writeFileSync(join(directory, 'good/dump.sql.gz'), gzipSync(plainDump()))
  const args = ['enc', '-aes-256-cbc', '-pbkdf2', '-pass', `pass:${SECRET}`]
  writeFileSync(join(directory, 'secret/dump.sql.enc'), execFileSync('openssl', args, { input: plainDump() }))
  writeFileSync(join(directory, 'odd/backup.bin'), Buffer.from('\u0001\u0002\u0003 odd', 'latin1'))
  return directory
}

const GOOD = { name: 'good', path: 'good/*.gz', rpo: '24h' }
const CUT = { name: 'cut', path: 'cut/*.sql' }
const SECRETS = { name: 'secret', path: 'secret/*.enc', passphrase: 'env:BACKUP_KEY' }
const ODD = { name: 'odd', path: 'odd/*' }
const env = { BACKUP_KEY: SECRET }

const NEVER_THERE = { name: 'none', path: 'nowhere/*.gz' }
const AWAY = { name: 'away', path: 's3://bucket/db/*.gz' }
/** What is asked for, the verdict, and the words. */
const RUNS = [
  ['a good one', [GOOD], 'pass', []],
  ['a good one and one that is encrypted', [GOOD, SECRETS], 'pass', []],
  ['one that is cut', [GOOD, CUT], 'fail', ['incomplete']],
  ['one that is missing', [NEVER_THERE], 'fail', ['missing']],
  ['one of no known format', [GOOD, ODD], 'error', []],
  ['one that is cut, and one of no known format', [CUT, ODD], 'fail', ['incomplete']],
  ['one whose store cannot be asked', [GOOD, AWAY], 'error', []],
  ['none at all', [], 'error', []],
] as const

function wordsIn({ runs: [run] }: Report): readonly string[] {
  if (run?.status !== 'completed') throw new Error(JSON.stringify(run))
  return run.judged.map(({ finding }) => finding.rule.split('/')[1] ?? '')
}

function readJson<T>(path: string): T {
  return JSON.parse(readFileSync(path, 'utf8')) as T
}

describe('the bundle, as the runner starts it, and the command line', () => {
  test.each(RUNS)('say the same of %s', async (_title, backups, verdict, words) => {
    const directory = workspace()
    const given = backups.length === 0 ? {} : { backups: JSON.stringify(backups) }
    const result = await runCheckBundle(CHECK, {
      root,
      workspace: directory,
      inputs: { ...given, level: 'L3' },
      env,
      secrets: [],
    })
    const { report, run, outputs, conclusion, summary } = result
    expect(outputs).toMatchObject({
      verdict,
      findings: String(words.length),
      examined: String(backups.length),
    })
    expect(conclusion).toBe(verdict === 'pass' ? 'success' : 'failure')
    expect(wordsIn(report)).toEqual(words)
    expect(schemaComplaints(validateReport, report)).toEqual([])
    for (const { name } of backups) expect(summary).toContain(name)

    const [json, markdown] = run.attachments
    const beside = dirname(outputs['report-path'] ?? '')
    expect([json?.path, markdown?.path]).toEqual([join(beside, `${STEM}.json`), join(beside, `${STEM}.md`)])
    const evidence = readJson<EvidenceDocument>(json?.path ?? '')
    expect(schemaComplaints(validateEvidence, evidence)).toEqual([])
    expect(evidence.backups.map(({ name }) => name)).toEqual(backups.map(({ name }) => name))
    expect(evidence.run.url).toMatch(/\/octo-org\/octo-repo\/actions\/runs\/1658821493$/)
    expect(readFileSync(markdown?.path ?? '', 'utf8')).toMatch(/^# Evidence of verified backups\n/)

    const shown = result.stdout.split('\n').filter((line) => !line.startsWith('::add-mask::'))
    const written = [summary, shown.join('\n'), result.stderr, JSON.stringify([report, evidence])]
    expect(written.join('\n')).not.toContain(SECRET)
    if (backups.some(({ name }) => name === 'secret')) expect(result.masks).toContain(SECRET)

    const args = backups.length === 0 ? [] : ['--backups', JSON.stringify(backups)]
    const cli = await runCli({
      cli: CLI,
      args: [CHECK, ...args, '--level', 'L3', '--format', 'json'],
      cwd: directory,
      env,
    })
    expect(cli.exitCode).toBe({ pass: 0, fail: 1, error: 3 }[verdict])
    expect(wordsIn(JSON.parse(cli.stdout) as Report)).toEqual(words)
    expect(`${cli.stdout}${cli.stderr}`).not.toContain(SECRET)
  })

  test('leave nothing behind but the report and the evidence', async () => {
    const directory = workspace()
    const backups = JSON.stringify([{ ...GOOD, level: 'L4' }, SECRETS, CUT])
    const { run, outputs } = await runCheckBundle(CHECK, {
      root,
      workspace: directory,
      inputs: { backups },
      env,
    })
    const [good] = run.table.rows
    expect(good).toContain('L4 of L4')
    const beside = dirname(outputs['report-path'] ?? '')
    const own = [`${STEM}.json`, `${STEM}.md`, `upkeep-${CHECK}-${CHECK}.json`]
    expect(readdirSync(beside).filter((name) => !name.startsWith('_'))).toEqual(own.sort())
  })

  test('refuse a configuration with all its mistakes at once, and verify nothing', async () => {
    const directory = workspace()
    const backups = JSON.stringify([
      { name: 'a/b', path: '../out/*.gz' },
      { path: 'ftp://x/y', level: 'L7' },
    ])
    const result = await runAction({ ...actionOf(CHECK), root, workspace: directory, inputs: { backups } })
    expect(result.outputs).toMatchObject({ verdict: 'error', findings: '0', examined: '0' })
    expect(result.conclusion).toBe('failure')
    const cli = await runCli({ cli: CLI, args: [CHECK, '--backups', backups], cwd: directory })
    expect(cli.exitCode).toBe(2)
    for (const told of [result.errors.join('\n') + result.stdout, cli.stderr])
      for (const mistake of [
        'leads out of the directory',
        'lacks name',
        'is no place',
        'must be one of L0',
        'a/b',
      ])
        expect(told).toContain(mistake)
  })
})

describe('the command line', () => {
  const asked = [CHECK, '--backups', JSON.stringify([GOOD, CUT])]

  test('writes evidence where it is told to, and else nowhere', async () => {
    const directory = workspace()
    const before = readdirSync(directory)
    await runCli({ cli: CLI, args: asked, cwd: directory })
    expect(readdirSync(directory)).toEqual(before)
    const { exitCode } = await runCli({
      cli: CLI,
      args: [...asked, '--evidence', 'audit/new'],
      cwd: directory,
    })
    expect(exitCode).toBe(1)
    expect(readdirSync(join(directory, 'audit/new')).sort()).toEqual([`${STEM}.json`, `${STEM}.md`])
    const evidence = readJson<EvidenceDocument>(join(directory, 'audit/new', `${STEM}.json`))
    expect(schemaComplaints(validateEvidence, evidence)).toEqual([])
    expect(evidence.run.url).toBeNull()
  })

  test.each([
    ['json', (text: string) => expect(schemaComplaints(validateReport, JSON.parse(text))).toEqual([])],
    ['sarif', (text: string) => expect(JSON.parse(text)).toMatchObject({ version: '2.1.0' })],
    ['markdown', (text: string) => expect(text).toMatch(/\| .*incomplete/)],
    ['text', (text: string) => expect(text).toContain('cut is incomplete, as L3 tells')],
  ])('prints %s', async (format, judge) => {
    const { stdout, exitCode } = await runCli({
      cli: CLI,
      args: [...asked, '--format', format],
      cwd: workspace(),
    })
    expect(exitCode).toBe(1)
    judge(stdout)
  })

  test('compares with the evidence of an earlier run', async () => {
    const directory = workspace()
    const rows = Array.from({ length: 1000 }, (_, index) => `${index}\tname`)
    writeFileSync(join(directory, 'good/dump.sql.gz'), gzipSync(plainDump(rows)))
    const entry = { ...GOOD, expect: { tables: ['users'] } }
    const args = [CHECK, '--backups', JSON.stringify([entry]), '--evidence', 'audit', '--format', 'json']
    const previous = ['--previous', `audit/${STEM}.json`]
    const first = await runCli({ cli: CLI, args: [...args, ...previous], cwd: directory })
    expect(first.stdout).toContain('there is no earlier evidence there')
    expect({ status: first.exitCode, told: first.stdout }).toMatchObject({ status: 0 })
    writeFileSync(join(directory, 'good/dump.sql.gz'), gzipSync(plainDump(rows.slice(0, 100))))
    const second = await runCli({ cli: CLI, args: [...args, ...previous], cwd: directory })
    expect(wordsIn(JSON.parse(second.stdout) as Report)).toEqual(['shrunk'])
    writeFileSync(join(directory, 'audit', `${STEM}.json`), 'cut off')
    const third = await runCli({ cli: CLI, args: [...args, ...previous], cwd: directory })
    expect(third.exitCode).toBe(3)
    expect(third.stdout).toContain('the earlier evidence is no JSON')
    expect(existsSync(join(directory, 'audit', `${STEM}.md`))).toBe(true)
  })

  test('does nothing with hostile names but to show them', async () => {
    const directory = workspace()
    const name = '](javascript:x) | <img src=x> @octocat ##[error]x.sql'
    writeFileSync(join(directory, 'cut', name), 'CREATE TABLE a (')
    const all = JSON.stringify([{ ...CUT, verify: 'all' }])
    const { stdout } = await runCli({
      cli: CLI,
      args: [CHECK, '--backups', all, '--format', 'markdown', '--evidence', 'audit'],
      cwd: directory,
    })
    for (const text of [stdout, readFileSync(join(directory, 'audit', `${STEM}.md`), 'utf8')]) {
      expect(text).toContain('octocat')
      expect(text).not.toMatch(/<img|##\[|\]\(javascript/)
    }
  })
})
