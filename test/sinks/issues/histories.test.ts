import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { IssueNow } from '../../support/github/model/summary.ts'
import { createModel, type Model } from '../../support/github/model.ts'
import {
  type Act,
  histories,
  isNewsAfter,
  reportOfSeen,
  type Seen,
  type Step,
  TARGETS,
  type Target,
  tellable,
} from '../../support/issues/histories.ts'
import { DAY, HOUR, type Repository, repositoryOf } from '../../support/issues/reporting.ts'

import '../../support/seed.ts'

const MINUTE = 60_000

/** A person's decision about a target that is failing, as far as it matters. */
interface Decision {
  readonly reason: 'not_planned' | 'completed' | 'duplicate'
  readonly at: number
  /** What the person knew of. */
  readonly known: Seen
  /** What was seen since. */
  readonly since: Seen[]
}

function issuesOf(model: Model, target: Target): readonly IssueNow[] {
  return model.issues().filter(({ title, isPull }) => !isPull && title.includes(target))
}

function openOf(model: Model, target: Target): readonly IssueNow[] {
  return issuesOf(model, target).filter(({ state }) => state === 'open')
}

/** Does it, and answers whether there was something to do it with. */
function perform(model: Model, target: Target, what: Act): boolean {
  const { human } = model
  const [open] = openOf(model, target)
  if (what === 'reopen') {
    const last = issuesOf(model, target).at(-1)
    if (last?.state === 'closed') human.reopen(last.number)
    return last?.state === 'closed'
  }
  if (!open) return false
  const { number } = open
  if (what === 'retitle') human.retitle(number, `Ours: ${target}`)
  else if (what === 'relabel') human.relabel(number, ['bug'])
  else if (what === 'wipe') human.wipeBody(number)
  else if (what === 'lock') human.lock(number)
  else if (what === 'comment') human.comment(number, 'On it.')
  else human.close(number, what)
  return true
}

/** What is decided about each target while a history goes on: the newest closing by a person that none undid. */
type Decisions = Map<Target, Decision>

function decide(decisions: Decisions, { seen, act }: Step, model: Model): boolean {
  if (!act || !perform(model, act.target, act.what)) return false
  const { what, target } = act
  if (what === 'reopen') decisions.delete(target)
  if (what === 'not_planned' || what === 'completed' || what === 'duplicate')
    decisions.set(target, { reason: what, at: model.now(), known: tellable(seen, target), since: [] })
  return true
}

/** How many issues may be open for a target at rest. Where it depends on what runs met in between, both. */
function allowed(last: Seen, decision: Decision | undefined, now: number): readonly number[] {
  if (last === 'unknown') return [0, 1]
  if (last === 'gone' || Object.keys(last).length === 0) return [0]
  if (!decision || isNewsAfter(decision.known, last)) return [1]
  const { since, known, reason, at } = decision
  // A person who closed what was seen by nobody knew nothing that can be compared.
  if (typeof known === 'string' || since.some((seen) => isNewsAfter(known, seen))) return [0, 1]
  if (now - at > 90 * DAY) return [1]
  if (reason !== 'completed') return [0]
  return since.some((seen) => seen === 'gone' || Object.keys(seen).length === 0) || now - at > 20 * HOUR
    ? [0, 1]
    : [0]
}

interface Played {
  readonly repository: Repository
  readonly decisions: Decisions
  /** Changes of what was seen, and what people did, times the runs that saw it. */
  readonly events: number
}

async function play(steps: readonly Step[], seed: number): Promise<Played> {
  const model = createModel({ validate: false, labels: ['upkeep'], seed })
  const repository = repositoryOf(model, seed)
  const decisions: Decisions = new Map()
  let events = 0
  let before: Step['seen'] | undefined
  for (const step of steps) {
    model.setFaults(step.faults)
    await repository.together(Array.from({ length: step.clients }, () => reportOfSeen(step.seen)))
    for (const target of TARGETS) {
      decisions.get(target)?.since.push(tellable(step.seen, target))
      const isSame = JSON.stringify(before?.[target]) === JSON.stringify(step.seen[target])
      events += isSame ? 0 : 2
    }
    before = step.seen
    if (decide(decisions, step, model)) events += 2
    // A list that is still behind what a person did a moment ago misleads anybody.
    repository.pass(step.hours * HOUR + MINUTE)
  }
  model.setFaults({})
  return { repository, decisions, events }
}

/** Two healthy runs, and one that must find nothing to do. */
async function rest({ report }: Repository, seen: Step['seen']): Promise<void> {
  await report(reportOfSeen(seen))
  await report(reportOfSeen(seen))
  const { applied, faults } = await report(reportOfSeen(seen))
  expect(applied.filter(({ operation }) => operation.kind !== 'leave')).toEqual([])
  expect(faults).toEqual([])
}

const RUNS = { numRuns: 150 }

describe('whatever was found, went wrong and was done by people', () => {
  test('at rest the open issues are those of what was found last, less what people decided', async () => {
    const exact = { yes: 0, no: 0, snoozed: 0 }
    await fc.assert(
      fc.asyncProperty(histories, fc.integer({ min: 1, max: 9999 }), async (steps, seed) => {
        const { repository, decisions, events } = await play(steps, seed)
        const { seen } = steps.at(-1) as Step
        await rest(repository, seen)
        expect(repository.model.counts.comments).toBeLessThanOrEqual(events)
        for (const target of TARGETS) {
          const may = allowed(tellable(seen, target), decisions.get(target), repository.model.now())
          expect(may).toContain(openOf(repository.model, target).length)
          exact[may.length === 1 ? 'yes' : 'no'] += 1
          const last = tellable(seen, target)
          if (typeof last !== 'string' && Object.keys(last).length > 0 && may.join() === '0')
            exact.snoozed += 1
        }
        expect(repository.model.mistakes).toEqual([])
      }),
      RUNS,
    )
    // Else the property would say little.
    expect(exact.yes).toBeGreaterThan(exact.no * 2)
    expect(exact.snoozed).toBeGreaterThan(0)
  }, 240_000)

  test('a hundred days later no decision counts: one issue for what fails, none for what does not', async () => {
    await fc.assert(
      fc.asyncProperty(histories, fc.integer({ min: 1, max: 9999 }), async (steps, seed) => {
        const { repository } = await play(steps, seed)
        const { seen } = steps.at(-1) as Step
        repository.pass(100 * DAY)
        await rest(repository, seen)
        for (const target of TARGETS) {
          const last = tellable(seen, target)
          const isFailing = typeof last !== 'string' && Object.keys(last).length > 0
          const count = openOf(repository.model, target).length
          if (last === 'unknown') expect(count).toBeLessThanOrEqual(1)
          else expect(count).toBe(isFailing ? 1 : 0)
        }
      }),
      RUNS,
    )
  }, 240_000)

  test('each change is told at most once by each run that saw it, and nothing else is', async () => {
    await fc.assert(
      fc.asyncProperty(histories, fc.integer({ min: 1, max: 9999 }), async (steps, seed) => {
        const calm = steps.map((step) => ({ ...step, faults: {}, hours: 0 }))
        const { repository, events } = await play(calm, seed)
        await rest(repository, (steps.at(-1) as Step).seen)
        expect(repository.model.counts.comments).toBeLessThanOrEqual(events)
      }),
      RUNS,
    )
  }, 240_000)
})
