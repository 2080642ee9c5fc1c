import { join, resolve } from 'node:path'
import { exitWith, type Process, thisProcess, writeError } from '../adapters/environment.ts'
import { writeText } from '../adapters/files.ts'
import { httpOnce } from '../adapters/http.ts'
import { readEvent, runnerOf } from '../adapters/runner.ts'
import { ConfigError, messageOf, RunError } from '../core/errors.ts'
import type { Given } from '../core/options.ts'
import type { Runner } from '../core/ports.ts'
import { type Report, reportOf, verdictOf } from '../core/report.ts'
import { plain } from '../formats/escape.ts'
import { markdownOf } from '../formats/markdown.ts'
import { count, countOf, VERDICT_WORDS } from '../formats/words.ts'
import { writeComment } from '../sinks/comment.ts'
import { writeFiles } from '../sinks/files.ts'
import { type Before, lookAtIssues } from '../sinks/issues/look.ts'
import { loginOf } from '../sinks/issues/observe.ts'
import type { Outcome } from '../sinks/issues/reconcile.ts'
import { applyAll } from '../sinks/sink.ts'
import { writeSummary } from '../sinks/summary.ts'
import { runUrlOf } from './attach.ts'
import { assertSafe, inputsOf } from './check-action.ts'
import { type Render, rendererFor } from './render.ts'
import { type Elsewhere, machineFiles, mergedFile, tellElsewhere } from './report-elsewhere.ts'
import { readReports } from './report-inputs.ts'
import { writeIssues } from './report-issues.ts'
import { type Liveness, livenessOf } from './report-liveness.ts'
import { missingRuns } from './report-needs.ts'
import { memoryOf, REPORT_OPTIONS } from './report-options.ts'
import { type Scene, sceneOf } from './report-scene.ts'
import { scheduleTree } from './schedule-tree.ts'
import { placeMistakes, withMistakes } from './setup.ts'

/** A comment may have 65,536 characters. */
const MAX_COMMENT = 60_000
const LOG_STYLE = { color: false, width: 0 }

/** What the issues are before this run; undefined where none may be written, or they cannot be read. */
async function before({ options, run, ports, runner, faults }: Scene): Promise<Before | undefined> {
  if (!options.issues) return undefined
  if (run.noIssues !== undefined) {
    runner.print(`No issue is written: ${plain(run.noIssues)}.`)
    return undefined
  }
  try {
    const { repository, home } = run
    const source = { repository, label: options.label, ...(home === undefined ? {} : { home }) }
    return await lookAtIssues(source, memoryOf(options), ports)
  } catch (thrown) {
    if (!(thrown instanceof RunError)) throw thrown
    faults.push(`Issues could not be read, so none was written: ${thrown.message}`)
    return undefined
  }
}

async function liveness(
  runs: Report['runs'],
  known: Before | undefined,
  scene: Scene,
): Promise<Liveness | undefined> {
  const { options, run, ports, now } = scene
  if (!options.liveness) return undefined
  const tree = await scheduleTree(scene.world, run.repository)
  const limit = options['untold-runs']
  const { github, wait } = ports
  return livenessOf(runs, known?.registry, { repository: run.repository, tree, github, wait, now, limit })
}

async function merge(
  scene: Scene,
  known: Before | undefined,
): Promise<{ report: Report; live: Liveness | undefined }> {
  const { process, options, warnings, now } = scene
  const base = process.env['GITHUB_WORKSPACE'] || process.cwd
  const temporary = process.env['RUNNER_TEMP'] || process.cwd
  const read = await readReports(options.files, { base, temporary })
  warnings.push(...read.warnings)
  const missing = missingRuns(options.needs, read.runs)
  // Where every job is told of, that there is no file at all is no news.
  const own = missing.length > 0 && read.files === 0 ? [] : read.runs
  const runs = [...own, ...missing]
  const live = await liveness(runs, known, scene)
  return { report: reportOf([...runs, ...(live?.run ? [live.run] : [])], now), live }
}

async function comment(report: Report, { options, run, ports, warnings, runner }: Scene): Promise<void> {
  if (!options['pull-request-comment'] || run.pullRequest === undefined) return
  if (options['dry-run']) return runner.print('dry-run: the comment on the pull request would be written')
  try {
    const login = await loginOf(ports)
    const target = { repository: run.repository, number: run.pullRequest, login }
    const fault = await writeComment(markdownOf(report, MAX_COMMENT), target, ports)
    // A fork's token may only read: the summary has it all.
    if (fault !== undefined) warnings.push(`The comment was not written: ${fault}`)
  } catch (thrown) {
    if (!(thrown instanceof RunError)) throw thrown
    warnings.push(`The comment was not written: ${thrown.message}`)
  }
}

