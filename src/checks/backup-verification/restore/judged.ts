import type { Fault, Lack, Level, Word } from '../intake.ts'
import type { Unanswered } from './questions.ts'

const LEVEL: Level = 5

/** One thing that was found, or that could not be told. */
export type Judged = { readonly fault: Fault } | { readonly lack: Lack }

/** A fault of level 5. */
export function faulty(word: Word, text: string): Judged {
  return { fault: { word, level: LEVEL, text } }
}

/** A question that cannot be answered is its asker's to mend, or this machine's: never the backup's fault. */
export function lacking(text: string): Judged {
  return { lack: { what: 'question', text } }
}

/** What there is to say of no answer, about something that is called `what`. */
export function judgeUnanswered(answer: Unanswered, what: string): Judged {
  switch (answer.kind) {
    case 'absent':
      return faulty('incomplete', `${what} speaks of something that is not there`)
    case 'no-column':
      return faulty('wrong-content', `${what} is not there`)
    case 'several':
      return lacking(`${what} could be in several places: name its schema and database`)
    case 'no-moment':
      return lacking(`${what} holds no dates or times`)
    case 'no-question':
      return lacking(`${what} is not one query that begins with SELECT, WITH, VALUES, TABLE, SHOW or EXPLAIN`)
    case 'refused':
      return lacking(
        `${what} was refused (${/^\w{1,5}$/.test(answer.code) ? answer.code : 'without a code'})`,
      )
    case 'unasked':
      return lacking(`${what} was not answered in time`)
  }
}
