import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { LIVENESS_RULES } from '../../src/liveness/rules.ts'
import { headingsOf } from '../support/contract/pages.ts'

const ROOT = resolve(import.meta.dirname, '../..')

describe.each(Object.entries(LIVENESS_RULES))('the rule %s', (name, rule) => {
  test('has its name, and says what to do', () => {
    expect(rule.id).toBe(`report/${name}`)
    expect(rule.help).toMatch(/\.$/)
    expect(rule.title).not.toMatch(/\.$/)
  })

  test('has a page', () => {
    const page = readFileSync(join(ROOT, `docs/rules/${rule.id}.md`), 'utf8')
    expect(headingsOf(page)).toEqual(
      expect.arrayContaining([rule.id, 'What is wrong', 'What to do', 'Example', 'Why this rule exists']),
    )
    expect(page).toContain(`Severity \`${rule.severity}\``)
  })
})

test('the page of the disabled says that keeping alive is forbidden', () => {
  const page = readFileSync(join(ROOT, 'docs/rules/report/schedule-disabled.md'), 'utf8')
  expect(page).toMatch(/terms/i)
  expect(page).toContain('gh workflow enable')
})
