import { resolve } from 'node:path'
import { type Process, thisMoment, writeError, writeOut } from '../adapters/environment.ts'
import { readText, writeText } from '../adapters/files.ts'
import { readEvent } from '../adapters/runner.ts'
import type { Answer, Check } from '../core/check.ts'
import { ConfigError, messageOf } from '../core/errors.ts'
import { parseOptions, SHARED, type SharedOptions } from '../core/options.ts'
import { momentOf } from '../core/parsers.ts'
import { type Report, type Run, reportOf, type Verdict } from '../core/report.ts'
import { runCheck } from '../core/run.ts'
import { didYouMean } from '../core/suggest.ts'
import { plain } from '../formats/escape.ts'
import { textOfAnswer } from '../formats/text.ts'
import { type Arguments, parseFlags } from './flags.ts'
import { helpOf, overview } from './help.ts'
import { render } from './render.ts'
import { directoryOf, folderFrom, given, placeMistakes, readConfig, setUp, withMistakes } from './setup.ts'
import { portsOf } from './world.ts'

export const EXIT: Readonly<Record<Verdict | 'config', number>> = { pass: 0, fail: 1, config: 2, error: 3 }

interface Context {
  readonly process: Process
  readonly checks: readonly Check[]
  readonly version: string
}

function styleOf({ env, isTerminal, width }: Process) {
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

interface Ran {
  readonly report: Report
  readonly options: readonly SharedOptions[]
  readonly outcomes: readonly {
    readonly check: Check
    readonly facts: readonly unknown[]
    readonly options: SharedOptions
  }[]
  readonly bugs: readonly unknown[]
}

async function runAll(
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
  const ports = portsOf({ process, directory, event, token, now, progress: progress.say })
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
  const runs: readonly Run[] = outcomes.map((outcome) => outcome.run)
  return {
    report: reportOf(runs, ports.clock()),
    options: setups.map((setup) => setup.options),
    outcomes,
    bugs: outcomes.flatMap((outcome) => outcome.bug ?? []),
  }
}

function write({ report, options, bugs }: Ran, { process, checks }: Context): void {
  const [first] = options
  const format = first?.format ?? 'text'
  const output = first?.output ?? ''
  const frame = { checks, folder: folderFrom(process.cwd, first?.path ?? '.') }
  if (output !== '') {
    const text = render(report, format, { ...frame, style: { color: false, width: 0 } })
    writeText(resolve(process.cwd, output), text)
  }
  const shown = output === '' ? format : 'text'
  writeOut(render(report, shown, { ...frame, style: styleOf(process) }))
  for (const bug of bugs) if (bug instanceof Error) writeError(`${stackOf(bug)}\n`)
}

async function runCommand(check: Check, name: string, args: Arguments, context: Context): Promise<number> {
  const commands = check.commands ?? {}
  const command = commands[name]
  const argument = args.words[2]
  if (!command) {
    const names = Object.keys(commands)
    throw new ConfigError([
      `${check.id} has no command "${name}"${didYouMean(name, names)}; known: ${names.join(', ')}`,
    ])
  }
  if (argument === undefined || args.words.length > 3)
    throw new ConfigError([`usage: upkeep ${check.id} ${name} ${command.argument}`])
  if (command.readsFile) return answerFile(command, argument, check, args, context)
  const ran = await runAll([check], args, context)
  const [run] = ran.report.runs
  if (run?.status === 'failed') {
    writeError(`The run failed: ${plain(run.reason)}\n`)
    for (const bug of ran.bugs) writeError(`${stackOf(bug)}\n`)
    return EXIT.error
  }
  const [outcome] = ran.outcomes
  const now = new Date(ran.report.at)
  const answer: Answer = command.answer(outcome?.facts ?? [], { ...outcome?.options }, argument, now)
  if (!answer.found)
    writeError(`Nothing called ${plain(argument)} was found among ${outcome?.facts.length ?? 0} subjects.\n`)
  else writeOut(textOfAnswer(answer, styleOf(context.process)))
  for (const gap of run?.status === 'completed' ? run.gaps : [])
    writeError(`Could not be looked at: ${plain(gap.target)}: ${plain(gap.reason)}\n`)
  return answer.found ? EXIT.pass : EXIT.error
}

function textAt(path: string, cwd: string): string {
  try {
    const text = readText(resolve(cwd, path))
    if (text !== undefined) return text
  } catch (thrown) {
    throw new ConfigError([`${path} cannot be read: ${messageOf(thrown)}`])
  }
  throw new ConfigError([`${path} does not exist`])
}

/** A command about a file that the user names: nothing is collected for it. */
function answerFile(
  command: NonNullable<Check['commands']>[string],
  path: string,
  check: Check,
  args: Arguments,
  { process }: Context,
): number {
  if (args.problems.length > 0) throw new ConfigError(args.problems)
  const text = textAt(path, process.cwd)
  const options = parseOptions(check.options, [args.given])
  const now = momentOf(given(args.given, 'now')) ?? thisMoment()
  const answer = command.answer([], { ...options }, text, now)
  writeOut(textOfAnswer(answer, styleOf(process)))
  return answer.found ? EXIT.pass : EXIT.error
}

async function dispatch(context: Context): Promise<number> {
  const typed = context.process.args.filter((arg) => !arg.startsWith('-'))
  const known = ['check', ...context.checks.map((one) => one.id)]
  // A flag's value may stand before the command: `upkeep --path dir license-compliance`.
  const word = typed.find((arg) => known.includes(arg)) ?? typed[0] ?? ''
  const check = context.checks.find((one) => one.id === word)
  const table = check?.options ?? SHARED
  const args = parseFlags(context.process.args, table)
  if (args.version) return say(`${context.version}\n`)
  if (!check && word !== 'check') return unknownWord(word, args, context)
  if (args.help)
    return say(
      check
        ? helpOf(check.id, check.description, table, check.commands)
        : helpOf('check', 'Runs every check that .github/upkeep.yml has a section for.', table),
    )
  const others = () => [...args.problems, ...placeMistakes([table], args.given)]
  return withMistakes(others, () => runWords(check, args, context))
}

async function runWords(check: Check | undefined, args: Arguments, context: Context): Promise<number> {
  const name = args.words[1]
  if (check && name !== undefined) return runCommand(check, name, args, context)
  if (name !== undefined) throw new ConfigError([`unknown word "${name}"`])
  if (args.problems.length > 0) throw new ConfigError(args.problems)
  const ran = await runAll(check ? [check] : 'configured', args, context)
  write(ran, context)
  return EXIT[ran.report.verdict]
}

function say(text: string): number {
  writeOut(text)
  return EXIT.pass
}

function unknownWord(word: string, args: Arguments, { checks }: Context): number {
  if (args.help || word === 'help') return say(overview(checks))
  const known = [...checks.map((check) => check.id), 'check']
  if (word === '') throw new ConfigError([`a command is needed: ${known.join(', ')}; see --help`])
  throw new ConfigError([`unknown command "${word}"${didYouMean(word, known)}; known: ${known.join(', ')}`])
}

function stackOf(thrown: unknown): string {
  const stack = thrown instanceof Error ? (thrown.stack ?? thrown.message) : messageOf(thrown)
  return stack.split('\n').map(plain).join('\n')
}

/** The command line, whole: answers the exit status and throws nothing. */
export async function runCli(context: Context): Promise<number> {
  try {
    return await dispatch(context)
  } catch (thrown) {
    if (thrown instanceof ConfigError) {
      writeError(thrown.problems.map((problem) => `upkeep: ${plain(problem)}\n`).join(''))
      return EXIT.config
    }
    writeError(`upkeep: a bug, please report it: ${stackOf(thrown)}\n`)
    return EXIT.error
  }
}
