import { objectOf } from '../../inventory/json.ts'
import { idOf, lineOf } from './report-text.ts'
import { type Fields, listOf } from './sarif-rules.ts'

function objectsIn(value: unknown): readonly Fields[] {
  return listOf(value)
    .map(objectOf)
    .filter((one) => one !== undefined)
}

interface Notification {
  readonly level: unknown
  readonly text: string
}

function notificationsOf(invocation: Fields): readonly Notification[] {
  const keys = ['toolExecutionNotifications', 'toolConfigurationNotifications']
  return keys
    .flatMap((key) => objectsIn(invocation[key]))
    .map((one) => ({ level: one['level'], text: lineOf(objectOf(one['message'])?.['text'], 200) }))
}

/** Why a scanner did not look, in words that follow its run; undefined where it says that it did. */
export function failureOf(run: Fields): string | undefined {
  const name = idOf(objectOf(objectOf(run['tool'])?.['driver'])?.['name'])
  const by = name === '' ? '' : ` (${name})`
  const failed = listOf(run['invocations'])
    .map(objectOf)
    .find((one) => one?.['executionSuccessful'] === false)
  if (failed) {
    const told = notificationsOf(failed).find(({ level, text }) => level === 'error' && text !== '')?.text
    const why = told ?? lineOf(failed['exitCodeDescription'], 200)
    return `${by} failed${why === '' ? '' : `: ${why}`}`.trim()
  }
  return Array.isArray(run['results']) ? undefined : `${by} has no list of results`.trim()
}

/** Errors of a scanner that says it succeeded, and results it keeps elsewhere: parts that were not looked at. */
export function notifiedGaps(tool: string, run: Fields): readonly string[] {
  const told = objectsIn(run['invocations'])
    .flatMap(notificationsOf)
    .filter(({ level }) => level === 'error')
    .map(({ text }) => `${tool} reports an error of its own: ${text || 'it does not say which'}`)
  const elsewhere = listOf(objectOf(run['externalPropertyFileReferences'])?.['results']).length > 0
  return elsewhere ? [...told, `${tool} keeps results in other files, which were not read`] : told
}

/**
 * Why a result is set aside; undefined where it is not. One suppression that is under review or was rejected is enough
 * to make it count (SARIF 2.1.0, 3.27.23 and 3.35.3).
 */
export function suppressionOf(value: unknown): string | undefined {
  const listed = listOf(value)
  const suppressions = objectsIn(listed)
  const accepted = suppressions.every(({ status }) => status === undefined || status === 'accepted')
  if (suppressions.length === 0 || suppressions.length < listed.length || !accepted) return undefined
  const why = suppressions.map((one) => lineOf(one['justification'])).find((text) => text !== '')
  const where = suppressions[0]?.['kind'] === 'inSource' ? 'in the source' : 'outside of the source'
  return why ?? `suppressed ${where}, without a reason`
}