/** Every file, the summary, the log: also where one of them fails. */
function write(report: Report, elsewhere: Elsewhere, render: Render, scene: Scene): string {
  const { process, options, runner, faults } = scene
  const base = process.env['GITHUB_WORKSPACE'] || process.cwd
  const path = join(process.env['RUNNER_TEMP'] || process.cwd, 'merged-upkeep-report.json')
  const pathOf = (named: string) => resolve(base, named)
  const frame = { checks: [], style: LOG_STYLE, folder: '' }
  const asked = { path: pathOf(options.output), text: () => render(report, options.format, frame) }
  const files = [
    mergedFile(report, path),
    ...(options.output === '' ? [] : [asked]),
    ...machineFiles(report, options, elsewhere, pathOf),
  ]
  faults.push(
    ...applyAll([
      ...writeFiles(files, writeText),
      { what: 'the log', apply: () => runner.print(render(report, 'text', frame)) },
      writeSummary(report, runner),
    ]),
  )
  return path
}

function tellRunner(report: Report, path: string, outcome: Outcome | undefined, { runner }: Scene): void {
  const done = (kinds: readonly string[]) =>
    outcome?.applied.filter(({ operation, fault }) => fault === undefined && kinds.includes(operation.kind))
      .length ?? 0
  runner.output('verdict', report.verdict)
  runner.output('report-path', path)
  runner.output('findings', String(countOf(report, 'fail') + countOf(report, 'warn')))
  runner.output('opened', String(done(['create', 'reopen'])))
  runner.output('closed', String(done(['close', 'duplicate'])))
}

function lastWord(report: Report, faults: readonly string[]): string | undefined {
  const { verdict, runs } = report
  if (verdict === 'fail')
    return `${VERDICT_WORDS.fail}: ${count(countOf(report, 'fail'), 'finding')} must be fixed or waived.`
  if (verdict === 'error') {
    const untold = runs.filter((run) => verdictOf([run]) === 'error')
    return `${VERDICT_WORDS.error}: ${count(untold.length, 'run')} could not tell, so nothing is said to be clean; see the summary.`
  }
  return faults.length > 0
    ? `Not everybody could be told: ${count(faults.length, 'fault')}, see the annotations.`
    : undefined
}

const DEAF =
  'Slack and the webhook hear of what becomes of issues, and none was looked at: they were told nothing.'

/** Whether somebody is to be told of news, and there is none because nobody compared. */
function isDeaf({ options, run }: Scene, outcome: Outcome | undefined): boolean {
  const isAsked = options['slack-webhook'] !== '' || options.webhook !== ''
  return isAsked && outcome === undefined && run.noIssues === undefined
}

async function act(place: Given, process: Process, runner: Runner): Promise<void> {
  const event = readEvent(process.env)
  assertSafe(event.name)
  const scene = await sceneOf(place, process, runner, event)
  const { options, run, ports, world, now, faults, warnings } = scene
  const known = await before(scene)
  const { report, live } = await merge(scene, known)
  const runUrl = runUrlOf(process.env)
  const frame = { options, run, runUrl, now, liveness: live }
  const outcome = known && (await writeIssues(report, known, frame, ports, runner))
  faults.push(...(outcome?.faults ?? []))
  warnings.push(...(outcome?.warnings ?? []))
  await comment(report, scene)
  const elsewhere = {
    repository: run.repository,
    runUrl,
    dashboardUrl: outcome?.dashboardUrl,
    news: outcome?.news ?? [],
    lastSuccess: outcome?.lastTold ?? new Map<string, Date>(),
  }
  if (isDeaf(scene, outcome)) warnings.push(DEAF)
  const path = write(report, elsewhere, await rendererFor(options.format), scene)
  // A gauge would say of the default branch what is so of a change.
  if (!options['dry-run'] && run.noIssues === undefined)
    warnings.push(
      ...(await tellElsewhere(report, options, elsewhere, {
        http: httpOnce(world.network),
        wait: ports.wait,
      })),
    )
  tellRunner(report, path, outcome, scene)
  for (const text of [...faults, ...warnings])
    runner.annotate({ level: 'warning', title: 'Upkeep', message: plain(text) })
  const word = lastWord(report, faults)
  if (word !== undefined) runner.fail(word)
}

/** The action that merges what the checks reported and writes issues: the only one that may write to GitHub. */
export async function runReportAction(): Promise<void> {
  const process = thisProcess()
  const runner = runnerOf(process.env)
  try {
    const place = inputsOf(process)
    await withMistakes(
      () => placeMistakes([REPORT_OPTIONS], place),
      () => act(place, process, runner),
    )
  } catch (thrown) {
    runner.output('verdict', 'error')
    if (thrown instanceof ConfigError)
      return runner.fail(`Configuration: ${thrown.problems.map(plain).join('\n')}`)
    runner.fail(`A bug in Upkeep, please report it: ${plain(messageOf(thrown))}`)
    if (thrown instanceof Error) writeError(`${(thrown.stack ?? '').split('\n').map(plain).join('\n')}\n`)
    exitWith(1)
  }
}
