import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from '@jest/globals'
import { VERSION } from '../../src/shell/version.ts'
import { npmProject } from '../support/bundles/locks.ts'
import { type Files, git, workspaces } from '../support/bundles/workspace.ts'
import { runCli } from '../support/runner/run-cli.ts'

const ROOT = join(import.meta.dirname, '../..')
const CLI = join(ROOT, 'dist/cli/index.js')
const temp = workspaces()
afterAll(temp.remove)

function upkeep(files: Files, ...args: readonly string[]) {
  return runCli({ cli: CLI, cwd: temp.make(files), args })
}

const FINE = npmProject([
  { name: 'fine', license: 'MIT' },
  { name: 'tool', license: 'ISC', dev: true },
])
const BAD = npmProject([{ name: 'bad', license: 'AGPL-3.0-only' }])

describe('exit status', () => {
  test.each([
    ['pass', FINE, [], 0],
    ['fail', BAD, [], 1],
    ['a finding below the threshold', npmProject([{ name: 'a', license: 'GPL-3.0-only' }]), [], 0],
    [
      'a finding at a lower threshold',
      npmProject([{ name: 'a', license: 'GPL-3.0-only' }]),
      ['--fail-on', 'moderate'],
      1,
    ],
    ['only warning', BAD, ['--fail-on', 'none'], 0],
    ['an unknown license', npmProject([{ name: 'a', license: 'Fancy' }]), [], 1],
    [
      'an unknown license that warns',
      npmProject([{ name: 'a', license: 'Fancy' }]),
      ['--unknown', 'warn'],
      0,
    ],
    [
      'development that warns',
      npmProject([{ name: 'a', license: 'AGPL-3.0-only', dev: true }]),
      ['--dev', 'warn'],
      0,
    ],
    [
      'an internal scope',
      npmProject([{ name: '@acme/a', license: 'UNLICENSED' }]),
      ['--internal-scopes', '@acme'],
      0,
    ],
    ['bad configuration', FINE, ['--fail-on', 'hihg'], 2],
    ['a base that is no commit', FINE, ['--base', 'nowhere'], 2],
    ['nothing to look at', {}, [], 3],
    ['an empty lockfile', npmProject([]), [], 3],
    ['an empty lockfile, allowed', npmProject([]), ['--allow-empty'], 0],
    ['a lockfile that cannot be read', { 'package-lock.json': '<<<<<<< HEAD\n{}' }, [], 3],
    ['a finding beside a gap', { ...BAD, 'sub/yarn.lock': '' }, [], 1],
    ['a gap beside no finding', { ...FINE, 'sub/yarn.lock': '' }, [], 3],
  ] as const)('%s', async (_name, files, args, status) => {
    const { exitCode, stdout, stderr } = await upkeep(files, 'license-compliance', ...args)
    expect({ exitCode, output: exitCode === status ? '' : stdout + stderr }).toEqual({
      exitCode: status,
      output: '',
    })
  })
})

