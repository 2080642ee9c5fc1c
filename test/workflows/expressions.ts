import { data, Evaluator, Lexer, Parser } from '@actions/expressions'

/** What a job's `if:` can know. */
export interface Situation {
  /** How the jobs that it needs ended. */
  readonly needs: Readonly<Record<string, 'success' | 'failure' | 'cancelled' | 'skipped'>>
  /** Their outputs by id; none of those that are left out. */
  readonly outputs?: Readonly<Record<string, Readonly<Record<string, string>>>>
  /** Whether the whole run is being cancelled. */
  readonly cancelled?: boolean
  readonly contexts?: Readonly<Record<string, unknown>>
}

function dataOf(value: unknown): data.ExpressionData {
  return JSON.parse(JSON.stringify(value), data.reviver) as data.ExpressionData
}

/** The functions of status as GitHub defines them for a job: https://docs.github.com/actions/reference/evaluate-expressions-in-workflows-and-actions#status-check-functions */
function statusFunctions({ needs, cancelled = false }: Situation) {
  const results = Object.values(needs)
  const words = {
    always: true,
    cancelled,
    failure: !cancelled && results.includes('failure'),
    success: !cancelled && results.every((result) => result === 'success'),
  }
  return Object.entries(words).map(([name, value]) => ({
    name,
    minArgs: 0,
    maxArgs: 0,
    call: () => new data.BooleanData(value),
  }))
}

function needsContext({ needs, outputs = {} }: Situation) {
  return Object.fromEntries(
    Object.entries(needs).map(([id, result]) => [id, { result, outputs: outputs[id] ?? {} }]),
  )
}

/** What GitHub's own evaluator makes of an expression, with or without `${{ }}`. */
export function evaluate(expression: string, situation: Situation): data.ExpressionData {
  const inner = expression.replace(/^\$\{\{(.*)\}\}$/, '$1')
  const functions = statusFunctions(situation)
  const contexts = { ...situation.contexts, needs: needsContext(situation) }
  const tree = new Parser(new Lexer(inner).lex().tokens, Object.keys(contexts), functions).parse()
  const known = dataOf(contexts)
  if (!(known instanceof data.Dictionary)) throw new Error('contexts are a mapping')
  return new Evaluator(tree, known, new Map(functions.map((one) => [one.name, one]))).evaluate()
}

/** Whether a job runs. Without a function of status, GitHub puts `success() &&` in front. */
export function runs(condition: unknown, situation: Situation): boolean {
  const text = typeof condition === 'string' ? condition.replace(/^\$\{\{(.*)\}\}$/, '$1') : 'true'
  const told = /\b(always|cancelled|failure|success)\(\)/.test(text)
  return evaluate(`!!(${told ? text : `success() && (${text})`})`, situation).coerceString() === 'true'
}

/** A text with every expression in it evaluated. */
export function filledIn(text: string, situation: Situation): string {
  return text.replaceAll(/\$\{\{(.*?)\}\}/g, (_, inner: string) => evaluate(inner, situation).coerceString())
}
