import { equalsIgnoreCase, readLines, setIgnoringCase, trim, trimStart } from './dotnet.ts'
import { indexOfMark } from './linguistic-search.ts'

/** Every command the runner registers for an action's output (actions/runner, ActionCommandManager.cs). */
export const COMMAND_NAMES: readonly string[] = [
  'add-mask',
  'add-matcher',
  'add-path',
  'debug',
  'echo',
  'endgroup',
  'error',
  'group',
  'notice',
  'remove-matcher',
  'save-state',
  'set-env',
  'set-output',
  'stop-commands',
  'warning',
]

/** Which of the runner's two parsers took the line: `::name::data` or `##[name]data`. */
export type CommandForm = 'v2' | 'legacy'

/** A command that the runner obeys. The name is in lower case, properties and data are unescaped. */
export interface Command {
  readonly name: string
  readonly properties: Readonly<Record<string, string>>
  readonly data: string
  readonly form: CommandForm
  readonly line: string
}

/** What the runner makes of an output: commands obeyed, and the lines that go to the log as they are. */
export interface ParsedOutput {
  readonly commands: readonly Command[]
  readonly log: readonly string[]
}

type Unescape = (text: string) => string

/** Parses a whole stdout or stderr as the runner would (actions/runner, OutputManager.cs and ActionCommand.cs). */
export function parseCommands(output: Uint8Array | string): ParsedOutput {
  const read = createCommandReader()
  const commands: Command[] = []
  const log: string[] = []
  const bytes = typeof output === 'string' ? Buffer.from(output) : output
  for (const { text } of readLines(bytes)) {
    const command = read(text)
    if (command === undefined) {
      log.push(text)
    } else {
      commands.push(command)
    }
  }
  return { commands, log }
}

/**
 * A reader of lines that remembers stop-commands, one for both streams of a step, because the runner has one
 * (actions/runner, ActionCommandManager.cs). While stopped, and for the line that resumes, it returns undefined.
 */
export function createCommandReader(): (line: string) => Command | undefined {
  let token: string | undefined
  return function readLine(line) {
    const command = parseV2(line, token) ?? parseLegacy(line, token)
    if (command === undefined) {
      return undefined
    }
    if (token !== undefined) {
      token = equalsIgnoreCase(command.name, token) ? undefined : token
      return undefined
    }
    if (command.name === 'stop-commands' && isStopToken(command.data)) {
      token = command.data
    }
    return command
  }
}

/** Whether stop-commands takes the token; with any other it throws and the step fails (ValidateStopToken). */
export function isStopToken(token: string): boolean {
  const forbidden = ['', 'pause-logging', ...COMMAND_NAMES]
  return !forbidden.some((word) => equalsIgnoreCase(word, token))
}

/** `ActionCommand.TryParseV2`: spaces, `::name key=value,key=value::data`. */
function parseV2(line: string, token: string | undefined): Command | undefined {
  const text = trimStart(line)
  const end = text.startsWith('::') ? indexOfMark(text, '::', 2) : -1
  if (end < 0) {
    return undefined
  }
  const [name, rest] = splitName(text.slice(2, end), token)
  if (name === undefined) {
    return undefined
  }
  const properties = parseProperties(trim(rest), ',', unescapeProperty)
  return { name, properties, data: unescapeData(text.slice(end + 2)), form: 'v2', line }
}

/** `ActionCommand.TryParse`: `##[name key=value;key=value]data` anywhere in the line, but only the first one. */
function parseLegacy(line: string, token: string | undefined): Command | undefined {
  const start = indexOfMark(line, '##[')
  const end = start < 0 ? -1 : line.indexOf(']', start)
  if (end < 0) {
    return undefined
  }
  const [name, rest] = splitName(line.slice(start + 3, end), token)
  if (name === undefined) {
    return undefined
  }
  const properties = parseProperties(rest, ';', unescapeLegacy)
  return { name, properties, data: unescapeLegacy(line.slice(end + 1)), form: 'legacy', line }
}

function splitName(info: string, token: string | undefined): readonly [string | undefined, string] {
  const space = info.indexOf(' ')
  const typed = space < 0 ? info : info.slice(0, space)
  const known = token === undefined ? COMMAND_NAMES : [...COMMAND_NAMES, token]
  return [known.find((name) => equalsIgnoreCase(name, typed)), space < 0 ? '' : info.slice(space + 1)]
}

/** `Split('=', 2, RemoveEmptyEntries)` drops leading and repeated `=`, and a pair without a value altogether. */
function parseProperties(text: string, separator: string, restore: Unescape): Record<string, string> {
  const properties: Record<string, string> = {}
  for (const part of text.split(separator)) {
    const [, key, value] = /^=*([^=]+)=+(.+)$/s.exec(part) ?? []
    if (key !== undefined && value !== undefined) {
      setIgnoringCase(properties, key, restore(value))
    }
  }
  return properties
}

function unescapeData(text: string): string {
  return text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%')
}

function unescapeProperty(text: string): string {
  return unescapeData(text.replaceAll('%3A', ':').replaceAll('%2C', ','))
}

function unescapeLegacy(text: string): string {
  return unescapeData(text.replaceAll('%3B', ';').replaceAll('%5D', ']'))
}
