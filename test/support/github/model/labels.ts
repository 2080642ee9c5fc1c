import type { GitHubAnswer } from '../../../../src/core/github-ports.ts'
import { forbidden } from './access.ts'
import { invalid, json, notFound, pageOf } from './answers.ts'
import { isAssignable, labelNameMistakes } from './fields.ts'
import { type Call, ensureLabel, findLabel } from './state.ts'
import { labelView } from './views.ts'

/** All labels, the oldest first; they do not lag. */
export function listLabels(call: Call): GitHubAnswer {
  const refusal = forbidden(call, 'issues', 'read')
  if (refusal) return refusal
  const { items, headers } = pageOf(call, call.state.labels)
  return json(
    200,
    items.map((label) => labelView(call, label)),
    headers,
  )
}

/** A label by its name in any case. */
export function getLabel(call: Call): GitHubAnswer {
  const refusal = forbidden(call, 'issues', 'read')
  if (refusal) return refusal
  const label = findLabel(call.state, call.parameters[0] ?? '')
  return label ? json(200, labelView(call, label)) : notFound()
}

/** A test-and-set in one step: of two requests at once, one gets 422. */
export function createLabel(call: Call): GitHubAnswer {
  const refusal = forbidden(call, 'issues', 'write')
  if (refusal) return refusal
  const { name, color, description } = call.body
  const wrong = labelNameMistakes(name)
  if (wrong.length > 0) return invalid(wrong)
  if (color !== undefined && !/^[0-9a-f]{6}$/i.test(String(color)))
    return invalid([{ resource: 'Label', code: 'invalid', field: 'color', value: String(color) }])
  if (String(description ?? '').length > 100)
    return invalid([{ resource: 'Label', code: 'invalid', field: 'description' }])
  if (findLabel(call.state, String(name)))
    return invalid([{ resource: 'Label', code: 'already_exists', field: 'name' }])
  const rest = {
    ...(color === undefined ? {} : { color: String(color) }),
    ...(description === undefined ? {} : { description: String(description) }),
  }
  return json(201, labelView(call, ensureLabel(call.state, String(name), rest)))
}

/** Takes the label from its issues too. */
export function deleteLabel(call: Call): GitHubAnswer {
  const refusal = forbidden(call, 'issues', 'write')
  if (refusal) return refusal
  const { state } = call
  const label = findLabel(state, call.parameters[0] ?? '')
  if (!label) return notFound()
  state.labels = state.labels.filter((each) => each !== label)
  return json(204, null)
}

/** 204 for whom issues can be assigned to, else 404. */
export function checkAssignee(call: Call): GitHubAnswer {
  const refusal = forbidden(call, 'issues', 'read')
  if (refusal) return refusal
  return isAssignable(call, call.parameters[0] ?? '') ? json(204, null) : notFound()
}