describe('words and flags', () => {
  test.each([
    [
      [],
      'a command is needed: dependency-audit, license-compliance, certificate-expiry, backup-verification, check',
    ],
    [['license-complianc'], 'unknown command "license-complianc" (did you mean "license-compliance"?)'],
    [['license-compliance', '--alow', 'MIT'], 'unknown flag --alow (did you mean "allow"?)'],
    [['license-compliance', '--allow'], 'flag --allow needs a value'],
    [['license-compliance', '--allow', 'MIT', '--allow', 'ISC'], 'flag --allow is given twice'],
    [['license-compliance', 'wy', 'x'], 'has no command "wy" (did you mean "why"?)'],
    [['license-compliance', 'why'], 'usage: upkeep license-compliance why PACKAGE'],
    [['license-compliance', '--config', 'no.yml'], 'flag --config "no.yml" does not exist'],
    [['check'], 'there is no .github/upkeep.yml: name a check'],
  ])('%j', async (args, message) => {
    const { exitCode, stdout, stderr } = await upkeep(FINE, ...args)
    expect(stderr).toContain(message)
    expect(stderr).not.toContain('    at ')
    expect(stdout).toBe('')
    expect(exitCode).toBe(2)
  })

  test('all mistakes of flags and configuration at once', async () => {
    const config = [
      'license-compliance: { denny: [MIT], unknown: maybe }',
      'waivers:',
      '  - { check: license-compliance, package: a, license: MIT }',
      '  - { check: license-complaince, reason: x, until: 2027-01-01 }',
    ].join('\n')
    const files = { ...FINE, '.github/upkeep.yml': config }
    const { exitCode, stderr } = await upkeep(files, 'license-compliance', '--dev', 'no', '--colour')
    expect(exitCode).toBe(2)
    for (const message of [
      'flag --dev must be one of fail, warn, not "no"',
      'unknown flag --colour',
      'unknown license-compliance.denny in .github/upkeep.yml (did you mean "deny"?)',
      'license-compliance.unknown in .github/upkeep.yml must be one of fail, warn, not "maybe"',
      'waiver 1 in .github/upkeep.yml: reason is required',
      'waiver 1 in .github/upkeep.yml: until is required',
      'waiver 2 in .github/upkeep.yml: check must be one of',
    ]) {
      expect(stderr).toContain(message)
    }
  })

  test.each([
    ['--help', 'Usage: upkeep <command> [flags]'],
    ['help', 'Usage: upkeep <command> [flags]'],
    ['license-compliance --help', '--internal-scopes SCOPES'],
    ['check --help', 'Usage: upkeep check [flags]'],
    ['--version', VERSION],
  ])('%s', async (line, said) => {
    const { exitCode, stdout } = await upkeep({}, ...line.split(' '))
    expect(stdout).toContain(said)
    expect(exitCode).toBe(0)
  })

  test('the version is the package’s', () => {
    expect(JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).version).toBe(VERSION)
  })
})

describe('output', () => {
  test('a reader that closes early is no crash, and the status stays', async () => {
    const many = npmProject(
      Array.from({ length: 3000 }, (_, i) => ({ name: `p${i}`, license: 'AGPL-3.0-only' })),
    )
    const args = ['license-compliance', '--format', 'json']
    const result = await runCli({ cli: CLI, cwd: temp.make(many), args, closeStdoutAfter: 100 })
    expect(result.stderr).toBe('')
    expect(result.exitCode).toBe(1)
  })

  test.each(['text', 'json', 'sarif', 'markdown', 'html'])(
    '--output writes %s and prints text',
    async (format) => {
      const cwd = temp.make(FINE)
      const args = ['license-compliance', '--format', format, '--output', 'out/report']
      const { exitCode, stdout } = await runCli({ cli: CLI, cwd, args })
      expect(exitCode).toBe(0)
      expect(stdout).toContain('Verdict: pass')
      expect(readFileSync(join(cwd, 'out/report'), 'utf8').length).toBeGreaterThan(100)
    },
  )

  test('why answers with the license, where it was read, the branch that passes, and the path', async () => {
    const files = npmProject([{ name: 'dual', license: '(GPL-3.0-only OR MIT)' }])
    const { exitCode, stdout } = await upkeep(files, 'license-compliance', 'why', 'dual')
    expect(exitCode).toBe(0)
    expect(stdout).toMatch(/license +GPL-3\.0-only OR MIT/)
    expect(stdout).toMatch(/read from +package-lock\.json/)
    expect(stdout).toMatch(/passes by +MIT/)
    expect(stdout).toMatch(/path +dual@1\.0\.0/)
  })

  test('why about a package that is not there says so', async () => {
    const { exitCode, stderr } = await upkeep(FINE, 'license-compliance', 'why', 'nobody')
    expect(stderr).toContain('Nothing called nobody was found')
    expect(exitCode).toBe(3)
  })

  test('check runs what the configuration has a section for', async () => {
    const files = { ...BAD, '.github/upkeep.yml': 'license-compliance:\n  deny: [network-copyleft]\n' }
    const { exitCode, stdout } = await upkeep(files, 'check')
    expect(stdout).toContain('AGPL-3.0-only, which is network-copyleft, denied')
    expect(exitCode).toBe(1)
  })

  test('an explicit base compares two commits', async () => {
    const cwd = temp.make(BAD)
    git(cwd, 'init', '-q', '-b', 'main')
    git(cwd, 'add', '-A')
    git(cwd, 'commit', '-qm', 'base')
    const args = ['license-compliance', '--base', 'HEAD']
    const { exitCode, stdout } = await runCli({ cli: CLI, cwd, args })
    expect(stdout).toContain('0 of 1 locked packages are new or changed')
    expect(exitCode).toBe(0)
  })
})

