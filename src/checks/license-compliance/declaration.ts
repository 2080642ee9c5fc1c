import { objectOf } from '../../inventory/json.ts'
import { aliasOf, ambiguityOf } from './aliases.ts'
import { type Expression, parseExpression, shorten, textOfExpression } from './expression.ts'

/** Stands where a license would: in tables, and in a waiver for a package that declares none. */
export const NOT_DECLARED = '(none)'

/** What a package declares, read but not judged. */
export interface Declaration {
  readonly expression: Expression
  /** As SPDX writes it; what cannot be read, as it was written, cut. */
  readonly text: string
  /** How it was read, where that is not plain: an alias, a legacy list. */
  readonly remarks: readonly string[]
}

function unknown(text: string, reason: string): Declaration {
  return { expression: { leaf: { kind: 'unknown', text, reason } }, text, remarks: [] }
}

function readText(written: string): Declaration {
  const trimmed = written.trim()
  const shown = shorten(trimmed)
  const upper = trimmed.slice(0, 20).toUpperCase()
  if (trimmed === '') return unknown('', 'the license is empty')
  if (upper === 'UNLICENSED') {
    return {
      expression: { leaf: { kind: 'proprietary', text: 'UNLICENSED' } },
      text: 'UNLICENSED',
      remarks: [],
    }
  }
  if (upper === 'NOASSERTION' || upper === 'NONE')
    return unknown(trimmed, 'says that nobody knows the license')
  if (/^see licen[cs]e in\b/i.test(trimmed)) return unknown(shown, 'names a file, and texts are not read yet')
  const ambiguity = ambiguityOf(trimmed)
  if (ambiguity !== undefined) return unknown(shown, `is ambiguous: ${ambiguity}`)
  const alias = aliasOf(trimmed)
  const expression = parseExpression(alias ?? trimmed)
  const remarks = alias === undefined ? [] : [`"${shown}" is a name for ${alias}`]
  return { expression, text: textOfExpression(expression), remarks }
}

const MAX_CHOICES = 100
/** Each entry may be long; a hundred long ones together are no license. */
const MAX_TEXT = 10_000

/** npm once allowed a list; it means a choice (https://docs.npmjs.com/cli/v11/configuring-npm/package-json#license). */
function readList(values: readonly unknown[]): Declaration {
  if (values.length === 0) return unknown('[]', 'is an empty list')
  if (values.length > MAX_CHOICES) return unknown('[…]', `is a list of ${values.length} entries`)
  const length = values.reduce<number>(
    (sum, value) => sum + (typeof value === 'string' ? value.length : 0),
    0,
  )
  if (length > MAX_TEXT) return unknown('[…]', `is a list of ${length} characters`)
  const choices = values.map((value) =>
    Array.isArray(value) ? unknown('[…]', 'is a list in a list') : readDeclaration(value),
  )
  const expression = choices
    .map((choice) => choice.expression)
    .reduceRight((right, left) => ({ conjunction: 'or', left, right }))
  const remarks = choices.flatMap((choice) => choice.remarks)
  const legacy = values.length > 1 ? ['a legacy list of licenses: read as a choice'] : []
  return { expression, text: textOfExpression(expression), remarks: [...legacy, ...remarks] }
}

/**
 * Reads the value of `license` (or the legacy `licenses`) of a package.json or a lockfile, whatever it is: text,
 * a legacy `{ type, url }`, a legacy list. What is not understood is unknown, with the reason; nothing is guessed.
 */
export function readDeclaration(value: unknown): Declaration {
  if (typeof value === 'string') return readText(value)
  if (value === undefined || value === null) return unknown(NOT_DECLARED, 'no license is declared')
  if (Array.isArray(value)) return readList(value)
  const fields = objectOf(value)
  if (!fields) return unknown(String(value).slice(0, 40), `is a ${typeof value}, not text`)
  const type = fields['type']
  return typeof type === 'string' ? readText(type) : unknown('{…}', 'is an object without a type')
}
