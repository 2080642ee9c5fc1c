import { readFileSync } from 'node:fs'
import { load } from 'js-yaml'
import { equalsIgnoreCase } from './dotnet.ts'

/** An input as an action.yml declares it; without a default its value is an empty text. */
export interface DeclaredInput {
  readonly name: string
  readonly default: string
  readonly deprecation?: string
}

/** The values of `${{ … }}` in defaults, by expression: `github.token` and the like. */
export type Expressions = Readonly<Record<string, string>>

/** The inputs an action gets, and what the runner warns of. */
export interface ResolvedInputs {
  readonly values: Readonly<Record<string, string>>
  readonly warnings: readonly string[]
}

interface InputEntry {
  readonly default?: unknown
  readonly deprecationMessage?: string
}

/** Reads the declared inputs of an action.yml (actions/runner, ActionManifestManager.cs). */
export function readDeclaredInputs(path: string): readonly DeclaredInput[] {
  const manifest = load(readFileSync(path, 'utf8')) as { inputs?: Record<string, InputEntry | null> }
  return Object.entries(manifest.inputs ?? {}).map(([name, entry]) => ({
    name,
    default: String(entry?.default ?? ''),
    ...(entry?.deprecationMessage === undefined ? {} : { deprecation: entry.deprecationMessage }),
  }))
}

/**
 * Adds defaults, and passes undeclared inputs all the same, with a warning (actions/runner, ActionRunner.cs). The
 * runner does not check `required`. Throws on an expression of which the caller gave no value.
 */
export function resolveInputs(
  given: Readonly<Record<string, string>>,
  declared: readonly DeclaredInput[],
  expressions: Expressions,
): ResolvedInputs {
  const names = Object.keys(given)
  const missing = declared.filter((input) => !names.some((name) => equalsIgnoreCase(name, input.name)))
  const defaults = missing.map((input) => [input.name, evaluate(input.default, expressions)] as const)
  const warnings = names.flatMap((name) => warnDeprecated(name, declared))
  const unexpected = names.filter((name) => !declared.some((input) => equalsIgnoreCase(name, input.name)))
  if (unexpected.length > 0) {
    const valid = declared.map((input) => input.name).join("', '")
    warnings.push(`Unexpected input(s) '${unexpected.join("', '")}', valid inputs are ['${valid}']`)
  }
  return { values: { ...given, ...Object.fromEntries(defaults) }, warnings }
}

function warnDeprecated(name: string, declared: readonly DeclaredInput[]): string[] {
  const message = declared.find((input) => equalsIgnoreCase(input.name, name))?.deprecation
  return message === undefined ? [] : [`Input '${name}' has been deprecated with message: ${message}`]
}

function evaluate(value: string, expressions: Expressions): string {
  return value.replace(/\$\{\{\s*(.*?)\s*\}\}/gs, (_, expression: string) => {
    const known = expressions[expression]
    if (known === undefined) {
      throw new Error(
        `This model of the runner has no value for the expression '${expression}' in action.yml.`,
      )
    }
    return known
  })
}
