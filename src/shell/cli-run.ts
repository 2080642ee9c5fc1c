import { resolve } from 'node:path'
import { type Process, writeError, writeOut } from '../adapters/environment.ts'
import { writeText } from '../adapters/files.ts'
import { readEvent } from '../adapters/runner.ts'
import type { Check } from '../core/check.ts'
import { ConfigError, messageOf } from '../core/errors.ts'
import type { SharedOptions } from '../core/options.ts'
import { momentOf } from '../core/parsers.ts'
import { type Report, type Run, reportOf, type Verdict } from '../core/report.ts'
import { runCheck } from '../core/run.ts'
import { plain } from '../formats/escape.ts'
import type { FilePlan } from '../sinks/files.ts'
import { allPorts } from './all-ports.ts'
import { attachEvidence, runUrlOf } from './attach.ts'
import type { Arguments } from './flags.ts'
import { rendererFor } from './render.ts'
import { directoryOf, folderFrom, given, readConfig, setUp } from './setup.ts'
import { worldOf } from './world.ts'

export const EXIT: Readonly<Record<Verdict | 'config', number>> = { pass: 0, fail: 1, config: 2, error: 3 }

export interface Context {
  readonly process: Process
  readonly checks: readonly Check[]
  readonly version: string
}

export function styleOf({ env, isTerminal, width }: Process) {
  const color = isTerminal && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb'
  return { color, width: isTerminal ? width : 0 }
}

/** A line that is overwritten by the next, on a terminal alone. */
function progressOf({ isTerminal, width }: Process) {
  const erase = '\r\u001b[2K'
  return {
    say: (text: string) =>
      isTerminal ? writeError(`${erase}${plain(text).slice(0, width - 1)}`) : undefined,
    done: () => (isTerminal ? writeError(erase) : undefined),
  }
}

export interface Ran {
  readonly report: Report
  readonly options: readonly SharedOptions[]
  readonly outcomes: readonly {
    readonly check: Check
    readonly facts: readonly unknown[]
    readonly options: SharedOptions
  }[]
  /** What belongs to the report and is still to be written. */
  readonly files: readonly FilePlan[]
  readonly bugs: readonly unknown[]
}

export async function runAll(
  wanted: readonly Check[] | 'configured',
  args: Arguments,
  context: Context,
): Promise<Ran> {
  const { process } = context
  const directory = directoryOf(args.given, process.cwd)
  const progress = progressOf(process)
  const now = momentOf(given(args.given, 'now'))
  const event = readEvent(process.env)
  const token = process.env['GITHUB_TOKEN'] ?? ''
  const world = worldOf({
    process,
    directory,
    event,
    token,
    now,
    progress: progress.say,
    mask: () => undefined,
  })
  const ports = allPorts(world)
  const { config, notes, gaps } = await readConfig(args.given, ports.tree, ports.repository)
  const checks =
    wanted === 'configured' ? context.checks.filter((check) => config?.sections.has(check.id)) : wanted
  if (checks.length === 0) {
    const path = given(args.given, 'config')
    throw new ConfigError([
      config ? `no check has a section in ${path}: add one` : `there is no ${path}: name a check`,
    ])
  }
  const setups = checks.map((check) => ({ check, ...setUp(check, args.given, config) }))
  const outcomes = []
  for (const setup of setups)
    outcomes.push({ ...setup, ...(await runCheck({ ...setup, notes, gaps }, ports)) })
  progress.done()
  const frame = {
    now: ports.clock(),
    runUrl: runUrlOf(process.env),
    folderOf: (named: string) => (named === '' ? undefined : resolve(process.cwd, named)),
  }
  const attached = outcomes.map((outcome) => attachEvidence(outcome.check, outcome, frame))
  const runs: readonly Run[] = attached.map(({ run }) => run)
  return {
    report: reportOf(runs, ports.clock()),
    options: setups.map((setup) => setup.options),
    outcomes,
    files: attached.flatMap(({ files }) => files),
    bugs: outcomes.flatMap((outcome) => outcome.bug ?? []),
  }
}

export async function writeReport(
  { report, options, files, bugs }: Ran,
  { process, checks }: Context,
): Promise<void> {
  const [first] = options
  const format = first?.format ?? 'text'
  const render = await rendererFor(format)
  const output = first?.output ?? ''
  const frame = { checks, folder: folderFrom(process.cwd, first?.path ?? '.') }
  if (output !== '') {
    const text = render(report, format, { ...frame, style: { color: false, width: 0 } })
    writeText(resolve(process.cwd, output), text)
  }
  for (const file of files) writeText(file.path, file.text())
  const shown = output === '' ? format : 'text'
  writeOut(render(report, shown, { ...frame, style: styleOf(process) }))
  for (const bug of bugs) if (bug instanceof Error) writeError(`${stackOf(bug)}\n`)
}

/** A thrown thing with its stack, for a terminal. */
export function stackOf(thrown: unknown): string {
  const stack = thrown instanceof Error ? (thrown.stack ?? thrown.message) : messageOf(thrown)
  return stack.split('\n').map(plain).join('\n')
}
