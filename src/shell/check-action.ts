import { join, resolve } from 'node:path'
import { exitWith, type Process, thisProcess, writeError } from '../adapters/environment.ts'
import { readText, writeText } from '../adapters/files.ts'
import { readEvent, readInputs, runnerOf } from '../adapters/runner.ts'
import type { Check } from '../core/check.ts'
import { ConfigError, messageOf } from '../core/errors.ts'
import type { Given, OptionTable, SharedOptions } from '../core/options.ts'
import { momentOf } from '../core/parsers.ts'
import type { Ports, Runner } from '../core/ports.ts'
import { type Report, reportOf, type Verdict } from '../core/report.ts'
import { runCheck } from '../core/run.ts'
import { plain } from '../formats/escape.ts'
import { jsonOf } from '../formats/json.ts'
import { count, countOf, VERDICT_WORDS } from '../formats/words.ts'
import { writeAnnotations } from '../sinks/annotations.ts'
import { type FilePlan, reportFileName, writeFiles } from '../sinks/files.ts'
import { applyAll, type Effect } from '../sinks/sink.ts'
import { writeSummary } from '../sinks/summary.ts'
import { attachEvidence, runUrlOf } from './attach.ts'
import { type Render, rendererFor } from './render.ts'
import { directoryOf, folderFrom, given, placeMistakes, readConfig, setUp, withMistakes } from './setup.ts'
import { type World, worldOf } from './world.ts'

/** Makes what a check may know of the world. */
type PortsOf<P extends Ports = Ports> = (world: World) => P

const REFUSED = 'pull_request_target'
const LOG_STYLE = { color: false, width: 0 }

/** The inputs that were given, by the names of options. */
export function inputsOf(process: Process): Given {
  return { origin: 'input', values: readInputs(process.env), label: (name) => `input ${name}` }
}

/** Refuses the event that gives a stranger's change the repository's own rights. Throws a ConfigError. */
export function assertSafe(event: string): void {
  if (event !== REFUSED) return
  throw new ConfigError([
    `${REFUSED} is refused: it gives a stranger's change the repository's own token and secrets. Use pull_request, which needs neither.`,
  ])
}

/** Refuses to replace the report of another step of this job: what that found would be lost. Throws a ConfigError. */
function assertAlone(file: string, { env }: Process): void {
  const folder = env['RUNNER_TEMP']
  if (!folder || readText(join(folder, file)) === undefined) return
  throw new ConfigError([
    `${file} is there already: another step of this job ran this check under this name, and its report would be lost. Give each step a \`name\`.`,
  ])
}

interface Finished {
  readonly report: Report
  readonly options: SharedOptions
  readonly render: Render
  /** What belongs to the report and is still to be written. */
  readonly files: readonly FilePlan[]
  readonly bug?: unknown
}

async function check(
  subject: Check,
  portsOf: PortsOf,
  place: Given,
  process: Process,
  runner: Runner,
): Promise<Finished> {
  const event = readEvent(process.env)
  assertSafe(event.name)
  const directory = directoryOf(place, process.env['GITHUB_WORKSPACE'] || process.cwd)
  const world = worldOf({
    process,
    directory,
    event,
    token: place.values.get('github-token')?.toString() ?? '',
    now: momentOf(given(place, 'now')),
    progress: (text) => runner.print(plain(text)),
    mask: runner.mask,
  })
  const ports = portsOf(world)
  const { config, notes, gaps } = await readConfig(place, ports.tree, ports.repository)
  const { options, waivers } = setUp(subject, place, config)
  assertAlone(reportFileName(subject.id, options.name || subject.id), process)
  const { run, facts, bug } = await runCheck({ check: subject, options, waivers, notes, gaps }, ports)
  const beside = process.env['RUNNER_TEMP'] || process.cwd
  const base = process.env['GITHUB_WORKSPACE'] || process.cwd
  const folderOf = (named: string) => (named === '' ? beside : resolve(base, named))
  const frame = { now: ports.clock(), runUrl: runUrlOf(process.env), folderOf }
  const attached = attachEvidence(subject, { run, facts, options }, frame)
  const render = await rendererFor(options.format)
  return { report: reportOf([attached.run], ports.clock()), options, render, files: attached.files, bug }
}

