import { posix } from 'node:path'
import { messageOf } from '../core/errors.ts'
import type { Gap } from '../core/finding.ts'
import type { Tree } from '../core/ports.ts'
import { textOf } from './json.ts'
import { commentsOf, type TextLines } from './text-lines.ts'
import { parseUse, type Use } from './uses.ts'
import { childOf, readYamlNodes, type YamlNode, type YamlText } from './yaml-nodes.ts'

export type { Use } from './uses.ts'

/** What workflows and composite actions use. */
export interface Uses {
  readonly uses: readonly Use[]
  readonly gaps: readonly Gap[]
  /** The files that were looked at. */
  readonly paths: readonly string[]
}

const MAX_BYTES = 2 * 1024 * 1024
const MAX_SUBJECT = 100

type Complain = (subject: string, reason: string) => void

/** A file's nodes on the way; `seen` lets a list that many aliases name be walked once. */
interface Walk {
  readonly complain: Complain
  readonly found: YamlText[]
  readonly seen: Set<YamlNode>
}

function isEmpty(node: YamlNode | undefined): boolean {
  return node === undefined || (node.kind === 'text' && ['', '~', 'null'].includes(node.text))
}

function takeUse(node: YamlNode, place: string, { complain, found }: Walk): void {
  if (childOf(node, '<<') !== undefined)
    complain(place, 'it has a merge key (<<), which GitHub does not read: what it uses cannot be told')
  const use = childOf(node, 'uses')
  if (use === undefined) return
  if (use.kind === 'text') found.push(use)
  else complain(place, 'its "uses" is not text')
}

function walkSteps(steps: YamlNode | undefined, place: string, walk: Walk): void {
  if (steps === undefined || isEmpty(steps) || walk.seen.has(steps)) return
  walk.seen.add(steps)
  if (steps.kind !== 'list') {
    walk.complain(place, 'its "steps" is not a list')
    return
  }
  for (const [index, step] of steps.items.entries()) {
    if (walk.seen.has(step)) continue
    walk.seen.add(step)
    const at = `${place} > step ${index + 1}`
    if (step.kind === 'map') takeUse(step, at, walk)
    else walk.complain(at, 'it is not a mapping')
  }
}

function walkJob(id: string, job: YamlNode, walk: Walk): void {
  if (walk.seen.has(job)) return
  walk.seen.add(job)
  const place = `jobs > ${id.slice(0, MAX_SUBJECT)}`
  if (job.kind !== 'map') {
    walk.complain(place, 'it is not a mapping')
    return
  }
  takeUse(job, place, walk)
  walkSteps(childOf(job, 'steps'), place, walk)
}

function walkWorkflow(path: string, root: YamlNode, walk: Walk): void {
  const jobs = childOf(root, 'jobs')
  if (jobs?.kind !== 'map') {
    walk.complain(path, 'it has no "jobs" that is a mapping: it is no workflow')
    return
  }
  for (const { key, value } of jobs.pairs) walkJob(key, value, walk)
}

function walkAction(path: string, root: YamlNode, walk: Walk): void {
  const runs = childOf(root, 'runs')
  // Other tools have files of this name too: what has no `runs` is no action.
  if (runs === undefined) return
  if (runs.kind !== 'map') {
    walk.complain(path, 'its "runs" is not a mapping')
    return
  }
  walkSteps(childOf(runs, 'steps'), 'runs', walk)
}

function isWorkflow(path: string): boolean {
  return /^\.github\/workflows\/[^/]+\.ya?ml$/.test(path)
}

function isAction(path: string): boolean {
  const isInstalled = path.split('/').includes('node_modules')
  return !isInstalled && /^action\.ya?ml$/.test(posix.basename(path))
}

function useAt(node: YamlText, path: string, lines: TextLines, complain: Complain): readonly Use[] {
  const line = lines.lineOf(node.start)
  const parsed = parseUse(node.text)
  if (parsed === 'local') return []
  if (parsed === undefined) {
    complain(
      node.text.slice(0, MAX_SUBJECT),
      `line ${line ?? '?'}: no action, workflow or image is written like this`,
    )
    return []
  }
  const comment = lines.commentOf(line)
  return [{ path, line, ...parsed, ...(comment === undefined ? {} : { comment }) }]
}

function readText(path: string, text: string, complain: Complain): readonly Use[] {
  const read = readYamlNodes(text)
  if ('problem' in read) {
    complain(path, `it ${read.problem}`)
    return []
  }
  const { root } = read
  // A file of comments alone is nothing that runs.
  if (root === undefined || isEmpty(root)) return []
  const walk: Walk = { complain, found: [], seen: new Set() }
  if (root.kind !== 'map') complain(path, 'it does not hold a mapping')
  else if (isWorkflow(path)) walkWorkflow(path, root, walk)
  else walkAction(path, root, walk)
  const lines = commentsOf(text, root)
  return walk.found.flatMap((node) => useAt(node, path, lines, complain))
}

async function readFile(tree: Tree, path: string): Promise<{ text: string } | { problem: string }> {
  try {
    const bytes = await tree.read(path)
    if (!bytes) return { problem: 'it is not there' }
    if (bytes.length > MAX_BYTES) return { problem: 'it is larger than 2 MB' }
    const decoded = textOf(bytes)
    return 'problem' in decoded ? { problem: `it ${decoded.problem}` } : decoded
  } catch (thrown) {
    return { problem: messageOf(thrown) }
  }
}

/**
 * Every `uses:` of the workflows, their steps and the workflows they call, and of composite actions, but no local ones
 * (https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax). `files` is every file of the
 * tree. What cannot be understood is a gap; steps that aliases repeat count once.
 */
export async function readUses(tree: Tree, files: readonly string[]): Promise<Uses> {
  const uses: Use[] = []
  const gaps: Gap[] = []
  const paths = files.filter((path) => isWorkflow(path) || isAction(path))
  for (const path of paths) {
    const complain: Complain = (subject, reason) => void gaps.push({ target: path, subject, reason })
    const read = await readFile(tree, path)
    if ('problem' in read) complain(path, read.problem)
    else for (const use of readText(path, read.text, complain)) uses.push(use)
  }
  return { uses, gaps, paths }
}
