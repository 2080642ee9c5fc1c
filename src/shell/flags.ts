import { parseArgs } from 'node:util'
import { type Given, isFrom, type OptionTable } from '../core/options.ts'

/** A command line taken apart: words, and options with what was typed for them. */
export interface Arguments {
  readonly words: readonly string[]
  readonly given: Given
  readonly help: boolean
  readonly version: boolean
  readonly problems: readonly string[]
}

function flagsOf(table: OptionTable): ReadonlyMap<string, boolean> {
  const rows = Object.entries(table).filter(([, option]) => isFrom(option, 'flag'))
  return new Map(rows.map(([name, option]) => [name, option.parser.values?.join() === 'true,false']))
}

/**
 * Takes arguments apart: `--name value`, `--name=value`, and for what is true or false `--name` alone. A flag that
 * nobody knows is kept for `parseOptions` to complain about; `problems` are missing values and flags given twice.
 */
export function parseFlags(args: readonly string[], table: OptionTable): Arguments {
  const flags = flagsOf(table)
  const spec = Object.fromEntries(
    [...flags].map(([name, isBoolean]) => [name, { type: isBoolean ? 'boolean' : 'string' } as const]),
  )
  const options = { ...spec, help: { type: 'boolean', short: 'h' }, version: { type: 'boolean' } } as const
  const { tokens } = parseArgs({
    args: [...args],
    options,
    strict: false,
    allowPositionals: true,
    tokens: true,
  })
  const values = new Map<string, unknown>()
  const words: string[] = []
  const problems: string[] = []
  for (const token of tokens) {
    if (token.kind === 'positional') words.push(token.value)
    if (token.kind !== 'option') continue
    const { name, rawName, value } = token
    // What is not known may have had a value: it must not look like a word of its own.
    const isBoolean = flags.get(name) ?? true
    if (!isBoolean && value === undefined) problems.push(`flag ${rawName} needs a value`)
    else if (values.has(name)) problems.push(`flag ${rawName} is given twice`)
    else values.set(name, value ?? 'true')
  }
  const help = values.delete('help')
  const version = values.delete('version')
  return {
    words,
    help,
    version,
    problems,
    given: { origin: 'flag', values, label: (name) => `flag --${name}` },
  }
}
