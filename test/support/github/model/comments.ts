import type { GitHubAnswer } from '../../../../src/core/github-ports.ts'
import { isAnswer, issueFor } from './access.ts'
import { invalid, json, notFound, pageOf, refuse, stamp } from './answers.ts'
import { commentMistakes } from './fields.ts'
import { addComment, asOf, type Call, isGone, latest, writeIssue } from './state.ts'
import { commentView } from './views.ts'

/** As a replica knows them, the oldest first. */
export function listComments(call: Call): GitHubAnswer {
  const issue = issueFor(call, 'read')
  if (isAnswer(issue)) return issue
  const { since } = call.query
  const listed = call.state.comments.filter((comment) => {
    const version = asOf(comment.versions, call.seenAt)
    if (comment.issue !== issue.number || !version || version.gone) return false
    return since === undefined || stamp(version.at) >= stamp(Date.parse(since))
  })
  const { items, headers } = pageOf(call, listed)
  return json(
    200,
    items.map((comment) => commentView(call, comment, call.seenAt)),
    headers,
  )
}

/** Comments by the token, unless the issue is locked. */
export function createComment(call: Call): GitHubAnswer {
  const issue = issueFor(call, 'write')
  if (isAnswer(issue)) return issue
  if (latest(issue).locked) return refuse(403, 'Unable to create comment because issue is locked.')
  const wrong = commentMistakes(call)
  if (wrong.length > 0) return invalid(wrong)
  const { state, at, rules, counts } = call
  const id = addComment(state, at, issue.number, rules.login, String(call.body['body']))
  counts.comments += 1
  counts.notifications += 1
  const comment = state.comments.find((each) => each.id === id)
  if (!comment) throw new Error('the comment is not there')
  const location = `${call.apiUrl}/repos/${rules.repository}/issues/comments/${id}`
  return json(201, commentView(call, comment, at), { location })
}

/** Changes the token's own comment. */
export function updateComment(call: Call): GitHubAnswer {
  const { state, at, parameters, rules } = call
  const comment = state.comments.find(({ id }) => `${id}` === parameters[0])
  if (!comment || isGone(comment)) return notFound()
  const issue = issueFor({ ...call, parameters: [`${comment.issue}`] }, 'write')
  if (isAnswer(issue)) return issue
  // An app may not change what others wrote.
  if (comment.author !== rules.login) return refuse(403, 'Resource not accessible by integration')
  const wrong = commentMistakes(call)
  if (wrong.length > 0) return invalid(wrong)
  const changed = { ...comment, versions: [...comment.versions, { at, body: String(call.body['body']) }] }
  state.comments = state.comments.map((each) => (each === comment ? changed : each))
  writeIssue(state, issue.number, at, {})
  return json(200, commentView(call, changed, at))
}
