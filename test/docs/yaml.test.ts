import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { load } from 'js-yaml'
import { CHECKS } from '../../src/checks/index.ts'
import type { Check } from '../../src/core/check.ts'
import { ConfigError, messageOf } from '../../src/core/errors.ts'
import { type OptionTable, parseOptions } from '../../src/core/options.ts'
import { recurrenceOf } from '../../src/inventory/schedule.ts'
import { parseConfig } from '../../src/shell/config.ts'
import { REPORT } from '../../src/shell/report-options.ts'
import { setUp } from '../../src/shell/setup.ts'
import { listOf, type Mapping, mappingOf, only } from '../workflows/yaml.ts'
import { blocksIn, pages, ROOT } from './blocks.ts'

const NOW = new Date('2026-06-01T00:00:00Z')
const checks: Readonly<Record<string, Check>> = CHECKS as unknown as Record<string, Check>

/** Steps of a workflow, of one job, or pasted alone. */
function stepsOf(root: unknown): readonly Mapping[] {
  if (Array.isArray(root)) return listOf(root)
  const top = mappingOf(root) ?? {}
  const jobs = Object.values(mappingOf(top['jobs']) ?? {}).flatMap((job) => only(mappingOf(job)))
  return [...listOf(top['steps']), ...jobs.flatMap((job) => listOf(job['steps']))]
}

const OURS = /^OWNER\/upkeep\/actions\/([a-z-]+)@(.*)$/

function problemsOf(
  options: OptionTable,
  values: ReadonlyMap<string, unknown>,
  origin: 'input' | 'config' = 'input',
): readonly string[] {
  try {
    parseOptions(options, [{ origin, values, label: (name) => `${origin} ${name}` }])
    return []
  } catch (thrown) {
    if (thrown instanceof ConfigError) return thrown.problems
    throw thrown
  }
}

/** What is wrong with one step: another action that is not pinned, an input that there is not, a value that does not parse. */
function stepComplaints(step: Mapping): readonly string[] {
  const uses = step['uses']
  if (typeof uses !== 'string') return []
  const [, id = '', ref = ''] = OURS.exec(uses) ?? []
  if (id === '')
    return /^\S+@([0-9a-f]{40}|<full commit SHA>)$|^\.\//.test(uses)
      ? []
      : [`${uses} is not pinned to a commit`]
  const options = id === REPORT.id ? REPORT.options : checks[id]?.options
  if (!options) return [`there is no action ${id}`]
  const values = Object.entries(mappingOf(step['with']) ?? {})
  // An expression is what the runner makes of it.
  const plain = values.filter(([, value]) => !String(value).includes('${{'))
  const typed = new Map(plain.map(([name, value]) => [name, String(value)]))
  return [
    ...(ref === '<full commit SHA>' ? [] : [`${uses} names no full commit SHA`]),
    ...problemsOf(options, typed),
  ]
}

function cronComplaints(top: Mapping): readonly string[] {
  const schedules = listOf(mappingOf(top['on'])?.['schedule'])
  return schedules.flatMap(({ cron }) => {
    const text = String(cron)
    const runs = recurrenceOf([{ cron: text, timezone: 'UTC' }], NOW)
    if (!runs) return [`the cron ${text} never runs`]
    return new Date(runs.nextRun).getUTCMinutes() === 0 ? [`the cron ${text} runs on the full hour`] : []
  })
}

function workflowComplaints(top: Mapping): readonly string[] {
  const jobs = Object.entries(mappingOf(top['jobs']) ?? {})
  const on = Object.keys(mappingOf(top['on']) ?? {})
  return [
    ...(top['permissions'] === undefined ? ['a workflow without permissions'] : []),
    ...(on.includes('pull_request_target') ? ['pull_request_target'] : []),
    ...jobs
      .filter(([, job]) => !mappingOf(job)?.['runs-on'] && !mappingOf(job)?.['uses'])
      .map(([id]) => `job ${id} runs nowhere`),
    ...cronComplaints(top),
  ]
}

