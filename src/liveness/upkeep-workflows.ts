import { messageOf, RunError } from '../core/errors.ts'
import type { Gap } from '../core/finding.ts'
import { CHECK_IDS } from '../core/ids.ts'
import type { Tree } from '../core/ports.ts'
import { textOf } from '../inventory/json.ts'
import { readSchedules, type Schedule } from '../inventory/schedule.ts'
import { readYamlNodes, type YamlNode } from '../inventory/yaml-nodes.ts'
import { isAskedOn } from './asked-checks.ts'
import { passThrough } from './conditions.ts'
import type { JobName } from './job-names.ts'
import { type CheckUse, checkUsesIn } from './workflow-walk.ts'

/** Where a check is in a run of its workflow, as GitHub names jobs and steps. */
export interface JobTrace {
  readonly chain: readonly JobName[]
  readonly step: string | undefined
}

/** A check that a workflow runs on a schedule. */
export interface ScheduledCheck {
  readonly check: string
  /** The names of its runs; undefined where they cannot be told. */
  readonly names: readonly string[] | undefined
  /** Those of the workflow's schedules on which it runs. */
  readonly schedules: readonly Schedule[]
  /** Whether these are all of them. */
  readonly always: boolean
  /** It cannot be told on which of the schedules it runs, or whether: every run of the workflow counts as one of it. */
  readonly varies: boolean
  readonly jobs: readonly JobTrace[]
}

/** A workflow that uses Upkeep. */
export interface UpkeepWorkflow {
  readonly path: string
  /** Empty where it has none. */
  readonly schedules: readonly Schedule[]
  /** Those that run on its schedules, in the order of CHECK_IDS. */
  readonly checks: readonly ScheduledCheck[]
}

/** The workflows that use Upkeep, and what could not be read. */
export interface UpkeepWorkflows {
  readonly workflows: readonly UpkeepWorkflow[]
  readonly gaps: readonly Gap[]
}

const MAX_BYTES = 2 * 1024 * 1024
const MAX_ITEMS = 20_000

type Complain = (path: string, reason: string) => void

async function readRoot(tree: Tree, path: string, complain: Complain): Promise<Read | undefined> {
  try {
    const bytes = await tree.read(path, MAX_BYTES)
    if (bytes === undefined) return undefined
    const decoded = textOf(bytes)
    const read = 'problem' in decoded ? decoded : readYamlNodes(decoded.text)
    if ('problem' in read) complain(path, `it ${read.problem}`)
    else return { bytes, root: read.root }
  } catch (thrown) {
    if (!(thrown instanceof RunError)) throw thrown
    complain(path, messageOf(thrown))
  }
  return { bytes: new Uint8Array(), root: undefined }
}

interface Read {
  readonly bytes: Uint8Array
  readonly root: YamlNode | undefined
}

type ReadOnce = (path: string) => Promise<Read | undefined>

function readerOf(tree: Tree, complain: Complain): ReadOnce {
  const known = new Map<string, Promise<Read | undefined>>()
  return (path) => {
    const read = known.get(path) ?? readRoot(tree, path, complain)
    known.set(path, read)
    return read
  }
}

function usesIn(path: string, root: YamlNode, read: ReadOnce, complain: Complain) {
  let items = 0
  const missing = (called: string) => complain(path, `it uses ${called}, which is not there`)
  return checkUsesIn(root, {
    workflow: async (called) => {
      const found = await read(called)
      if (found === undefined) missing(called)
      return found?.root
    },
    // An action's folder may be made by a step before it: nothing is missed that can be known.
    action: async (folder) => {
      const at = folder === '' ? '' : `${folder}/`
      return ((await read(`${at}action.yml`)) ?? (await read(`${at}action.yaml`)))?.root
    },
    isSpent: () => {
      items += 1
      if (items === MAX_ITEMS)
        complain(path, `it has more than ${MAX_ITEMS} jobs and steps: not all were read`)
      return items >= MAX_ITEMS
    },
  })
}

function scheduledCheck(
  check: string,
  uses: readonly CheckUse[],
  schedules: readonly Schedule[],
): readonly ScheduledCheck[] {
  const passed = uses.flatMap((use) => {
    const asked = schedules.filter(({ cron }) => isAskedOn(use.asked, check, cron))
    const through = passThrough(use.conditions, asked)
    const varies = through.varies || !use.asked.isSure
    return through.schedules.length === 0 ? [] : [{ schedules: through.schedules, varies, use }]
  })
  if (passed.length === 0) return []
  const sure = passed.filter(({ varies }) => !varies)
  const counted = sure.length > 0 ? sure : passed
  const own = schedules.filter((schedule) => counted.some((one) => one.schedules.includes(schedule)))
  const names = passed.flatMap(({ use }) => use.name ?? [])
  return [
    {
      check,
      names: names.length === passed.length ? [...new Set(names)] : undefined,
      schedules: own,
      always: sure.some((one) => one.schedules.length === schedules.length),
      varies: sure.length === 0,
      jobs: passed.map(({ use: { chain, step } }) => ({ chain, step })),
    },
  ]
}

function workflowPaths(files: readonly string[]): readonly string[] {
  return files.filter((path) => /^\.github\/workflows\/[^/]*\.ya?ml$/.test(path))
}

/**
 * Which workflow files of a tree use checks of Upkeep, in which jobs, on which schedules. Schedules count on the default
 * branch alone: give its tree. A file that cannot be read may be one of them, and is a gap.
 */
export async function readUpkeepWorkflows(tree: Tree): Promise<UpkeepWorkflows> {
  const gaps: Gap[] = []
  const complain: Complain = (path, reason) => void gaps.push({ target: path, subject: path, reason })
  const { files, unreadable } = await tree.list()
  for (const { path, reason } of unreadable) if (/^\.github(\/workflows)?$/.test(path)) complain(path, reason)
  const read = readerOf(tree, complain)
  const workflows: UpkeepWorkflow[] = []
  for (const path of workflowPaths(files)) {
    const found = await read(path)
    if (found?.root === undefined) continue
    const uses = await usesIn(path, found.root, read, complain)
    if (uses.length === 0) continue
    const schedules = readSchedules(found.bytes)
    const checks = CHECK_IDS.flatMap((check) => {
      const mine = uses.filter((use) => use.check === check)
      return scheduledCheck(check, mine, schedules)
    })
    workflows.push({ path, schedules, checks })
  }
  return { workflows, gaps }
}
