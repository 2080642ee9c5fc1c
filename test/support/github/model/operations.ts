import { listJobs, listRuns, listRunsOfWorkflow, listWorkflows } from './actions.ts'
import { createComment, listComments, updateComment } from './comments.ts'
import { getContents, getRepository, getTree } from './contents.ts'
import { createIssue, getIssue, listIssues, updateIssue } from './issues.ts'
import { checkAssignee, createLabel, deleteLabel, getLabel, listLabels } from './labels.ts'
import type { Handler } from './state.ts'

/** Who answers which operation, by their names in GitHub's description. */
export const HANDLERS: Readonly<Record<string, Handler>> = {
  'GET /repos/{owner}/{repo}': getRepository,
  'GET /repos/{owner}/{repo}/issues': listIssues,
  'POST /repos/{owner}/{repo}/issues': createIssue,
  'GET /repos/{owner}/{repo}/issues/{issue_number}': getIssue,
  'PATCH /repos/{owner}/{repo}/issues/{issue_number}': updateIssue,
  'GET /repos/{owner}/{repo}/issues/{issue_number}/comments': listComments,
  'POST /repos/{owner}/{repo}/issues/{issue_number}/comments': createComment,
  'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}': updateComment,
  'GET /repos/{owner}/{repo}/labels': listLabels,
  'POST /repos/{owner}/{repo}/labels': createLabel,
  'GET /repos/{owner}/{repo}/labels/{name}': getLabel,
  'DELETE /repos/{owner}/{repo}/labels/{name}': deleteLabel,
  'GET /repos/{owner}/{repo}/assignees/{assignee}': checkAssignee,
  'GET /repos/{owner}/{repo}/actions/workflows': listWorkflows,
  'GET /repos/{owner}/{repo}/actions/workflows/{workflow_id}/runs': listRunsOfWorkflow,
  'GET /repos/{owner}/{repo}/actions/runs': listRuns,
  'GET /repos/{owner}/{repo}/actions/runs/{run_id}/jobs': listJobs,
  'GET /repos/{owner}/{repo}/contents/{path}': getContents,
  'GET /repos/{owner}/{repo}/git/trees/{tree_sha}': getTree,
}

/** What makes something that people read, of which GitHub takes only so many a minute. */
export const CREATIONS: ReadonlySet<string> = new Set([
  'POST /repos/{owner}/{repo}/issues',
  'POST /repos/{owner}/{repo}/issues/{issue_number}/comments',
])
