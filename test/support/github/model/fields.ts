import { type Invalid, lengthOf } from './answers.ts'
import type { Call } from './state.ts'

/** What GitHub refuses in the body of an issue, a comment or a label, each with its words. */

const MAX_BODY = 65_536
const MAX_TITLE = 256
const MAX_LABEL = 50
const MAX_LABELS = 100
const REASONS = ['completed', 'not_planned', 'duplicate', 'reopened', null]

/** The names of labels or logins that a body lists, whether as texts or as objects; undefined where it lists none. */
export function namesIn(value: unknown, key: 'name' | 'login'): readonly string[] | undefined {
  if (!Array.isArray(value)) return undefined
  return value.map((each: unknown) =>
    each !== null && typeof each === 'object' ? String((each as Record<string, unknown>)[key]) : String(each),
  )
}

function tooLong(field: string, limit: number): Invalid {
  const message = `${field} is too long (maximum is ${limit} characters)`
  return { resource: 'Issue', code: 'custom', field, message }
}

function titleMistakes(title: unknown, isNew: boolean): readonly Invalid[] {
  if (title === undefined && !isNew) return []
  if (typeof title === 'number') return []
  if (typeof title !== 'string' || title.trim() === '')
    return [{ resource: 'Issue', code: 'missing_field', field: 'title' }]
  return lengthOf(title) > MAX_TITLE ? [tooLong('title', MAX_TITLE)] : []
}

function textMistakes(body: unknown): readonly Invalid[] {
  if (body === undefined || body === null) return []
  if (typeof body !== 'string') return [{ resource: 'Issue', code: 'invalid', field: 'body' }]
  return lengthOf(body) > MAX_BODY ? [tooLong('body', MAX_BODY)] : []
}

function stateMistakes({ state, state_reason: reason }: Call['body']): readonly Invalid[] {
  const wrong: Invalid[] = []
  if (state !== undefined && state !== 'open' && state !== 'closed')
    wrong.push({ resource: 'Issue', code: 'invalid', field: 'state', value: String(state) })
  if (reason !== undefined && !REASONS.includes(reason as string | null))
    wrong.push({ resource: 'Issue', code: 'invalid', field: 'state_reason', value: String(reason) })
  return wrong
}

function peopleMistakes(call: Call): readonly Invalid[] {
  const { assignees, assignee } = call.body
  const named = [
    ...(namesIn(assignees, 'login') ?? []),
    ...(typeof assignee === 'string' && assignee !== '' ? [assignee] : []),
  ]
  const strangers = named.filter((login) => !isAssignable(call, login))
  if (call.rules.drops.assignees || strangers.length === 0) return []
  return [{ resource: 'Issue', code: 'invalid', field: 'assignees', value: strangers }]
}

function labelsMistakes({ labels }: Call['body']): readonly Invalid[] {
  if (labels === undefined) return []
  const names = namesIn(labels, 'name')
  if (!names || names.length > MAX_LABELS) return [{ resource: 'Issue', code: 'invalid', field: 'labels' }]
  return names.flatMap((name) => labelNameMistakes(name))
}

function milestoneMistakes({ body, rules }: Call): readonly Invalid[] {
  const { milestone } = body
  if (milestone === undefined || milestone === null || rules.milestones.includes(Number(milestone))) return []
  return [{ resource: 'Issue', code: 'invalid', field: 'milestone', value: String(milestone) }]
}

/** Logins are the same in any case. */
export function isAssignable({ state }: Call, login: string): boolean {
  return state.assignable.some((each) => each.toLowerCase() === login.toLowerCase())
}

/** What is wrong with a label's name. */
export function labelNameMistakes(name: unknown): readonly Invalid[] {
  if (typeof name !== 'string' || name.trim() === '')
    return [{ resource: 'Label', code: 'missing_field', field: 'name' }]
  if (lengthOf(name) <= MAX_LABEL) return []
  const message = `name is too long (maximum is ${MAX_LABEL} characters)`
  return [{ resource: 'Label', code: 'custom', field: 'name', message }]
}

/** Everything that is wrong with the body of a request to create or change an issue. */
export function issueMistakes(call: Call, isNew: boolean): readonly Invalid[] {
  const { body } = call
  return [
    ...titleMistakes(body['title'], isNew),
    ...textMistakes(body['body']),
    ...(isNew ? [] : stateMistakes(body)),
    ...peopleMistakes(call),
    ...labelsMistakes(body),
    ...milestoneMistakes(call),
  ]
}

/** Everything that is wrong with the body of a request to create or change a comment. */
export function commentMistakes({ body }: Call): readonly Invalid[] {
  const text = body['body']
  if (typeof text !== 'string' || text === '')
    return [{ resource: 'IssueComment', code: 'missing_field', field: 'body' }]
  return textMistakes(text).map((each) => ({ ...each, resource: 'IssueComment' }))
}
