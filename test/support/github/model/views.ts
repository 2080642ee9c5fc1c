import { stamp } from './answers.ts'
import {
  asOf,
  type Call,
  type FakeJob,
  type FakeRun,
  type FakeWorkflow,
  type IssueVersion,
  type Label,
  type StoredComment,
  type StoredIssue,
} from './state.ts'

/** How GitHub's answers show what the model holds, with each name that its description requires. */

function nodeId(kind: string, id: number | string): string {
  return Buffer.from(`${kind}:${id}`).toString('base64url')
}

function siteOf(apiUrl: string): string {
  return apiUrl.replace(/\/api\/v3$/, '')
}

/** A number that belongs to a name. */
function idOf(name: string): number {
  return [...name].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 9_999_991, 7)
}

/** An account; those with `[bot]` are bots. */
export function userView(call: Call, login: string): object {
  const url = `${call.apiUrl}/users/${encodeURIComponent(login)}`
  const id = idOf(login)
  const own = (name: string) => `${url}/${name}`
  return {
    ...{ login, id, node_id: nodeId('User', id), gravatar_id: '', site_admin: false, url },
    avatar_url: `${siteOf(call.apiUrl)}/avatars/${id}`,
    html_url: `${siteOf(call.apiUrl)}/${encodeURIComponent(login)}`,
    followers_url: own('followers'),
    following_url: own('following{/other_user}'),
    gists_url: own('gists{/gist_id}'),
    starred_url: own('starred{/owner}{/repo}'),
    subscriptions_url: own('subscriptions'),
    organizations_url: own('orgs'),
    repos_url: own('repos'),
    events_url: own('events{/privacy}'),
    received_events_url: own('received_events'),
    type: login.endsWith('[bot]') ? 'Bot' : 'User',
  }
}

function repositoryUrl(call: Call): string {
  return `${call.apiUrl}/repos/${call.rules.repository}`
}

/** A label. */
export function labelView(call: Call, { id, name, color, description }: Label): object {
  const url = `${repositoryUrl(call)}/labels/${encodeURIComponent(name)}`
  return { id, node_id: nodeId('Label', id), url, name, color, description, default: false }
}

/** An issue or a pull request as it was at a version. */
export function issueView(call: Call, issue: StoredIssue, version: IssueVersion): object {
  const { number } = issue
  const url = `${repositoryUrl(call)}/issues/${number}`
  const kind = issue.isPull ? 'pull' : 'issues'
  const html = `${siteOf(call.apiUrl)}/${call.rules.repository}/${kind}/${number}`
  const pull = {
    url: url.replace('/issues/', '/pulls/'),
    html_url: html,
    diff_url: `${html}.diff`,
    patch_url: `${html}.patch`,
    merged_at: null,
  }
  const labels = version.labels.flatMap((id) => call.state.labels.find((label) => label.id === id) ?? [])
  const assignees = version.assignees.map((login) => userView(call, login))
  return {
    ...{ url, repository_url: repositoryUrl(call), labels_url: `${url}/labels{/name}` },
    ...{ comments_url: `${url}/comments`, events_url: `${url}/events`, html_url: html },
    ...{ id: 7_000_000 + number, node_id: nodeId('Issue', number), number, title: version.title },
    user: userView(call, issue.author),
    labels: labels.map((label) => labelView(call, label)),
    state: version.state,
    state_reason: version.reason,
    locked: version.locked,
    active_lock_reason: null,
    assignee: assignees[0] ?? null,
    assignees,
    milestone: version.milestone === null ? null : milestoneView(call, version.milestone),
    comments: version.comments,
    created_at: stamp(issue.createdAt),
    updated_at: stamp(version.updatedAt),
    closed_at: version.closedAt === null ? null : stamp(version.closedAt),
    closed_by: version.closedBy === null ? null : userView(call, version.closedBy),
    author_association: issue.author === call.rules.login ? 'NONE' : 'MEMBER',
    body: version.body,
    ...(issue.isPull ? { pull_request: pull, draft: false } : {}),
  }
}

function milestoneView(call: Call, number: number): object {
  const url = `${repositoryUrl(call)}/milestones/${number}`
  const html = `${siteOf(call.apiUrl)}/${call.rules.repository}/milestone/${number}`
  return {
    ...{ url, html_url: html, labels_url: `${url}/labels`, id: number, node_id: nodeId('Milestone', number) },
    ...{ number, title: `Milestone ${number}`, description: null, creator: null, state: 'open' },
    ...{ open_issues: 0, closed_issues: 0, due_on: null, closed_at: null },
    ...{ created_at: stamp(0), updated_at: stamp(0) },
  }
}

/** A comment as it was at a moment. */
export function commentView(call: Call, comment: StoredComment, seenAt: number): object {
  const version = asOf(comment.versions, seenAt)
  const issue = `${repositoryUrl(call)}/issues/${comment.issue}`
  const isPull = call.state.issues[comment.issue - 1]?.isPull === true
  const html = `${siteOf(call.apiUrl)}/${call.rules.repository}/${isPull ? 'pull' : 'issues'}/${comment.issue}`
  return {
    id: comment.id,
    node_id: nodeId('IssueComment', comment.id),
    url: `${repositoryUrl(call)}/issues/comments/${comment.id}`,
    html_url: `${html}#issuecomment-${comment.id}`,
    issue_url: issue,
    user: userView(call, comment.author),
    created_at: stamp(comment.createdAt),
    updated_at: stamp(version?.at ?? comment.createdAt),
    body: version?.body ?? '',
    author_association: 'NONE',
  }
}

