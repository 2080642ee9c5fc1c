import type { GitHubAnswer } from '../../../src/core/github-ports.ts'
import type { Ports } from './virtual.ts'

/**
 * What tools do today, so that a simulation can show that it finds their faults: issue 7's reference for what the
 * reconciler has to do better.
 */
export interface Wanted {
  /** `owner/name`. */
  readonly repository: string
  readonly title: string
  readonly label: string
}

async function hasIssue({ github, wait }: Ports, { repository, label }: Wanted): Promise<boolean> {
  const query = { labels: label, state: 'open', per_page: '100' }
  // Clients do repeat what only reads.
  for (let attempt = 0; attempt < 4; attempt += 1) {
    const request = { method: 'GET', path: `/repos/${repository}/issues`, query } as const
    const answer = await github(request).catch(() => undefined)
    if (answer?.status === 200 && Array.isArray(answer.body)) return answer.body.length > 0
    await wait(1000 * 2 ** attempt)
  }
  throw new Error('the list could not be read')
}

function post({ github }: Ports, { repository, title, label }: Wanted): Promise<GitHubAnswer> {
  const body = { title, body: 'Something is wrong.', labels: [label] }
  return github({ method: 'POST', path: `/repos/${repository}/issues`, body })
}

/** Lists by label, and creates where nothing is listed. */
export async function listThenCreate(ports: Ports, wanted: Wanted): Promise<void> {
  if (await hasIssue(ports, wanted)) return
  const { status } = await post(ports, wanted)
  if (status !== 201) throw new Error(`the issue was answered with ${status}`)
}

/** The same, and sends the POST again after any error, up to three times. */
export async function listThenCreateWithRetry(ports: Ports, wanted: Wanted): Promise<void> {
  if (await hasIssue(ports, wanted)) return
  for (let attempt = 0; attempt < 4; attempt += 1) {
    const answer = await post(ports, wanted).catch(() => undefined)
    if (answer?.status === 201) return
    await ports.wait(1000 * 2 ** attempt)
  }
  throw new Error('the issue could not be created')
}
