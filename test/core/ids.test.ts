import { expect, test } from '@jest/globals'
import { CHECK_IDS } from '../../src/core/ids.ts'
import { pipelineRules } from '../../src/core/run.ts'
import { completed, judged, report } from '../support/report/report.ts'
import { reportMistakes } from '../support/report/validate.ts'

test('the ids are the words that stand everywhere, and the report takes them as prefixes of rules', () => {
  expect([...CHECK_IDS].sort()).toEqual([
    'backup-verification',
    'certificate-expiry',
    'dependency-audit',
    'license-compliance',
  ])
  const rules = CHECK_IDS.flatMap((id) => pipelineRules(id))
  const said = rules.map(({ id }) => judged({ rule: id }))
  expect(reportMistakes(report(completed({ judged: said })))).toEqual([])
})
