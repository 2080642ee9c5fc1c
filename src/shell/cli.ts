import { writeError, writeOut } from '../adapters/environment.ts'
import type { Check } from '../core/check.ts'
import { ConfigError } from '../core/errors.ts'
import { type OptionTable, SHARED } from '../core/options.ts'
import { didYouMean } from '../core/suggest.ts'
import { plain } from '../formats/escape.ts'
import { runCommand } from './cli-command.ts'
import { CLI_REPORT, CLI_REPORT_OPTIONS, runReport } from './cli-report.ts'
import { type Context, EXIT, runAll, stackOf, writeReport } from './cli-run.ts'
import { type Arguments, parseFlags } from './flags.ts'
import { helpOf, overview } from './help.ts'
import { REPORT } from './report-options.ts'
import { placeMistakes, withMistakes } from './setup.ts'

async function dispatch(context: Context): Promise<number> {
  const typed = context.process.args.filter((arg) => !arg.startsWith('-'))
  const known = ['check', REPORT.id, ...context.checks.map((one) => one.id)]
  // A flag's value may stand before the command: `upkeep --path dir license-compliance`.
  const word = typed.find((arg) => known.includes(arg)) ?? typed[0] ?? ''
  const check = context.checks.find((one) => one.id === word)
  const isReport = word === REPORT.id
  const table = isReport ? CLI_REPORT_OPTIONS : (check?.options ?? SHARED)
  const args = parseFlags(context.process.args, table)
  if (args.version) return say(`${context.version}\n`)
  if (!check && !isReport && word !== 'check') return unknownWord(word, args, context)
  if (args.help) return say(helpFor(check, isReport, table))
  const others = () => [...args.problems, ...placeMistakes([table], args.given)]
  return withMistakes(others, () => (isReport ? runReport(args, context) : runWords(check, args, context)))
}

function helpFor(check: Check | undefined, isReport: boolean, table: OptionTable): string {
  if (isReport) return helpOf(REPORT.id, CLI_REPORT, table)
  return check
    ? helpOf(check.id, check.description, table, check.commands)
    : helpOf('check', 'Runs every check that .github/upkeep.yml has a section for.', table)
}

async function runWords(check: Check | undefined, args: Arguments, context: Context): Promise<number> {
  const name = args.words[1]
  if (check && name !== undefined) return runCommand(check, name, args, context)
  if (name !== undefined) throw new ConfigError([`unknown word "${name}"`])
  if (args.problems.length > 0) throw new ConfigError(args.problems)
  const ran = await runAll(check ? [check] : 'configured', args, context)
  await writeReport(ran, context)
  return EXIT[ran.report.verdict]
}

function say(text: string): number {
  writeOut(text)
  return EXIT.pass
}

function unknownWord(word: string, args: Arguments, { checks }: Context): number {
  if (args.help || word === 'help') return say(overview(checks))
  const known = [...checks.map((check) => check.id), 'check', REPORT.id]
  if (word === '') throw new ConfigError([`a command is needed: ${known.join(', ')}; see --help`])
  throw new ConfigError([`unknown command "${word}"${didYouMean(word, known)}; known: ${known.join(', ')}`])
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
