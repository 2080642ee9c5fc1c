import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { Report } from '../../src/core/report.ts'
import { runCheckBundle } from '../support/bundles/action.ts'
import { workspaces, write } from '../support/bundles/workspace.ts'
import { noise } from '../support/noise.ts'
import { type Minted, mint } from '../support/pki/mint.ts'
import { DAY, before as earlier, after as later } from '../support/pki/moments.ts'
import type { Scene } from '../support/pki/scene.ts'
import { SCENES } from '../support/pki/scenes.ts'
import { chainOf, startTls } from '../support/pki/tls-server.ts'
import { runAction } from '../support/runner/run-action.ts'
import { runCli } from '../support/runner/run-cli.ts'

const CHECK = 'certificate-expiry'
const CLI = join(import.meta.dirname, '../../dist/cli/index.js')
const folders = workspaces()
let root = ''
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'upkeep-runner-'))
})
afterAll(() => {
  folders.remove()
  rmSync(root, { recursive: true, force: true })
})

const fingerprintOf = ({ expect: expected, gaps }: Scene) =>
  JSON.stringify([expected.map(({ rule, severity }) => `${rule} ${severity}`).sort(), gaps?.map(String)])

/** One scene of each kind that needs no world but the real one. */
async function realScenes(): Promise<readonly Scene[]> {
  const kinds = new Map<string, Scene>()
  for (const scene of SCENES) {
    const key = fingerprintOf(scene)
    if (kinds.has(key) || scene.needsV6 || scene.name.includes('no-such-host')) continue
    const running = await scene.start()
    const isReal =
      running.roots === undefined &&
      Object.keys(running.resolve).length === 0 &&
      Math.abs(running.now.getTime() - Date.now()) < DAY
    await running.close()
    if (isReal) kinds.set(key, scene)
  }
  return [...kinds.values()]
}

function toldIn({ runs: [run] }: Report): readonly string[] {
  if (run?.status !== 'completed') throw new Error(JSON.stringify(run))
  return run.judged.map(({ finding }) => `${finding.rule.split('/')[1]} ${finding.severity}`).sort()
}

describe('the bundle, as the runner starts it, and the command line', () => {
  test('say the same of a condition of each kind', async () => {
    const scenes = await realScenes()
    expect(scenes.length).toBeGreaterThan(20)
    for (const scene of scenes) {
      const running = await scene.start()
      try {
        const workspace = folders.make(running.files)
        const inputs = { hosts: running.hosts.join('\n'), ...running.values }
        const { report, run, conclusion, summary, annotations } = await runCheckBundle(CHECK, {
          root,
          workspace,
          inputs,
          env: running.secrets,
        })
        const expected = scene.expect.map(({ rule, severity }) => `${rule} ${severity}`).sort()
        expect({ scene: scene.name, told: toldIn(report) }).toEqual({ scene: scene.name, told: expected })
        expect(run.gaps).toHaveLength(scene.gaps?.length ?? 0)
        const isFine = run.gaps.length === 0 && !scene.expect.some(({ severity }) => severity === 'high')
        expect({ scene: scene.name, conclusion }).toEqual({
          scene: scene.name,
          conclusion: isFine ? 'success' : 'failure',
        })
        expect(summary.length).toBeGreaterThan(100)
        expect(annotations.length > 0).toBe(run.judged.length + run.gaps.length > 0)
        const args = Object.entries(inputs).map(([name, value]) =>
          value === 'true' ? `--${name}` : `--${name}=${value}`,
        )
        const cli = await runCli({
          cli: CLI,
          args: [CHECK, ...args, '--format', 'json'],
          cwd: workspace,
          env: running.secrets,
        })
        expect(toldIn(JSON.parse(cli.stdout) as Report)).toEqual(expected)
        const status = { pass: 0, fail: 1, error: 3 }[report.verdict]
        expect({ scene: scene.name, exitCode: cli.exitCode }).toEqual({ scene: scene.name, exitCode: status })
      } finally {
        await running.close()
      }
    }
  }, 240_000)
})

