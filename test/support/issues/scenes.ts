import type { Report } from '../../../src/core/report.ts'
import type { IssueNow } from '../github/model/summary.ts'
import type { Model } from '../github/model.ts'
import { broken, completed, reportWith, type Said } from './reports.ts'

export const HOST = 'api.example.org:443'
export const OTHER = 'www.example.org:443'

/** A report of one run with one target that has these findings, `rule` or `rule:severity`. */
export function saying(...words: readonly string[]): Report {
  return reportWith(completed({ [HOST]: words.map(said) }))
}

/** `rule:severity` as a finding; `high` where it has none. */
export function said(word: string): Said {
  const [rule = '', severity = 'high'] = word.split(':')
  return { rule, severity: severity as 'high' }
}

export const FAILING = saying('expired')
export const CLEAN = saying()
/** Its one target could not be looked at. */
export const GAP = reportWith(completed({ [HOST]: 'gap' }))
/** The run itself failed. */
export const BROKEN = reportWith(broken())
/** The target was looked at in part, and this was seen. */
export function partly(...words: readonly string[]): Report {
  return reportWith(completed({ [HOST]: { partly: words.map(said) } }))
}
/** The target is no longer there, and another is. */
export const ELSEWHERE = reportWith(completed({ [OTHER]: [] }))

/** What comments of ours say, without their first lines. */
export function remarks({ comments }: Pick<IssueNow, 'comments'>, author = 'github-actions[bot]'): string[] {
  return comments
    .filter((comment) => comment.author === author)
    .map(({ body }) => body.slice(body.indexOf('\n') + 1))
}

/** A body as a reader sees it: without its first line. */
export function textOf({ body }: Pick<IssueNow, 'body'>): string {
  return (body ?? '').split(/\r?\n/).slice(1).join('\n')
}

/** The issue with this number; throws where there is none. */
export function issueIn(model: Model, number: number): IssueNow {
  const issue = model.issues().find((one) => one.number === number)
  if (!issue) throw new Error(`there is no issue ${number}`)
  return issue
}