const REPOSITORY_URLS = `archive assignees blobs branches collaborators comments commits compare contents
  contributors deployments downloads events forks git_commits git_refs git_tags hooks issue_comment issue_events
  issues keys labels languages merges milestones notifications pulls releases stargazers statuses subscribers
  subscription tags teams trees clone git mirror ssh svn`

/** A repository as a run shows it, or with all of its own page. */
export function repositoryView(call: Call): object {
  const { repository, isPrivate } = call.rules
  const [owner = '', name = ''] = repository.split('/')
  const url = repositoryUrl(call)
  const urls = REPOSITORY_URLS.split(/\s+/).map((each) => [`${each}_url`, `${url}/${each}`])
  const zeros = `forks forks_count open_issues open_issues_count size stargazers_count watchers watchers_count
    network_count subscribers_count`.split(/\s+/)
  const flags = 'has_projects has_wiki has_pages has_discussions archived disabled fork'.split(' ')
  return {
    ...Object.fromEntries(urls),
    ...Object.fromEntries(zeros.map((each) => [each, 0])),
    ...Object.fromEntries(flags.map((each) => [each, false])),
    ...{ id: 1, node_id: nodeId('Repository', 1), name, full_name: repository, url },
    owner: userView(call, owner),
    html_url: `${siteOf(call.apiUrl)}/${repository}`,
    private: isPrivate,
    visibility: isPrivate ? 'private' : 'public',
    has_issues: call.state.hasIssues,
    default_branch: 'main',
    ...{ description: null, homepage: null, language: null, license: null },
    ...{ pushed_at: stamp(0), created_at: stamp(0), updated_at: stamp(0) },
  }
}

/** A workflow. */
export function workflowView(call: Call, { id, name, path, state = 'active' }: FakeWorkflow): object {
  const url = `${repositoryUrl(call)}/actions/workflows/${id}`
  const site = `${siteOf(call.apiUrl)}/${call.rules.repository}`
  return {
    ...{ id, node_id: nodeId('Workflow', id), name, path, state, url },
    html_url: `${site}/blob/main/${path}`,
    badge_url: `${site}/workflows/${encodeURIComponent(name)}/badge.svg`,
    ...{ created_at: stamp(0), updated_at: stamp(0) },
  }
}

const COMMIT = '5f1c0d7b2e9a4c6d8b3f7a1e0c5d9b2a4f6e8d1c'

/** A run of a workflow. */
export function runView(call: Call, run: FakeRun): object {
  const { id, workflow, event, status = 'completed', conclusion, at, attempt = 1, branch = 'main' } = run
  const url = `${repositoryUrl(call)}/actions/runs/${id}`
  const { name = '', path = '' } = call.state.workflows.find((each) => each.id === workflow) ?? {}
  const author = { name: 'A', email: 'a@example.org' }
  const commit = { id: COMMIT, tree_id: COMMIT, message: 'A', timestamp: stamp(0), author, committer: author }
  const repository = repositoryView(call)
  return {
    ...{ id, name, node_id: nodeId('WorkflowRun', id), head_branch: branch, head_sha: COMMIT, path },
    ...{ display_title: name, run_number: id, run_attempt: attempt, event, status, conclusion, url },
    ...{ workflow_id: workflow, workflow_url: `${repositoryUrl(call)}/actions/workflows/${workflow}` },
    html_url: `${siteOf(call.apiUrl)}/${call.rules.repository}/actions/runs/${id}`,
    pull_requests: [],
    ...{ created_at: stamp(at), updated_at: stamp(at), run_started_at: stamp(at) },
    ...{ jobs_url: `${url}/jobs`, logs_url: `${url}/logs`, check_suite_url: `${url}/suite` },
    ...{ artifacts_url: `${url}/artifacts`, cancel_url: `${url}/cancel`, rerun_url: `${url}/rerun` },
    ...{ head_commit: commit, repository, head_repository: repository },
  }
}

/** A job, by its place in its run. */
export function jobView(call: Call, run: FakeRun, job: FakeJob, index: number): object {
  const id = run.id * 100 + index
  const { name = '' } = call.state.workflows.find((each) => each.id === run.workflow) ?? {}
  const { name: jobName, status = 'completed', conclusion } = job
  const done = status === 'completed' ? stamp(run.at) : null
  return {
    ...{ id, run_id: run.id, run_attempt: run.attempt ?? 1, workflow_name: name, head_branch: 'main' },
    ...{ node_id: nodeId('Job', id), head_sha: COMMIT, name: jobName, status, conclusion, steps: [] },
    run_url: `${repositoryUrl(call)}/actions/runs/${run.id}`,
    url: `${repositoryUrl(call)}/actions/jobs/${id}`,
    html_url: `${siteOf(call.apiUrl)}/${call.rules.repository}/actions/runs/${run.id}/job/${id}`,
    check_run_url: `${repositoryUrl(call)}/check-runs/${id}`,
    ...{
      created_at: stamp(run.at),
      started_at: stamp(run.at),
      completed_at: done,
      labels: ['ubuntu-latest'],
    },
    ...{ runner_id: 1, runner_name: 'runner', runner_group_id: 1, runner_group_name: 'default' },
  }
}
