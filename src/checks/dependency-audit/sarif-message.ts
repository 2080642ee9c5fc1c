import { objectOf } from '../../inventory/json.ts'
import { idOf, lineOf } from './report-text.ts'
import { type Fields, listOf, type RuleOf } from './sarif-rules.ts'

/** A short text can ask for a long argument many times: what is longer than this is cut anyhow. */
const MAX_FILLED = 4000

/** `{0}` is the first argument; `{{` and `}}` are braces (SARIF 2.1.0, 3.11.5). */
function fill(template: string, given: readonly unknown[]): string {
  let filled = ''
  let at = 0
  for (const found of template.slice(0, MAX_FILLED).matchAll(/\{\{|\}\}|\{(\d{1,3})\}/g)) {
    const [whole, index] = found
    const argument = index === undefined ? whole.slice(1) : given[Number(index)]
    filled += template.slice(at, found.index)
    filled += typeof argument === 'string' ? argument.slice(0, MAX_FILLED) : whole
    at = found.index + whole.length
    if (filled.length > MAX_FILLED) return filled
  }
  return filled + template.slice(at, MAX_FILLED)
}

function templateOf(texts: unknown): string | undefined {
  const fields = objectOf(texts)
  const text = fields?.['text'] ?? fields?.['markdown']
  return typeof text === 'string' && text.trim() !== '' ? text : undefined
}

function byId(strings: unknown, id: unknown): string | undefined {
  const listed = objectOf(strings)
  return listed && typeof id === 'string' && Object.hasOwn(listed, id) ? templateOf(listed[id]) : undefined
}

/** What a result says, on one line: its own text, else the one of its rule that it names, else what the rule is about. */
export function messageOfResult(result: Fields, { rule, messages }: RuleOf): string {
  const message = objectOf(result['message']) ?? {}
  const template =
    templateOf(message) ?? byId(rule['messageStrings'], message['id']) ?? byId(messages, message['id'])
  const told = template === undefined ? '' : lineOf(fill(template, listOf(message['arguments'])))
  return (
    told ||
    lineOf(templateOf(rule['shortDescription'])) ||
    lineOf(templateOf(rule['fullDescription'])) ||
    idOf(rule['name']) ||
    'It says nothing more'
  )
}
