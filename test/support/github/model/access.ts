import type { GitHubAnswer } from '../../../../src/core/github-ports.ts'
import { json, notFound, refuse } from './answers.ts'
import { type Access, type Call, latest, type StoredIssue } from './state.ts'

const RANK: Readonly<Record<Access, number>> = { none: 0, read: 1, write: 2 }

/** GitHub's refusal where the token may not do that; undefined where it may. */
export function forbidden(
  { rules }: Call,
  scope: keyof Call['rules']['permissions'],
  needed: Access,
): GitHubAnswer | undefined {
  if (RANK[rules.permissions[scope]] >= RANK[needed]) return undefined
  return refuse(403, 'Resource not accessible by integration')
}

/** The answer of a repository without issues, to everything about them. */
export function disabled({ state }: Call): GitHubAnswer | undefined {
  return state.hasIssues ? undefined : refuse(410, 'Issues has been disabled in this repository.')
}

/**
 * The issue or pull request that a request is about, or the refusal. Strict where GitHub's documentation is vague: a
 * pull request wants the permission for pull requests, an issue the one for issues. Pull requests stay where issues
 * are disabled.
 */
export function issueFor(call: Call, needed: Access): StoredIssue | GitHubAnswer {
  const issue = call.state.issues.find(({ number }) => `${number}` === call.parameters[0])
  if (!issue?.isPull) {
    const refusal = disabled(call) ?? forbidden(call, 'issues', needed)
    if (refusal) return refusal
  }
  if (!issue) return notFound()
  const refusal = issue.isPull ? forbidden(call, 'pull-requests', needed) : undefined
  if (refusal) return refusal
  const { gone } = latest(issue)
  if (gone === 'deleted') return refuse(410, 'This issue was deleted')
  if (gone === 'transferred') {
    const url = `${call.apiUrl}/repositories/2/issues/${issue.number}`
    return json(
      301,
      { message: 'Moved Permanently', url, documentation_url: 'https://docs.github.com/rest' },
      { location: url },
    )
  }
  return issue
}

/** Tells a refusal from an issue. */
export function isAnswer(value: StoredIssue | GitHubAnswer): value is GitHubAnswer {
  return 'status' in value
}
