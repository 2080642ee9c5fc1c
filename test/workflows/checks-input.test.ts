import { describe, expect, test } from '@jest/globals'
import { runScript, scheduledStep } from './scripts.ts'

const step = scheduledStep('report', 'checks')
const RESULTS = {
  DEPENDENCY_AUDIT: 'success',
  LICENSE_COMPLIANCE: 'skipped',
  CERTIFICATE_EXPIRY: 'cancelled',
  BACKUP_VERIFICATION: 'failure',
}

function run(checks: string, name = '') {
  const { status, commands, outputs } = runScript(step, { CHECKS: checks, NAME: name, ...RESULTS })
  const needs = Object.entries(JSON.parse(outputs.get('needs') ?? ''))
  return { status, errors: commands.map(({ data }) => data), needs }
}

function needed(...ids: readonly (readonly [string, string])[]) {
  return ids.map(([id, result]) => [id, { result, outputs: { name: '' } }])
}

describe('the checks that were asked for', () => {
  test.each([
    ['dependency-audit', needed(['dependency-audit', 'success'])],
    [
      'certificate-expiry, backup-verification',
      needed(['certificate-expiry', 'cancelled'], ['backup-verification', 'failure']),
    ],
    [
      '\n  license-compliance\r\n\n  dependency-audit,\n',
      needed(['license-compliance', 'skipped'], ['dependency-audit', 'success']),
    ],
    ['dependency-audit dependency-audit', needed(['dependency-audit', 'success'])],
  ])('are those of %j, each with its job’s result', (checks, needs) => {
    expect(run(checks)).toEqual({ status: 0, errors: [], needs })
  })

  test.each([
    ['', ['The input checks names no check'], []],
    [' ,\n', ['The input checks names no check'], []],
    ['audit', ['There is no check audit', 'The input checks names no check'], []],
    [
      'audit, dependency-audit, report',
      ['There is no check audit', 'There is no check report'],
      needed(['dependency-audit', 'success']),
    ],
    ['Dependency-Audit', ['There is no check Dependency-Audit', 'The input checks names no check'], []],
    ['##[add-mask]a', ['There is no check ???add-mask?a', 'The input checks names no check'], []],
    ['*', ['There is no check ?', 'The input checks names no check'], []],
  ])('fail the job where %j names another, and what it names besides is told', (checks, errors, needs) => {
    expect(run(checks)).toEqual({ status: 1, errors, needs })
  })

  test.each(['drill', 'a "quoted" \\ name', '$(id) `id` ::x::', ''])('carry the name %j', (name) => {
    expect(run('dependency-audit', name).needs).toEqual([
      ['dependency-audit', { result: 'success', outputs: { name } }],
    ])
  })

  test('have one job each', () => {
    const given = Object.entries(step['env'] as Record<string, string>)
    const env = given.filter(([name]) => name !== 'CHECKS' && name !== 'NAME')
    expect(env.map(([name]) => name)).toEqual(Object.keys(RESULTS))
    for (const [name, value] of env) {
      expect(value).toBe(`\${{ needs.${name.toLowerCase().replace('_', '-')}.result }}`)
    }
  })
})
