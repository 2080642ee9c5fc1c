import type { Affected } from './advisory.ts'
import { compileRange, type Interval, type Verdict } from './ranges.ts'
import { type Order, withOrder } from './versions.ts'

/** Whether a version is in one branch of an advisory; a fix is above the version, and in no range of the branch. */
export type BranchTest = (version: string) => Verdict

function listTest({ versions }: Affected): BranchTest {
  const listed = new Set(versions)
  return (version) => (listed.has(version) ? { text: version } : undefined)
}

/** Whether a fix can be read, and is no downgrade. */
function isAbove<V>(fix: string, version: V, order: Order<V>): boolean {
  const at = order.parseBound(fix)
  return at !== undefined && order.compare(at, version) > 0
}

function compileOrdered<V>(affected: Affected, order: Order<V>): BranchTest {
  const ranges = affected.ranges.map((range) => compileRange(range, order))
  const listed = new Set(
    affected.versions.flatMap((text) => {
      const version = order.parse(text)
      return version === undefined ? [text] : [text, ...order.keysOf(version).slice(0, 1)]
    }),
  )
  const saysNothing = ranges.length === 0 && listed.size === 0
  const withPatched = (interval: Interval, version: V): Interval => {
    const fixed = interval.fixed ?? affected.firstPatched
    return fixed !== undefined && isAbove(fixed, version, order)
      ? { ...interval, fixed }
      : { text: interval.text }
  }
  const isInRange = (version: V | undefined) =>
    version !== undefined && ranges.some((test) => typeof test(version) === 'object')
  // What fixes one range may be in another one.
  const isFix = ({ fixed }: Interval) => fixed !== undefined && !isInRange(order.parseBound(fixed))
  return (text) => {
    const version = order.parse(text)
    if (version === undefined) return listed.has(text) ? { text } : 'unknown'
    const verdicts = ranges.map((test) => test(version))
    const hits = verdicts.filter((one) => typeof one === 'object')
    const hit = hits.find(isFix) ?? hits[0]
    if (hit) return withPatched(hit, version)
    if (listed.has(text) || order.keysOf(version).some((key) => listed.has(key))) {
      return withPatched({ text }, version)
    }
    return saysNothing || verdicts.includes('unknown') ? 'unknown' : undefined
  }
}

/** Where versions have no known order only a list of them decides, and only where nothing stands beside it. */
function compileUnordered(affected: Affected): BranchTest {
  const isListed = listTest(affected)
  const isWhole = affected.versions.length > 0 && affected.ranges.length === 0
  return (version) => isListed(version) ?? (isWhole ? undefined : 'unknown')
}

/** Reads a branch once, to ask about many versions. Whatever cannot be evaluated is `unknown`. */
export function compileBranch(affected: Affected): BranchTest {
  const ordered = withOrder(affected.ecosystem, (order) => compileOrdered(affected, order))
  return ordered ?? compileUnordered(affected)
}