describe('a workflow that a schedule has started', () => {
  const now = new Date()
  const authority = mint({
    subject: 'Authority',
    ca: true,
    from: earlier(now, DAY),
    to: later(now, 400 * DAY),
  })
  let port = 0
  let close = async () => undefined as unknown
  let leaf: Minted
  beforeAll(async () => {
    leaf = mint({
      subject: 'localhost',
      by: authority,
      dns: ['localhost'],
      from: earlier(now, 5 * DAY),
      to: later(now, 40 * DAY),
    })
    const server = await startTls({ chains: [chainOf(leaf)] })
    port = server.port
    close = server.close
  })
  afterAll(() => close())

  const WORKFLOW = '.github/workflows/certificates.yml'
  const weekly = `on:\n  schedule:\n    - cron: '23 5 * * 1'\njobs: {}\n`

  async function runScheduled(files: Readonly<Record<string, string>>, name = 'schedule') {
    const workspace = folders.make({ 'ca.pem': authority.pem, ...files })
    return runCheckBundle(CHECK, {
      root,
      workspace,
      inputs: { hosts: `127.0.0.1:${port} name=localhost`, 'ca-file': 'ca.pem' },
      event: { name, payload: { schedule: '23 5 * * 1' } },
      env: { GITHUB_WORKFLOW_REF: `octo-org/octo-repo/${WORKFLOW}@refs/heads/main` },
    })
  }

  test('is told that weekly is too seldom for 45 days', async () => {
    const { report, run } = await runScheduled({ [WORKFLOW]: weekly })
    expect(toldIn(report)).toEqual(['schedule moderate'])
    expect(run.judged[0]?.finding).toMatchObject({
      target: WORKFLOW,
      message: expect.stringContaining('runs every 7 days'),
    })
  })

  test('is known by its cron alone where its file is not checked out', async () => {
    expect(toldIn((await runScheduled({})).report)).toEqual(['schedule moderate'])
  })

  test('is told nothing where it is daily, or another event has started it', async () => {
    const daily = weekly.replace('* * 1', '* * *')
    expect(toldIn((await runScheduled({ [WORKFLOW]: daily })).report)).toEqual([])
    expect(toldIn((await runScheduled({ [WORKFLOW]: weekly }, 'push')).report)).toEqual([])
  })
})

describe('bad input', () => {
  const PASSWORD = 'correct horse battery'

  test('is told all at once, with what would be valid, and without a stack or a password', async () => {
    const workspace = folders.make()
    const { stdout, stderr, conclusion, outputs } = await runAction({
      bundle: join(import.meta.dirname, '../../dist', CHECK, 'index.js'),
      actionYml: join(import.meta.dirname, '../../actions', CHECK, 'action.yml'),
      inputs: {
        hosts: `gopher://a.example, b.example:99999, https://me:${PASSWORD.replaceAll(' ', '')}@c.example`,
        warn: 'soon',
        dates: 'x 2027-02-30',
      },
      workspace,
    })
    // The runner turns %25 back into % (actions/runner, ActionCommand.cs).
    const all = (stdout + stderr).replaceAll('%25', '%')
    for (const text of [
      'unknown scheme "gopher"',
      'has the port "99999"',
      'must not hold a user or a password',
      'must be a length of time (30d), a share of the lifetime (25%), or min(30d, 25%)',
      'which is no date like 2027-01-31',
    ])
      expect(all).toContain(text)
    expect(all).not.toContain(PASSWORD.replaceAll(' ', ''))
    expect(all).not.toMatch(/^ {4}at /m)
    expect(conclusion).toBe('failure')
    expect(outputs['verdict']).toBe('error')
  })

  test('of one file hides no other: a pattern without files, noise, a wrong password, a torn certificate', async () => {
    const now = new Date()
    const old = mint({ subject: 'old', from: earlier(now, 90 * DAY), to: earlier(now, DAY) })
    const workspace = folders.make({ 'old.pem': old.pem, 'torn.pem': old.pem.replace(/\n\w{20}/, '\n') })
    write(workspace, { 'key.pem': old.keyPem })
    writeFileSync(join(workspace, 'noise.bin'), noise(10 * 1024 * 1024))
    execFileSync(
      'openssl',
      ['pkcs12', '-export', '-in', 'old.pem', '-inkey', 'key.pem', '-out', 'locked.p12', '-passout', 'env:P'],
      { cwd: workspace, env: { PATH: process.env['PATH'], P: PASSWORD } },
    )
    const inputs = { files: '*.pem, noise.bin, locked.p12, no-such/**', 'password-env': 'STORE' }
    const locked = await runCheckBundle(CHECK, { root, workspace, inputs, env: { STORE: 'a wrong one' } })
    expect(toldIn(locked.report)).toEqual(['expired high'])
    expect(locked.run.gaps.map(({ target }) => target)).toEqual([
      'locked.p12',
      'no-such/**',
      'noise.bin',
      'torn.pem',
    ])
    const unmasked = (text: string) =>
      text
        .split('\n')
        .filter((line) => !line.startsWith('::add-mask::'))
        .join('\n')
    expect(unmasked(locked.stdout) + locked.stderr).not.toContain('a wrong one')
    const opened = await runCheckBundle(CHECK, { root, workspace, inputs, env: { STORE: PASSWORD } })
    expect(toldIn(opened.report)).toEqual(['expired high', 'expired high'])
    // The runner is told to mask it, and nothing else of it is printed.
    expect(unmasked(opened.stdout) + opened.stderr + opened.summary).not.toContain(PASSWORD)
    expect(JSON.stringify(opened.report)).not.toContain(PASSWORD)
  })
})
