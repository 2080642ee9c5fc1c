import { equalsIgnoreCase, trim, trimStart } from './dotnet.ts'
import { indexOfMark } from './linguistic-search.ts'
import type { StepOutcome, StreamCommand } from './step.ts'

/** What the action under test emits on purpose, beyond what every action of the toolkit may. */
export interface Expected {
  /** Commands in v2 form. */
  readonly commands?: readonly string[]
  /** When given, the only outputs there may be; otherwise any whose name does not hold the marker. */
  readonly outputs?: readonly string[]
  /** Variables, paths and states: none are expected by default. */
  readonly env?: readonly string[]
  readonly path?: readonly string[]
  readonly state?: readonly string[]
}

/** Something the runner obeyed, or tripped over, that came from test data. */
export interface Injection {
  readonly reason: string
  readonly found: string
}

/** What the toolkit's actions emit; the rest (set-output, stop-commands, add-matcher, …) is never theirs. */
const OWN_COMMANDS = ['add-mask', 'debug', 'endgroup', 'error', 'group', 'notice', 'warning']

/** The properties of annotations that @actions/core writes. */
const OWN_PROPERTIES = ['col', 'endColumn', 'endLine', 'file', 'line', 'title']

/**
 * Finds what hostile test data made the runner do. Tests plant a marker as the *end* of a payload, after the syntax
 * that would make it a command: `\n::error::pwned`, `##[error]pwned`, `\u00a0::set-output name=pwned::1`,
 * `\r::add-mask::pwned`, `\n::group::pwned`, `\u0301##[warning]pwned`, `x\nghadelimiter\npwned=1`. Our own
 * annotations may quote all that, escaped; their messages then hold the marker, but do not begin with it, because
 * the quoted syntax stands before it. So a command is injected when
 *
 * 1. it was taken by the legacy parser (we write no `##[`), whatever it says;
 * 2. we never emit its kind, or one of its properties;
 * 3. its message, or a property's value, begins with the marker (spaces and case aside), or is the beginning of the
 *    marker, as a payload leaves it that was cut off; a property's name may not hold it at all;
 * 4. it is an annotation or a mask without a message: ours all have one;
 * 5. it closes a group that is not open: what the hostile `::endgroup::` leaves for our own;
 * 6. its data do not begin at the first `::` after its name: we write no other before (properties are escaped), so
 *    a character beside it hid it from the runner, and what was message is now property, or the reverse.
 *
 * A name in the files of outputs, variables, paths and states is injected when it holds the marker or is not
 * expected; an error of the runner is a sign when it quotes the marker (a value that broke out of its block leaves
 * an invalid line). So no planted data may begin with the marker. A test that finds nothing must also see the marker
 * somewhere (a log line, a message, a file): data that was never printed proves nothing.
 */
export function injectedCommands(
  result: StepOutcome,
  marker: string,
  expected: Expected = {},
): readonly Injection[] {
  return [
    ...result.commands.flatMap((command) => checkCommand(command, marker, expected.commands ?? [])),
    ...checkGroups(result.commands),
    ...checkNames('output', Object.keys(result.outputs), marker, expected.outputs),
    ...checkNames('variable', Object.keys(result.env), marker, expected.env ?? []),
    ...checkNames('path', result.path, marker, expected.path ?? []),
    ...checkNames('state', Object.keys(result.state), marker, expected.state ?? []),
    ...[...result.errors, ...result.warnings]
      .filter((message) => fold(message).includes(fold(marker)))
      .map((found) => ({ reason: 'the runner complains of the marker', found })),
  ]
}

function checkCommand(
  command: StreamCommand,
  marker: string,
  expected: readonly string[],
): readonly Injection[] {
  const reasons = [
    command.form === 'legacy' && 'taken by the legacy parser',
    ![...OWN_COMMANDS, ...expected].includes(command.name) && `no action of ours emits ${command.name}`,
    beginsWith(command.data, marker) && 'the message begins with the marker',
    isBlankMessage(command) && 'the message is empty',
    hasMovedSeparator(command.line) && 'the separator was moved',
    ...Object.entries(command.properties).flatMap(([key, value]) => [
      !isOwnProperty(command, key, expected) && `no action of ours emits the property ${key}`,
      fold(key).includes(fold(marker)) && `the property ${key} holds the marker`,
      beginsWith(value, marker) && `the property ${key} begins with the marker`,
    ]),
  ]
  return reasons
    .filter((reason) => reason !== false)
    .map((reason) => ({ reason, found: `${command.stream}: ${command.line}` }))
}

function checkGroups(commands: readonly StreamCommand[]): readonly Injection[] {
  let open = 0
  return commands.flatMap((command) => {
    open += command.name === 'group' ? 1 : 0
    open -= command.name === 'endgroup' ? 1 : 0
    const unopened = open < 0
    open = Math.max(0, open)
    return unopened ? [{ reason: 'no group is open', found: `${command.stream}: ${command.line}` }] : []
  })
}

function checkNames(
  kind: string,
  names: readonly string[],
  marker: string,
  expected: readonly string[] | undefined,
): readonly Injection[] {
  const foreign = names.filter(
    (name) => fold(name).includes(fold(marker)) || (expected !== undefined && !expected.includes(name)),
  )
  return foreign.map((name) => ({ reason: `unexpected ${kind}`, found: name }))
}

function beginsWith(text: string, marker: string): boolean {
  const start = fold(trim(text))
  return start.startsWith(fold(marker)) || (start.length > 1 && fold(marker).startsWith(start))
}

function isBlankMessage(command: StreamCommand): boolean {
  return ['add-mask', 'error', 'notice', 'warning'].includes(command.name) && trim(command.data) === ''
}

function hasMovedSeparator(line: string): boolean {
  const text = trimStart(line)
  return text.startsWith('::') && text.indexOf('::', 2) !== indexOfMark(text, '::', 2)
}

/** An expected command of another kind has properties of its own. */
function isOwnProperty(command: StreamCommand, key: string, expected: readonly string[]): boolean {
  return expected.includes(command.name) || OWN_PROPERTIES.some((property) => equalsIgnoreCase(property, key))
}

function fold(text: string): string {
  return text.toLowerCase()
}