function configComplaints(text: string): readonly string[] {
  try {
    const config = parseConfig('upkeep.yml', new TextEncoder().encode(text))
    const place = {
      origin: 'input',
      values: new Map<string, unknown>(),
      label: (name: string) => name,
    } as const
    // A page shows a part: that there is nothing to look at yet is no mistake of it.
    const report = config.sections.get(REPORT.id)
    const ids = Object.keys(checks).filter((id) => config.sections.has(id) || text.includes(`check: ${id}`))
    const ofReport = report ? problemsOf(REPORT.options, report, 'config') : []
    const ofChecks = ids.flatMap((id) => {
      try {
        setUp(checks[id] as Check, place, config)
        return []
      } catch (thrown) {
        const problems = thrown instanceof ConfigError ? thrown.problems : [messageOf(thrown)]
        return problems.filter((problem) => !problem.startsWith('nothing to look at'))
      }
    })
    return [...ofReport, ...ofChecks]
  } catch (thrown) {
    return thrown instanceof ConfigError ? thrown.problems : [messageOf(thrown)]
  }
}

function isConfig(top: Mapping): boolean {
  const keys = Object.keys(top)
  return keys.length > 0 && keys.every((key) => key in checks || key === REPORT.id || key === 'waivers')
}

/** What is wrong with a block of YAML that a page tells people to copy. */
function complaintsAbout(text: string): readonly string[] {
  let root: unknown
  try {
    root = load(text)
  } catch (thrown) {
    return [messageOf(thrown)]
  }
  const top = mappingOf(root) ?? {}
  if (isConfig(top)) return configComplaints(text)
  const steps = stepsOf(root).flatMap(stepComplaints)
  return top['jobs'] === undefined ? steps : [...workflowComplaints(top), ...steps]
}

const blocks = pages().flatMap((path) => blocksIn(path, readFileSync(join(ROOT, path), 'utf8')))

describe('the YAML in the pages', () => {
  test('is there', () => {
    expect(blocks.length).toBeGreaterThan(20)
    const readme = blocks.filter(({ place }) => place.startsWith('README.md'))
    for (const id of Object.keys(checks)) {
      expect(readme.some(({ text }) => text.includes(`OWNER/upkeep/actions/${id}@`))).toBe(true)
    }
  })

  test.each(blocks.map(({ place, text }) => [place, text]))('%s is right', (_place, text) => {
    expect(complaintsAbout(text)).toEqual([])
  })

  test('of the README runs certificate-expiry daily', () => {
    const block = blocks.find(
      ({ place, text }) =>
        place.startsWith('README.md') &&
        text.includes('actions/certificate-expiry@') &&
        text.includes('schedule'),
    )
    const top = mappingOf(load(block?.text ?? '')) ?? {}
    const [schedule] = listOf(mappingOf(top['on'])?.['schedule'])
    const runs = recurrenceOf([{ cron: String(schedule?.['cron']), timezone: 'UTC' }], NOW)
    expect(runs?.interval).toBe(24 * 60 * 60 * 1000)
  })

  test.each([
    ['no YAML', 'a: [', 'unexpected end'],
    ['a tag', '- uses: actions/checkout@v4', 'is not pinned to a commit'],
    [
      'an unknown action',
      '- uses: OWNER/upkeep/actions/certificates@<full commit SHA>',
      'there is no action certificates',
    ],
    [
      'an unknown input',
      '- uses: OWNER/upkeep/actions/certificate-expiry@<full commit SHA>\n  with: { host: a.example }',
      'unknown input host',
    ],
    [
      'a wrong value',
      '- uses: OWNER/upkeep/actions/certificate-expiry@<full commit SHA>\n  with: { warn: soon }',
      'input warn must be',
    ],
    [
      'a wrong value of report',
      '- uses: OWNER/upkeep/actions/report@<full commit SHA>\n  with: { comment: always }',
      'input comment must be',
    ],
    ['a wrong option', 'certificate-expiry:\n  hosts: [a.example:0]', 'has the port "0"'],
    ['a wrong option of report', 'report:\n  snooze: long', 'config snooze must be'],
    ['a secret of report in the file', 'report:\n  webhook: https://hooks.example', 'webhook'],
    ['a wrong waiver', 'waivers:\n  - check: certificate-expiry\n    reason: x', 'until'],
    [
      'a cron on the hour',
      'on: { schedule: [{ cron: "0 5 * * *" }] }\npermissions: {}\njobs: {}',
      'runs on the full hour',
    ],
    [
      'a cron that never runs',
      'on: { schedule: [{ cron: "1 5 31 2 *" }] }\npermissions: {}\njobs: {}',
      'never runs',
    ],
    ['no permissions', 'on: { push: }\njobs: { a: { runs-on: x } }', 'without permissions'],
  ])('would not pass with %s', (_name, text, complaint) => {
    expect(complaintsAbout(text).join('\n')).toContain(complaint)
  })
})
