import { integer, listOf, mapping, recordOf, type ValuesOf } from '../../core/mappings.ts'
import { duration, type Parser, quote, text } from '../../core/parsers.ts'
import { share } from './measures.ts'

function sql(): Parser<string> {
  return {
    placeholder: 'SQL',
    schema: { type: 'string', minLength: 1 },
    parse: (raw) =>
      typeof raw === 'string' && raw.trim() !== '' && !raw.includes('\0')
        ? { value: raw.trim() }
        : { problems: [`must be a query, not ${quote(raw)}`] },
  }
}

/** What a query should answer: text, or a number, true or false as text. */
function answer(): Parser<string> {
  return {
    placeholder: 'ANSWER',
    schema: { type: ['string', 'number', 'boolean'] },
    parse: (raw) =>
      typeof raw === 'string' || typeof raw === 'number' || typeof raw === 'boolean'
        ? { value: String(raw) }
        : { problems: [`must be text or a number, not ${quote(raw)}`] },
  }
}

function bound(): Parser<number> {
  return {
    placeholder: 'NUMBER',
    schema: { type: 'number' },
    parse: (raw) => {
      // YAML in an input is read as text: what is a number is known here.
      const typed = typeof raw === 'string' && /^\s*-?\d{1,15}(\.\d{1,15})?\s*$/.test(raw) ? Number(raw) : raw
      return typeof typed === 'number' && Number.isFinite(typed)
        ? { value: typed }
        : { problems: [`must be a number, not ${quote(raw)}`] }
    },
  }
}

const NEWEST = mapping({
  table: { description: 'The table.', parser: text('TABLE'), required: true },
  column: {
    description: 'A column of dates or times; without a zone they are UTC.',
    parser: text('COLUMN'),
    required: true,
  },
  within: {
    description: 'How old the newest row may be, as `24h`. Default: `rpo`.',
    parser: duration(),
  },
})

const QUERY_FIELDS = mapping({
  sql: {
    description: 'One query; it runs read-only and answers one row with one column.',
    parser: sql(),
    required: true,
  },
  equals: { description: 'The answer must be this.', parser: answer() },
  min: { description: 'The answer must be a number of at least this.', parser: bound() },
  max: { description: 'The answer must be a number of at most this.', parser: bound() },
  database: { description: 'In which database, where the dump holds several.', parser: text('DATABASE') },
})

/** A query whose answer nothing is expected of would be one that every answer passes. */
const QUERY: typeof QUERY_FIELDS = {
  ...QUERY_FIELDS,
  parse: (raw) => {
    const parsed = QUERY_FIELDS.parse(raw)
    if ('problems' in parsed) return parsed
    const { equals, min, max } = parsed.value
    return equals === undefined && min === undefined && max === undefined
      ? { problems: ['lacks what is expected of its answer: equals, min or max'] }
      : parsed
  },
}

/** What a restored database is asked, level 5. */
export const EXPECT = {
  tables: {
    description: 'Tables that must be there: `users`, `public.users`.',
    parser: listOf(text('TABLE')),
  },
  'min-rows': {
    description: 'How many rows tables must have at least: `{ users: 100 }`.',
    parser: recordOf(integer(0, Number.MAX_SAFE_INTEGER)),
  },
  newest: { description: 'Tables whose newest row must not be too old.', parser: listOf(NEWEST) },
  queries: { description: 'Queries and their answers.', parser: listOf(QUERY) },
  drift: {
    description:
      'How much smaller than in the last verified run a table may be, as `20%`. Default: `50%`. See `previous`.',
    parser: share(),
  },
  'drift-floor': {
    description: 'How many rows fewer are no reason, whatever the share. Default: 100.',
    parser: integer(0, Number.MAX_SAFE_INTEGER),
  },
} as const

export type Expect = ValuesOf<typeof EXPECT>
