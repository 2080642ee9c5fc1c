import { createHash } from 'node:crypto'
import { excerpt } from '../sql/names.ts'
import type { QueryExpected } from './expected-content.ts'
import { faulty, type Judged, judgeUnanswered } from './judged.ts'
import type { QueryAnswer } from './questions.ts'

const NUMBER = /^[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?$/i
const MOST_COUNT = 18

/** The query as it is told: the user wrote it, and may find it again. */
function told({ sql }: QueryExpected, index: number): string {
  const text = excerpt(sql.replace(/\s+/g, ' '))
  return `the answer to query ${index + 1} (${text})`
}

/** A value as it may be shown: a count is shown, all else by its hash. */
function shown(value: string | null): string {
  if (value === null) return 'NULL'
  if (/^-?\d+$/.test(value) && value.length <= MOST_COUNT) return value
  return `a text with the SHA-256 ${createHash('sha256').update(value).digest('hex').slice(0, 16)}…`
}

/** PostgreSQL says `t` for what others say 1 or true for. */
function truth(value: string): string | undefined {
  if (/^(?:t|true)$/i.test(value)) return 'true'
  return /^(?:f|false)$/i.test(value) ? 'false' : undefined
}

function isEqual(value: string | null, wanted: string): boolean {
  if (value === null) return /^null$/i.test(wanted)
  if (value === wanted) return true
  if (NUMBER.test(value) && NUMBER.test(wanted)) {
    // Beyond 2^53 two numbers may be the same to JavaScript and are not.
    const [left, right] = [Number(value), Number(wanted)]
    return left === right && (Math.abs(left) <= Number.MAX_SAFE_INTEGER || value === wanted)
  }
  return truth(wanted) !== undefined && truth(value) === truth(wanted)
}

/** Judges one answer; the value is compared and, unless it is a count, never told. Pure. */
export function judgeQuery(query: QueryExpected, answer: QueryAnswer, index: number): readonly Judged[] {
  const what = told(query, index)
  if (answer.kind === 'no-value') {
    const text = `${what} has ${answer.rows} rows and ${answer.columns} columns, and one value is expected`
    return [faulty('wrong-content', text)]
  }
  if (answer.kind !== 'value') return [judgeUnanswered(answer, what)]
  const { value } = answer
  if (query.equals !== undefined && !isEqual(value, query.equals)) {
    return [faulty('wrong-content', `${what} differs: it is ${shown(value)}`)]
  }
  if (query.min === undefined && query.max === undefined) return []
  if (value === null || !NUMBER.test(value)) return [faulty('wrong-content', `${what} is no number`)]
  const number = Number(value)
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = query
  if (number >= min && number <= max) return []
  const bound = number < min ? `at least ${min}` : `at most ${max}`
  return [faulty('wrong-content', `${what} is ${shown(value)}, and should be ${bound}`)]
}
