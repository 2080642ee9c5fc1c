import { resolve } from 'node:path'
import { thisMoment, writeError, writeOut } from '../adapters/environment.ts'
import { readText, writeText } from '../adapters/files.ts'
import type { Answer, Check } from '../core/check.ts'
import { ConfigError, messageOf } from '../core/errors.ts'
import { parseOptions, type SharedOptions } from '../core/options.ts'
import { momentOf } from '../core/parsers.ts'
import { didYouMean } from '../core/suggest.ts'
import { plain } from '../formats/escape.ts'
import { noticesHtml } from '../formats/notices-html.ts'
import { noticesMarkdown } from '../formats/notices-markdown.ts'
import { noticesText } from '../formats/notices-text.ts'
import { textOfAnswer } from '../formats/text.ts'
import { type Context, EXIT, runAll, stackOf, styleOf } from './cli-run.ts'
import type { Arguments } from './flags.ts'
import { given } from './setup.ts'

/** A check's own command: answers from the facts that the check collects, or about a file that the user names. */
export async function runCommand(
  check: Check,
  name: string,
  args: Arguments,
  context: Context,
): Promise<number> {
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
  if (!answer.found) {
    // What the command says itself is better than what is true of all.
    if (answer.sections.length > 0) writeError(textOfAnswer(answer, styleOf(context.process)))
    else
      writeError(
        `Nothing called ${plain(argument)} was found among ${outcome?.facts.length ?? 0} subjects.\n`,
      )
  }
  if (answer.found) writeAnswer(answer, outcome?.options.output ?? '', context)
  const gaps = run?.status === 'completed' ? run.gaps : []
  for (const gap of gaps) writeError(`Could not be looked at: ${plain(gap.target)}: ${plain(gap.reason)}\n`)
  // A document that lacks what could not be looked at must not be taken for a whole one.
  const isDocument = answer.lines !== undefined || answer.notices !== undefined
  const isWhole = (gaps.length === 0 && !answer.isPartial) || !isDocument
  return answer.found && isWhole ? EXIT.pass : EXIT.error
}

const NOTICES = { text: noticesText, markdown: noticesMarkdown, html: noticesHtml }

/** To the terminal; with `--output` the document alone goes to the file, as it is, and the rest to the terminal. */
function writeAnswer(answer: Answer, output: string, { process }: Context): void {
  const { lines, notices, ...rest } = answer
  const document = notices ? NOTICES[notices.format](notices.document) : lines && `${lines.join('\n')}\n`
  if (output !== '' && document !== undefined) writeText(resolve(process.cwd, output), document)
  // Notices are escaped for their own format: they are printed as they are, and what is missing is said beside them.
  else if (notices && document !== undefined) writeOut(document)
  const isWritten = notices !== undefined || output !== ''
  const left = isWritten ? rest : answer
  if (left.sections.length === 0 && (isWritten || !lines)) return
  const text = textOfAnswer(left, styleOf(process))
  if (notices && output === '') writeError(text)
  else writeOut(text)
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
  context: Context,
): number {
  if (args.problems.length > 0) throw new ConfigError(args.problems)
  const text = textAt(path, context.process.cwd)
  const options = parseOptions(check.options, [args.given]) as unknown as SharedOptions
  const now = momentOf(given(args.given, 'now')) ?? thisMoment()
  const answer = command.answer([], { ...options }, text, now)
  writeAnswer(answer, options.output, context)
  return answer.found ? EXIT.pass : EXIT.error
}
