import { objectOf } from '../../inventory/json.ts'
import type { ReportedFact } from './fact.ts'
import { idOf, lineOf, listGaps } from './report-text.ts'
import type { ReadReport, UnreadReport } from './reports.ts'
import { aliasesOf, purlOfResult } from './sarif-ids.ts'
import { type Paths, pathsOf, placeOf } from './sarif-location.ts'
import { messageOfResult } from './sarif-message.ts'
import { type Fields, listOf, type RuleOf, ruleFinder } from './sarif-rules.ts'
import { failureOf, notifiedGaps, suppressionOf } from './sarif-run.ts'
import { severityOfResult } from './sarif-severity.ts'

const MAX_RESULTS = 25_000
const MAX_RUNS = 1000
const VERSION = '2.1.0'
/** Kinds of results that are no complaint (SARIF 2.1.0, 3.27.9). */
const HARMLESS: readonly unknown[] = ['pass', 'notApplicable', 'informational']

/** Whether this is SARIF of any version. */
export function isSarif(fields: Fields): boolean {
  return Array.isArray(fields['runs'])
}

interface RunReading {
  readonly report: string
  readonly tool: string
  readonly ruleOf: (result: Fields) => RuleOf
  readonly paths: Paths
}

function factOf(result: Fields, { report, tool, ruleOf, paths }: RunReading): ReportedFact {
  const found = ruleOf(result)
  const { rule } = found
  const ids = [result['ruleId'], objectOf(result['rule'])?.['id'], rule['id']].map(idOf)
  const id = ids.find((one) => one !== '') ?? ''
  const { location, written } = placeOf(result, paths)
  const suppressed = suppressionOf(result['suppressions'])
  return {
    kind: 'reported',
    report,
    tool,
    id: id || '(no rule)',
    aliases: aliasesOf(id, result, rule),
    severity: severityOfResult(result, rule),
    message: messageOfResult(result, found),
    subject: purlOfResult(result, rule) ?? (lineOf(written) || tool),
    ...(location ? { location } : {}),
    ...(suppressed === undefined ? {} : { suppressed }),
  }
}

interface Reading {
  readonly facts: ReportedFact[]
  readonly notes: string[]
  readonly gaps: string[]
}

function readRun(report: string, run: Fields, { facts, notes, gaps }: Reading): void {
  const toolFields = objectOf(run['tool']) ?? {}
  const tool = idOf(objectOf(toolFields['driver'])?.['name']) || 'a scanner without a name'
  const reading: RunReading = { report, tool, ruleOf: ruleFinder(toolFields), paths: pathsOf(run) }
  const results = listOf(run['results'])
  let harmless = 0
  for (const [index, value] of results.slice(0, MAX_RESULTS).entries()) {
    const result = objectOf(value)
    if (!result) gaps.push(`result ${index + 1} of ${tool} is no object`)
    else if (result['baselineState'] === 'absent' || HARMLESS.includes(result['kind'])) harmless++
    else facts.push(factOf(result, reading))
  }
  if (results.length > MAX_RESULTS) {
    gaps.push(`${tool} reports ${results.length} results, of which the first ${MAX_RESULTS} were read`)
  }
  if (harmless > 0)
    notes.push(`${harmless} results of ${tool} are no complaints (passed, not applicable, or gone)`)
  for (const gap of notifiedGaps(tool, run)) gaps.push(gap)
}

/**
 * A SARIF 2.1.0 log (https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html), one fact for every result that
 * complains. It is a problem, for all of the file, where a run of it failed or has no list of results.
 */
export function readSarif(report: string, fields: Fields): ReadReport | UnreadReport {
  const { version } = fields
  if (version !== VERSION && !(typeof version === 'string' && version.startsWith(`${VERSION}-`))) {
    return { problem: `is SARIF of version ${idOf(version) || '(none)'}; only ${VERSION} is known` }
  }
  const runs = listOf(fields['runs']).map(objectOf)
  if (runs.length === 0) return { problem: 'has no runs: no scanner looked at anything' }
  if (runs.length > MAX_RUNS) return { problem: `has more than ${MAX_RUNS} runs` }
  const reading: Reading = { facts: [], notes: [], gaps: [] }
  for (const [index, run] of runs.entries()) {
    const failure = run ? failureOf(run) : 'is no object'
    if (failure !== undefined) return { problem: `does not count: its run ${index + 1} ${failure}` }
  }
  for (const run of runs) if (run) readRun(report, run, reading)
  return { ...reading, gaps: listGaps(reading.gaps) }
}
