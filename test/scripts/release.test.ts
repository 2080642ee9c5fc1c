import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { load } from 'js-yaml'
import { ROOT } from '../docs/blocks.ts'
import { filledIn } from '../workflows/expressions.ts'
import { jobsOf } from '../workflows/rules.ts'
import { COMMIT, ourWorkflows, releasedWorkflows } from '../workflows/sources.ts'
import { listOf, namesOf, recordOf } from '../workflows/yaml.ts'

let folder = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'upkeep-release-'))
})

afterEach(() => rmSync(folder, { recursive: true }))

function release(...args: readonly string[]) {
  const output = join(folder, 'out')
  const { status, stderr } = spawnSync(
    process.execPath,
    [join(ROOT, 'scripts/release.mjs'), ...args, output],
    { encoding: 'utf8' },
  )
  return { status, stderr, files: existsSync(output) ? readdirSync(output) : [] }
}

function released(name: string): string {
  return releasedWorkflows().find(({ place }) => place === `released ${name}.yml`)?.text ?? ''
}

function usesIn(text: string): readonly string[] {
  return jobsOf(load(text)).flatMap(([, job]) =>
    listOf(job['steps']).flatMap(({ uses }) => (uses ? [String(uses)] : [])),
  )
}

describe.each(['scheduled', 'pr-gate'])('%s for Enterprise Server', (name) => {
  const ours = ourWorkflows().find(({ place }) => place.endsWith(`/${name}.yml`))?.text ?? ''

  test('has every action of ours at the commit, and none by path', () => {
    const before = usesIn(ours)
    expect(before.filter((uses) => uses.startsWith('$/')).length).toBeGreaterThan(2)
    const expected = before.map((uses) =>
      uses.startsWith('$/') ? `${uses.replace('$', 'octo-org/upkeep')}@${COMMIT}` : uses.replace(/@.*/, ''),
    )
    const after = usesIn(released(name)).map((uses) =>
      uses.startsWith('octo-org/') ? uses : uses.replace(/@.*/, ''),
    )
    expect(after).toEqual(expected)
  })

  test('says which version each commit is', () => {
    const lines = released(name)
      .split('\n')
      .filter((line) => line.includes(COMMIT))
    expect(lines.length).toBeGreaterThan(2)
    for (const line of lines) expect(line).toMatch(/ # v0\.1\.0$/)
  })

  test('has nothing that Enterprise Server does not know', () => {
    expect(released(name)).not.toMatch(/uses: \$\/|queue:|pattern:|artifact@(043fb46|3e5f45b)/)
  })

  test('reads the reports of this attempt alone, of each job that has one', () => {
    const jobs = jobsOf(load(released(name)))
    const [, report] = jobs.find(([id]) => id === 'report') ?? []
    const step = listOf(recordOf(report)['steps']).at(-1)
    const files = String(recordOf(step?.['with'])['files']).trimEnd().split('\n')
    const needs = namesOf(recordOf(report)['needs'])
    expect(needs.length).toBeGreaterThan(1)
    expect(files).toHaveLength(needs.length)
    for (const [index, id] of needs.entries()) {
      const contexts = { runner: { temp: '/t' } }
      const outputs = { [id]: { report: `${id}-2` } }
      const there = files.map((line) => filledIn(line, { needs: { [id]: 'failure' }, outputs, contexts }))
      const expected = needs.map((_, at) => (at === index ? `/t/upkeep/${id}-2/upkeep-*.json` : ''))
      expect(there).toEqual(expected)
    }
  })

  test('asks for the same permissions', () => {
    const asked = (text: string) => jobsOf(load(text)).map(([id, job]) => [id, job['permissions']])
    expect(asked(released(name))).toEqual(asked(ours))
  })
})

test('of two reports that wait, only one with the same checks is dropped', () => {
  const [, report] = jobsOf(load(released('scheduled'))).find(([id]) => id === 'report') ?? []
  expect(recordOf(report)['concurrency']).toEqual({ group: `upkeep-report-\${{ inputs.checks }}` })
})

describe('a release', () => {
  test('is written where it is to be', () => {
    expect(release('octo-org/upkeep', COMMIT, 'v1.2.3')).toEqual({
      status: 0,
      stderr: '',
      files: ['pr-gate.yml', 'scheduled.yml'],
    })
    expect(readFileSync(join(folder, 'out/scheduled.yml'), 'utf8')).toMatch(
      /^# v1\.2\.3 of octo-org\/upkeep for GitHub Enterprise Server/,
    )
  })

  test.each([
    ['a short commit', ['octo-org/upkeep', COMMIT.slice(0, 12), 'v1.2.3'], 'is not a full commit SHA'],
    ['a branch', ['octo-org/upkeep', 'main', 'v1.2.3'], 'is not a full commit SHA'],
    ['no repository', ['upkeep', COMMIT, 'v1.2.3'], 'is not OWNER/upkeep'],
    ['a floating tag', ['octo-org/upkeep', COMMIT, 'v1'], 'is not like v1.2.3'],
  ])('is refused with %s', (_, args, mistake) => {
    const done = release(...args)
    expect(done).toMatchObject({ status: 2, files: [] })
    expect(done.stderr).toContain(mistake)
  })
})
