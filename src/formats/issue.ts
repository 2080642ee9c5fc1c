import type { Judged } from '../core/policy.ts'
import { clip, visible } from './escape.ts'
import { findings } from './markdown-findings.ts'
import { block, code, headOf, rowOf, text } from './markdown-rows.ts'
import { type Room, sizeOf, whole } from './room.ts'
import { count } from './words.ts'

/** What an issue, or a comment on one, tells of a group of findings. */
export interface IssueFacts {
  readonly check: string
  /** The run's name; the check's id where it has no other. */
  readonly name: string
  /** Empty where the group is a whole run. */
  readonly target: string
  /** The worst first. */
  readonly open: readonly Judged[]
  readonly waived: number
  readonly below: number
  readonly gaps: readonly { readonly subject: string; readonly reason: string }[]
}

/** Where the words come from, and how the reader is to go on. */
export interface IssueFrame {
  /** When the group was looked at. */
  readonly at: Date
  /** The workflow run's page. */
  readonly runUrl?: string
}

/** How many findings came, went and stayed. */
export interface IssueChange {
  readonly added: readonly Judged[]
  readonly worse: readonly Judged[]
  readonly unchanged: number
  readonly fixed: number
}

/** GitHub takes 256 characters. */
const MAX_TITLE = 200
/** Of 65,536 characters the marker may take a third, and what is said of a change a little. */
const MAX_TEXT = 36_000
const MAX_COMMENT = 20_000

/** The title a group's issue is opened with. Its identity is in its body: a person may change it. */
export function issueTitle({ check, name, target }: Pick<IssueFacts, 'check' | 'name' | 'target'>): string {
  const what = name === check ? check : `${check} (${name})`
  const title = visible(['Upkeep', what, target].filter((part) => part !== '').join(': '))
  return title.length > MAX_TITLE ? `${clip(title, MAX_TITLE)}…` : title
}

function subjectOf({ check, name, target }: IssueFacts): string {
  const what = code(name === check ? check : `${check} (${name})`)
  return target === '' ? what : `${code(target)} (${what})`
}

function worstOf(open: readonly Judged[]): string {
  return open[0]?.finding.severity ?? ''
}

function restOf({ waived, below }: IssueFacts): readonly string[] {
  const parts = [
    ...(waived > 0 ? [`${count(waived, 'finding')} waived`] : []),
    ...(below > 0 ? [`${count(below, 'finding')} too mild for an issue`] : []),
  ]
  return parts.length > 0 ? [`Besides: ${parts.join(', ')}.`, ''] : []
}

const UNSEEN = [
  '### Could not be looked at',
  '',
  'Earlier findings there may still be true.',
  '',
  ...headOf(['Subject', 'Why']),
]

/** What could not be looked at, in at most a quarter of the room: the findings come after it. */
function gapLines(gaps: IssueFacts['gaps'], room: Room): readonly string[] {
  const rows = gaps.map(({ subject, reason }) => rowOf([code(subject), text(reason)]))
  const own: Room = { left: Math.min(room.left, MAX_TEXT / 4), isCut: false }
  const lines = block(UNSEEN, rows, 'gap', own)
  room.left -= sizeOf(lines)
  room.isCut ||= own.isCut
  return lines
}

/** What is wrong, as Markdown that is the same as long as that is the same. */
export function issueText(facts: IssueFacts): string {
  const { open, gaps } = facts
  const room: Room = { left: MAX_TEXT, isCut: false }
  const said = `${count(open.length, 'problem')} with ${subjectOf(facts)}, the worst ${text(worstOf(open))}.`
  const memory = `Nothing is wrong with ${subjectOf(facts)}: this issue is where Upkeep remembers which issues are its own.`
  const head = whole([open.length > 0 ? said : memory, ''], room)
  return [
    ...head,
    ...restOf(facts),
    ...gapLines(gaps, room),
    ...findings(open, room),
    ...(room.isCut ? ['Not everything fits here: see the report file.', ''] : []),
  ].join('\n')
}

function runOf({ runUrl }: IssueFrame, word: string): string {
  // Made by the runner from its own variables; in angle brackets nothing in it is Markdown but a line's end or `>`.
  return runUrl === undefined || /[\s<>()]/.test(runUrl) ? word : `[${word}](${runUrl})`
}

function dayOf(at: Date): string {
  return `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`
}

/** How a change is said: `+2 new, 1 worse, 1 fixed, 7 unchanged`. */
export function changeWords({ added, worse, fixed, unchanged }: IssueChange): string {
  return [
    `+${added.length} new`,
    ...(worse.length > 0 ? [`${worse.length} worse`] : []),
    `${fixed} fixed`,
    `${unchanged} unchanged`,
  ].join(', ')
}

const HOW = [
  'Edited in place by Upkeep; a comment comes only for what is new or worse, and when it is fixed. It closes by itself once everything here was looked at and is clean.',
  'Close it as *not planned* to hear no more of it until something is new or worse, or the snooze ends.',
]

/** The end of a body: what this writing changed, and what a reader can do. */
export function issueFoot(change: IssueChange | undefined, frame: IssueFrame, after?: number): string {
  const words = change ? `${changeWords(change)} since the last change. ` : ''
  const link = after === undefined ? '' : `Happened before: #${after}. `
  return [
    '---',
    `<sub>${link}${words}As of ${dayOf(frame.at)}, ${runOf(frame, 'this run')}. ${HOW.join(' ')}</sub>`,
  ].join('\n')
}

/** The body of an issue that Upkeep has closed. */
export function closedText(facts: IssueFacts, why: 'fixed' | 'gone', frame: IssueFrame): string {
  return closingComment(facts, why, frame)
}

function quietWords({ waived, below }: IssueFacts): string {
  return waived + below === 0 ? 'nothing is wrong' : 'nothing is left that needs an issue'
}

/** The last words on a group that is fixed, or no longer configured. */
export function closingComment(facts: IssueFacts, why: 'fixed' | 'gone', frame: IssueFrame): string {
  const when = `${dayOf(frame.at)}, ${runOf(frame, 'this run')}`
  return why === 'fixed'
    ? [
        `✅ Fixed: ${subjectOf(facts)} was looked at completely and ${quietWords(facts)} (${when}).`,
        ...restOf(facts),
      ]
        .join('\n\n')
        .trimEnd()
    : `${subjectOf(facts)} is no longer configured, so nothing is said about it any more (${when}).`
}

/** What the body of a second issue of one group says. */
export function duplicateText(facts: IssueFacts, of: number): string {
  return `Duplicate of #${of}: ${subjectOf(facts)} has its one issue there.`
}

const WHY = {
  again: 'It is back.',
  worse: 'Something is new or worse since this was closed.',
  'snooze-over': 'It is still there, and the snooze is over.',
  'not-fixed': 'It is still there a day after this was closed as completed.',
} as const

/** A comment for what is new or worse, or for an issue that is open again. */
export function changeComment(
  change: IssueChange,
  why: keyof typeof WHY | undefined,
  frame: IssueFrame,
): string {
  const news = [...change.worse, ...change.added]
  const room: Room = { left: MAX_COMMENT, isCut: false }
  const head = why === undefined ? '' : `${WHY[why]} `
  return [
    `⚠️ ${head}${changeWords(change)} (${dayOf(frame.at)}, ${runOf(frame, 'this run')}).`,
    '',
    ...findings(news, room),
  ]
    .join('\n')
    .trimEnd()
}