function reportPath(report: Report, process: Process): string {
  const [run] = report.runs
  return join(process.env['RUNNER_TEMP'] || process.cwd, reportFileName(run?.check ?? '', run?.name ?? ''))
}

function effectsOf(
  subject: Check,
  { report, options, files, render }: Finished,
  process: Process,
  runner: Runner,
): readonly Effect[] {
  const base = process.env['GITHUB_WORKSPACE'] || process.cwd
  const folder = folderFrom(base, options.path)
  const own = { path: reportPath(report, process), text: () => jsonOf(report) }
  const frame = { checks: [subject], style: LOG_STYLE, folder }
  const asked = { path: resolve(base, options.output), text: () => render(report, options.format, frame) }
  return [
    ...writeFiles([own, ...(options.output === '' ? [] : [asked]), ...files], writeText),
    { what: 'the log', apply: () => runner.print(render(report, 'text', { ...frame, folder: '' })) },
    writeSummary(report, runner),
    writeAnnotations(report, runner, folder),
  ]
}

function writeOutputs(report: Report, path: string, runner: Runner): void {
  const [run] = report.runs
  const completed = run?.status === 'completed' ? run : undefined
  runner.output('verdict', report.verdict)
  runner.output('report-path', path)
  runner.output('findings', String(countOf(report, 'fail') + countOf(report, 'warn')))
  runner.output('examined', String(completed?.examined ?? 0))
}

function lastWord(report: Report): string {
  const [run] = report.runs
  const gaps = run?.status === 'completed' ? run.gaps.length : 1
  if (report.verdict === 'fail')
    return `${VERDICT_WORDS.fail}: ${count(countOf(report, 'fail'), 'finding')} must be fixed or waived; see the summary.`
  return `${VERDICT_WORDS.error}: ${count(gaps, 'thing')} could not be looked at, so nothing is said to be clean; see the summary.`
}

function writeStack(error: Error): void {
  writeError(`${(error.stack ?? error.message).split('\n').map(plain).join('\n')}\n`)
}

function misconfigured(error: ConfigError, runner: Runner): void {
  const outputs: readonly (readonly [string, string])[] = [
    ['verdict', 'error' satisfies Verdict],
    ['findings', '0'],
    ['examined', '0'],
  ]
  for (const [name, value] of outputs) runner.output(name, value)
  runner.fail(`Configuration: ${error.problems.map(plain).join('\n')}`)
}

/**
 * One check as a step of a workflow: inputs in; report file, summary, annotations and outputs out; the step
 * fails last, once, unless the verdict is `pass`. `portsOf` makes the ports that this check needs, so that its
 * bundle holds no others.
 */
export async function runCheckAction<T extends OptionTable, Fact, Needed extends Ports>(
  subject: Check<T, Fact, Needed>,
  portsOf: PortsOf<Needed>,
): Promise<void> {
  const process = thisProcess()
  const runner = runnerOf(process.env)
  try {
    const place = inputsOf(process)
    const others = () => placeMistakes([subject.options], place)
    const finished = await withMistakes(others, () => check(subject, portsOf, place, process, runner))
    const { report, bug } = finished
    const faults = applyAll(effectsOf(subject, finished, process, runner))
    writeOutputs(report, reportPath(report, process), runner)
    for (const fault of faults) runner.annotate({ level: 'warning', title: 'Upkeep', message: plain(fault) })
    if (bug instanceof Error) writeStack(bug)
    if (report.verdict !== 'pass') runner.fail(lastWord(report))
  } catch (thrown) {
    if (thrown instanceof ConfigError) return misconfigured(thrown, runner)
    runner.output('verdict', 'error')
    runner.fail(`A bug in Upkeep, please report it: ${plain(messageOf(thrown))}`)
    if (thrown instanceof Error) writeStack(thrown)
    exitWith(1)
  }
}
