import type { Check } from '../../../src/core/check.ts'
import type { Finding } from '../../../src/core/finding.ts'
import type { CompletedRun } from '../../../src/core/report.ts'
import { SEVERITIES } from '../../../src/core/severity.ts'

function twice(words: readonly string[]): readonly string[] {
  return words.filter((word, i) => words.indexOf(word) !== i)
}

function tableComplaints({ table, examined }: CompletedRun): readonly string[] {
  const { columns, rows } = table
  const ids = columns.map((column) => column.id)
  const short = rows.filter((row) => row.length !== columns.length)
  return [
    ...(short.length > 0 ? [`a row has ${short[0]?.length} cells for ${columns.length} columns`] : []),
    ...twice(ids).map((id) => `the column ${id} stands twice`),
    ...ids.filter((id) => !/^[a-z]+(-[a-z]+)*$/.test(id)).map((id) => `the column ${id} is not kebab-case`),
    ...columns.filter(({ title }) => title === '').map(({ id }) => `the column ${id} has no title`),
    ...(examined > 0 && rows.length === 0 ? ['there are facts and no row'] : []),
  ]
}

function findingComplaints(finding: Finding, check: Check, targets: readonly string[]): readonly string[] {
  const { rule, severity, target, subject, message, location } = finding
  const rules = Object.values(check.rules).map(({ id }) => id)
  return [
    ...(rules.includes(rule) ? [] : [`a finding has the rule ${rule}, which is not declared`]),
    ...(SEVERITIES.includes(severity) ? [] : [`a finding has the severity ${severity}`]),
    ...(targets.includes(target) ? [] : [`a finding has the target ${target}, which is not listed`]),
    ...(subject === '' ? ['a finding has no subject'] : []),
    ...(/^\S[^\n\r]*[.!?]$/.test(message) ? [] : [`the message is no sentence: ${message}`]),
    ...(location && /^([/\\]|[A-Za-z]:|\.\.\/)|\\/.test(location.path)
      ? [`a location is not relative with /: ${location.path}`]
      : []),
  ]
}

/** What was not looked at must show: an incomplete target has a gap, and a target with a gap is not complete. */
function targetComplaints({ targets, gaps, examined }: CompletedRun): readonly string[] {
  const complete = targets.filter((target) => target.complete).map(({ id }) => id)
  const silent = targets.filter(({ id, complete }) => !complete && !gaps.some((gap) => gap.target === id))
  return [
    ...silent.map(({ id }) => `the target ${id} is not complete, and no gap says why`),
    ...gaps
      .filter(({ target }) => complete.includes(target))
      .map(({ target }) => `the target ${target} has a gap and is called complete`),
    ...twice(targets.map(({ id }) => id)).map((id) => `the target ${id} is listed twice`),
    ...gaps
      .filter(({ reason }) => reason.trim() === '')
      .map(({ target }) => `a gap of ${target} has no reason`),
    ...(examined > 0 && targets.length === 0 ? ['there are facts and no target'] : []),
  ]
}

/** What is wrong with what a check answered, whatever it is about. */
export function answerComplaints(check: Check, run: CompletedRun): readonly string[] {
  const targets = run.targets.map(({ id }) => id)
  const found = run.judged.flatMap(({ finding }) => findingComplaints(finding, check, targets))
  return [...new Set([...tableComplaints(run), ...targetComplaints(run), ...found])]
}
