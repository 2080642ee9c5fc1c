import type { Reading } from '../intake.ts'
import { excerpt } from '../sql/names.ts'
import { judgeDrift } from './drift.ts'
import type { ExpectedContent, NewestExpected } from './expected-content.ts'
import { judgeQuery } from './judge-query.ts'
import { faulty, type Judged, judgeUnanswered } from './judged.ts'
import type { Answers, NewestAnswer } from './questions.ts'
import { findTable } from './wanted-table.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

function judgeTables({ tables: expected, minRows }: ExpectedContent, { tables }: Answers): readonly Judged[] {
  const names = [...new Set([...expected, ...minRows.keys()])]
  const missing = names.filter((name) => findTable(tables, name).kind === 'absent')
  if (names.length > 1 && missing.length === names.length) {
    return [faulty('wrong-content', `none of the ${names.length} tables that it should hold is there`)]
  }
  return missing.map((name) => faulty('incomplete', `the table ${excerpt(name)} is not there`))
}

function judgeRows({ minRows }: ExpectedContent, { tables }: Answers): readonly Judged[] {
  return [...minRows].flatMap(([name, least]) => {
    const wanted = findTable(tables, name)
    if (wanted.kind === 'several') return [judgeUnanswered(wanted, `the table ${excerpt(name)}`)]
    if (wanted.kind === 'absent' || wanted.table.rows >= least) return []
    const { rows } = wanted.table
    const text = `the table ${excerpt(name)} has ${rows} rows, and should have at least ${least}`
    return [faulty(rows === 0 ? 'empty' : 'incomplete', text)]
  })
}

function spellAge(milliseconds: number): string {
  if (milliseconds >= 2 * DAY) return `${Math.floor(milliseconds / DAY)} days`
  if (milliseconds >= 2 * HOUR) return `${Math.floor(milliseconds / HOUR)} hours`
  return `${Math.floor(milliseconds / 60_000)} minutes`
}

function judgeNewest(expected: NewestExpected, answer: NewestAnswer, now: number): readonly Judged[] {
  const { table, column, within } = expected
  const what = `the column ${excerpt(column)} of ${excerpt(table)}`
  // A table that is not there is told once, by its own name.
  if (answer.kind === 'absent') return [faulty('incomplete', `the table ${excerpt(table)} is not there`)]
  if (answer.kind !== 'moment') return [judgeUnanswered(answer, what)]
  if (answer.at === undefined) return [faulty('empty', `${what} has no newest: there is no row with one`)]
  const age = now - answer.at
  if (age < -HOUR) return [faulty('wrong-content', `${what} has its newest ${spellAge(-age)} in the future`)]
  if (within === undefined || age <= within) return []
  return [
    faulty('stale', `${what} has its newest ${spellAge(age)} before, and ${spellAge(within)} are allowed`),
  ]
}

function distinct<One extends { readonly text: string }>(all: readonly One[]): readonly One[] {
  return all.filter(({ text }, index) => all.findIndex((other) => other.text === text) === index)
}

/**
 * Judges what a restored database answered (level 5). Pure. `now` is the moment that ages are counted to, in milliseconds
 * since 1970. No value out of the backup is in what it says: counts, ages and hashes alone.
 */
export function judgeAnswers(expected: ExpectedContent, answers: Answers, now: number): Reading {
  const judged = [
    ...judgeTables(expected, answers),
    ...judgeRows(expected, answers),
    ...expected.newest.flatMap((one, index) =>
      judgeNewest(one, answers.newest[index] ?? { kind: 'unasked' }, now),
    ),
    ...expected.queries.flatMap((one, index) =>
      judgeQuery(one, answers.queries[index] ?? { kind: 'unasked' }, index),
    ),
    ...judgeDrift(expected, answers.tables),
  ]
  return {
    faults: distinct(judged.flatMap((one) => ('fault' in one ? [one.fault] : []))),
    remarks: [],
    lacks: distinct(judged.flatMap((one) => ('lack' in one ? [one.lack] : []))),
  }
}