/** util-linux's script gives a program a terminal. */
const SCRIPT = '/usr/bin/script'
const onTerminal = existsSync(SCRIPT) ? test : test.skip

onTerminal('on a terminal there are colors, a progress line, and lines as wide as it', () => {
  const cwd = temp.make(BAD)
  const command = `stty cols 60; "${process.execPath}" "${CLI}" license-compliance`
  const env = { PATH: process.env['PATH'], TERM: 'xterm', HOME: cwd }
  const seen = execFileSync(SCRIPT, ['-qec', `${command}; true`, '/dev/null'], { cwd, env, encoding: 'utf8' })
  expect(seen).toContain('\u001b[31m')
  expect(seen).toContain('\r\u001b[2Klooking for lockfiles')
  const plain = execFileSync(SCRIPT, ['-qec', `export NO_COLOR=1; ${command}; true`, '/dev/null'], {
    cwd,
    env,
    encoding: 'utf8',
  })
  expect(plain).not.toContain('\u001b[31m')
})

describe('the same every time', () => {
  const MONO = join(ROOT, 'test/fixtures/lockfiles/npm11-mono')

  function reportOf(format: string): Promise<string> {
    const cwd = temp.make()
    cpSync(MONO, cwd, { recursive: true })
    const args = ['license-compliance', '--now', '2026-11-23', '--format', format, '--allow', 'MIT, ISC']
    return runCli({ cli: CLI, cwd, args }).then((result) => result.stdout)
  }

  test.each(['text', 'json', 'sarif', 'markdown', 'html'])(
    'ten runs print the same %s, byte for byte',
    async (format) => {
      const reports = new Set<string>()
      for (let i = 0; i < 10; i++) reports.add(await reportOf(format))
      expect(reports.size).toBe(1)
    },
  )

  // The suite runs under Node 20 and 24: both must print what is committed here.
  test('under every Node', async () => {
    const hash = createHash('sha256')
      .update(await reportOf('json'))
      .digest('hex')
    expect(hash).toBe(readFileSync(join(import.meta.dirname, 'npm11-mono.sha256'), 'utf8').trim())
  })
})

test('without a lockfile, a package that an installed one needs and that is not there is never a pass', async () => {
  const manifest = (needs: object) =>
    JSON.stringify({ name: 'a', version: '1.0.0', license: 'MIT', dependencies: needs })
  const installed = (needs: object) => ({
    'package.json': '{"name":"app","dependencies":{"a":"1"}}',
    'node_modules/a/package.json': manifest(needs),
  })
  expect((await upkeep(installed({}), 'license-compliance')).exitCode).toBe(0)
  const { exitCode, stdout } = await upkeep(installed({ gone: '1' }), 'license-compliance')
  expect(stdout).toContain('node_modules/a needs it, and it is not installed')
  expect(exitCode).toBe(3)
})

describe('a command about a file', () => {
  const files = { 'audit-ci.json': JSON.stringify({ allowlist: ['GHSA-aaaa-bbbb-cccc|a>b'] }) }

  test('prints what to paste, and asks nobody', async () => {
    const ran = await upkeep(files, 'dependency-audit', 'import', 'audit-ci.json', '--now', '2026-11-25')
    expect(ran.exitCode).toBe(0)
    expect(ran.stdout).toContain('advisory: "GHSA-aaaa-bbbb-cccc"')
    expect(ran.stdout).toContain('until: ')
  })

  test.each([
    ['that is not there', ['import', 'none.json'], 2, 'none.json does not exist'],
    ['that is a folder', ['import', '.'], 2, '. cannot be read'],
    ['that is missing', ['import'], 2, 'usage: upkeep dependency-audit import FILE'],
    ['and an unknown flag', ['import', 'audit-ci.json', '--nwo', 'x'], 2, 'unknown flag --nwo'],
  ])('%s is a mistake', async (_name, args, status, text) => {
    const ran = await upkeep(files, 'dependency-audit', ...args)
    expect(ran.exitCode).toBe(status)
    expect(ran.stderr).toContain(text)
  })

  test('of no known format is not found', async () => {
    const ran = await upkeep({ 'x.json': '{}' }, 'dependency-audit', 'import', 'x.json')
    expect(ran.exitCode).toBe(3)
  })
})
