import type { IssuePorts } from './api.ts'
import { registryIn } from './holder.ts'
import { addUnlabeled, type IssueSource, listLabeled, loginOf, lookForMissing } from './observe.ts'
import type { Observation } from './observed.ts'
import { NO_REGISTRY, type Registry } from './registry.ts'
import { keyOf } from './state.ts'

/** The group of the findings about the checks themselves. */
export const LIVENESS = { check: 'report', name: 'liveness', target: '' } as const
export const LIVENESS_KEY = keyOf(LIVENESS)

/** What was there before this run. */
export interface Before {
  readonly observation: Observation
  readonly registry: Registry
}

/** Reads everything of ours in the repository's issues. `memory` in milliseconds: older closed issues do not count. Throws a RunError. */
export async function lookAtIssues(source: IssueSource, memory: number, ports: IssuePorts): Promise<Before> {
  const login = await loginOf(ports)
  const labeled = await listLabeled(source, login, new Date(ports.now() - memory), ports)
  const known = registryIn(labeled, LIVENESS_KEY)
  // The registry knows what has lost its label; where it is itself not there, or had no room, nobody does.
  const isWhole = known !== NO_REGISTRY && known.isCut === undefined
  const listed = isWhole ? labeled : await addUnlabeled(labeled, source, login, ports)
  const registry = registryIn(listed, LIVENESS_KEY)
  return { registry, observation: await lookForMissing(listed, registry, source, login, ports) }
}
