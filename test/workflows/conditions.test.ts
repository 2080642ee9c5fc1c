import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { load } from 'js-yaml'
import { ROOT } from '../docs/blocks.ts'
import { evaluate, filledIn, runs, type Situation } from './expressions.ts'
import { listOf, type Mapping, recordOf } from './yaml.ts'

function workflow(name: string): Mapping {
  return recordOf(load(readFileSync(join(ROOT, '.github/workflows', `${name}.yml`), 'utf8')))
}

function jobOf(name: string, id: string): Mapping {
  return recordOf(recordOf(workflow(name)['jobs'])[id])
}

const CHECKS = ['dependency-audit', 'license-compliance', 'certificate-expiry', 'backup-verification']

describe('a check of scheduled.yml', () => {
  test.each([
    ['dependency-audit', ['dependency-audit']],
    ['license-compliance, certificate-expiry', ['license-compliance', 'certificate-expiry']],
    ['backup-verification\ncertificate-expiry\n', ['certificate-expiry', 'backup-verification']],
    [CHECKS.join(' '), CHECKS],
    ['', []],
    ['dependancy-audit', []],
  ])('runs for %j where it is asked for', (checks, chosen) => {
    const situation = { needs: {}, contexts: { inputs: { checks } } }
    const run = CHECKS.filter((id) => runs(jobOf('scheduled', id)['if'], situation))
    expect(run).toEqual(chosen)
  })
})

const RESULTS = ['success', 'failure', 'cancelled', 'skipped'] as const

describe.each(['scheduled', 'pr-gate'])('the report of %s', (name) => {
  const needs = jobOf(name, 'report')['needs'] as readonly string[]

  test('waits for every other job', () => {
    const others = Object.keys(recordOf(workflow(name)['jobs'])).filter((id) => id !== 'report')
    expect(needs).toEqual(others)
  })

  test.each(RESULTS.flatMap((result) => [false, true].map((cancelled) => ({ result, cancelled }))))(
    'runs after $result, the run cancelled: $cancelled',
    ({ result, cancelled }) => {
      for (const bad of needs) {
        const all: Situation['needs'] = Object.fromEntries(
          needs.map((id) => [id, id === bad ? result : 'success']),
        )
        expect(runs(jobOf(name, 'report')['if'], { needs: all, cancelled })).toBe(true)
      }
    },
  )

  test('would not without a condition, or with that of a step', () => {
    expect(runs(undefined, { needs: { a: 'failure' } })).toBe(false)
    expect(runs(undefined, { needs: { a: 'skipped' } })).toBe(false)
    expect(runs('!cancelled()', { needs: { a: 'cancelled' }, cancelled: true })).toBe(false)
    expect(runs(undefined, { needs: { a: 'success' } })).toBe(true)
  })

  test('does each of its steps whatever the one before did', () => {
    const steps = listOf(jobOf(name, 'report')['steps'])
    expect(steps.length).toBeGreaterThan(2)
    const situation: Situation = {
      needs: { before: 'failure' },
      outputs: { before: { report: 'x' } },
      cancelled: true,
    }
    for (const step of steps) expect(runs(step['if'], situation)).toBe(true)
  })

  const [first = '', second = ''] = needs

  function uploaded(outcome: string): string {
    const contexts = { steps: { upload: { outcome } }, github: { run_attempt: 2 } }
    const report = String(recordOf(jobOf(name, first)['outputs'])['report'])
    return evaluate(report, { needs: {}, contexts }).coerceString()
  }

  test('knows the artifact of a check by its name and attempt', () => {
    const upload = listOf(jobOf(name, first)['steps']).find(({ id }) => id === 'upload')
    const contexts = { github: { run_attempt: 2 } }
    const artifact = filledIn(String(recordOf(upload?.['with'])['name']), { needs: {}, contexts })
    expect(uploaded('success')).toBe(artifact)
    expect(artifact).toMatch(/-2$/)
    expect([uploaded('failure'), uploaded('skipped'), uploaded('cancelled')]).toEqual(['', '', ''])
  })

  test('downloads the artifacts of this attempt alone, and none where there is none', () => {
    const steps = listOf(jobOf(name, 'report')['steps'])
    const download = recordOf(steps.find(({ uses }) => String(uses).includes('download-artifact')))
    const pattern = String(recordOf(download['with'])['pattern'])
    const all = { [first]: 'success', [second]: 'failure' } as const
    const both = { [first]: { report: 'a-2' }, [second]: { report: '' } }
    expect(filledIn(pattern, { needs: all, outputs: both })).toBe('{a-2,,}')
    expect(filledIn(pattern, { needs: all, outputs: { [first]: { report: 'a-2' } } })).toBe('{a-2,}')
    expect(runs(download['if'], { needs: all, outputs: both })).toBe(true)
    expect(runs(download['if'], { needs: all, outputs: {} })).toBe(false)
  })
})

describe('a runner', () => {
  test.each([
    ['ubuntu-latest', '"ubuntu-latest"'],
    ['["self-hosted", "linux"]', '["self-hosted","linux"]'],
  ])('is a label or a list: %s', (given, expected) => {
    for (const name of ['scheduled', 'pr-gate']) {
      for (const job of Object.values(recordOf(workflow(name)['jobs']))) {
        const runner = evaluate(String(recordOf(job)['runs-on']), {
          needs: {},
          contexts: { inputs: { 'runs-on': given } },
        })
        const values =
          'values' in runner ? runner.values().map((one) => one.coerceString()) : runner.coerceString()
        expect(JSON.stringify(values)).toBe(expected)
      }
    }
  })
})

describe('weekly.yml', () => {
  const checks = String(recordOf(jobOf('weekly', 'upkeep')['with'])['checks'])
  const group = String(recordOf(workflow('weekly')['concurrency'])['group'])
  const crons = listOf(recordOf(workflow('weekly')['on'])['schedule']).map(({ cron }) => cron)

  test.each([
    [0, 'dependency-audit'],
    [1, 'license-compliance'],
    [2, 'dependency-audit, license-compliance'],
  ])('runs at its schedule %i what that is for', (index, expected) => {
    const contexts = { github: { event: { schedule: crons[index] }, event_name: 'schedule' } }
    expect(evaluate(checks, { needs: {}, contexts }).coerceString()).toBe(expected)
    expect(filledIn(group, { needs: {}, contexts })).toBe(`upkeep-weekly-${crons[index]}`)
  })

  test.each(['push', 'workflow_dispatch'])('runs all of it on %s', (event) => {
    const contexts = { github: { event: {}, event_name: event } }
    expect(evaluate(checks, { needs: {}, contexts }).coerceString()).toBe(
      'dependency-audit, license-compliance',
    )
    expect(filledIn(group, { needs: {}, contexts })).toBe(`upkeep-weekly-${event}`)
  })
})
