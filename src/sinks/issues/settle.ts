import { RunError } from '../../core/errors.ts'
import type { IssuePorts } from './api.ts'
import { type Applied, type ApplyFrame, applyOperations } from './apply.ts'
import { listIssues } from './observe.ts'
import type { Observed } from './observed.ts'
import type { Operation } from './operation.ts'

/** When to look whether another run has made the same issue, milliseconds after each other: lists lag behind. */
const LOOKS = [1000, 4000]
/** Clocks differ. */
const SLACK = 10 * 60_000

type Created = Applied & {
  readonly operation: Extract<Operation, { kind: 'create' }>
  readonly issue: Observed
}

function isCreated(one: Applied): one is Created {
  return one.operation.kind === 'create' && one.issue !== undefined
}

/** The issues of a group that are open, as far as a listing and our own memory go; the first is to stay. */
function rivalsOf(
  one: Created,
  listed: readonly Observed[],
  closed: ReadonlySet<number>,
): readonly Observed[] {
  const mine = listed.filter((issue) => issue.isOpen && issue.key === one.operation.group.key)
  const all = new Map([one.issue, ...mine].map((issue) => [issue.number, issue]))
  return [...all.values()].filter(({ number }) => !closed.has(number)).toSorted((a, b) => a.number - b.number)
}

function duplicatesOf(one: Created, [first, ...others]: readonly Observed[]): readonly Operation[] {
  const { group, state } = one.operation
  return others.flatMap((issue): readonly Operation[] => {
    const own = { ...(issue.state ?? state), closed: 'duplicate' as const }
    return first ? [{ kind: 'duplicate', group, issue, state: own, of: first.number }] : []
  })
}

/**
 * After issues were made: looks twice whether another run has made some for the same groups, and closes all but the
 * first of each. Whoever looks closes the same ones, so that one stays however many runs look.
 */
export async function settle(
  applied: readonly Applied[],
  frame: ApplyFrame,
  ports: IssuePorts,
  start: number,
): Promise<readonly Applied[]> {
  const created = applied.filter(isCreated)
  if (created.length === 0) return applied
  const closed = new Set<number>()
  const kept = new Map<Operation, Observed>()
  const more: Applied[] = []
  const since = new Date(start - SLACK).toISOString()
  for (const pause of LOOKS) {
    await ports.wait(pause)
    try {
      const query = { state: 'open', since, sort: 'created', direction: 'desc' }
      const listed = await listIssues(frame, frame.login, query, ports)
      for (const one of created) {
        const rivals = rivalsOf(one, listed, closed)
        const [first] = rivals
        if (first) kept.set(one.operation, first)
        const done = await applyOperations(duplicatesOf(one, rivals), frame, ports)
        for (const { operation, fault } of done)
          if (operation.kind === 'duplicate' && fault === undefined) closed.add(operation.issue.number)
        more.push(...done)
      }
    } catch (thrown) {
      // The next run elects again.
      if (!(thrown instanceof RunError)) throw thrown
    }
  }
  const settled = applied.map((one) => ({
    ...one,
    ...(kept.has(one.operation) ? { issue: kept.get(one.operation) as Observed } : {}),
  }))
  return [...settled, ...more]
}
