import type { Workflow } from '../core/ports.ts'
import type { Environment } from './environment.ts'

/** The event that started a workflow, as far as a check cares. */
export interface Event {
  readonly name: string
  readonly payload: unknown
}

/** The commit that a change is compared with, and the head it was made from. */
export interface ChangeEvent {
  readonly kind: 'pull request' | 'merge queue'
  readonly base: string
  readonly head: string
}

function at(payload: unknown, ...keys: readonly string[]): string {
  let value: unknown = payload
  for (const key of keys)
    value = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined
  return typeof value === 'string' ? value : ''
}

const SHA = /^[0-9a-f]{40}([0-9a-f]{24})?$/

/**
 * What a pull request or a merge queue changes against; undefined for every other event
 * (https://docs.github.com/webhooks/webhook-events-and-payloads#pull_request, #merge_group).
 */
export function changeOf({ name, payload }: Event): ChangeEvent | undefined {
  if (name === 'pull_request') {
    return {
      kind: 'pull request',
      base: sha(at(payload, 'pull_request', 'base', 'sha')),
      head: sha(at(payload, 'pull_request', 'head', 'sha')),
    }
  }
  if (name === 'merge_group') {
    return {
      kind: 'merge queue',
      base: sha(at(payload, 'merge_group', 'base_sha')),
      head: sha(at(payload, 'merge_group', 'head_sha')),
    }
  }
  return undefined
}

function sha(value: string): string {
  return SHA.test(value) ? value : ''
}

/**
 * The workflow that runs: `GITHUB_WORKFLOW_REF` is `owner/repository/path@ref`, of the workflow that a caller has
 * started where workflows call each other; a scheduled one's payload holds the cron that did it
 * (https://docs.github.com/en/actions/reference/workflows-and-actions/variables).
 */
export function workflowOf(env: Environment, { name, payload }: Event): Workflow {
  const isScheduled = name === 'schedule'
  const cron = at(payload, 'schedule')
  const [, path] = /^[^/]+\/[^/]+\/(.+?)@/.exec(env['GITHUB_WORKFLOW_REF'] ?? '') ?? []
  return { path, isScheduled, cron: isScheduled && cron !== '' ? cron : undefined }
}
