import { type Edge, edgesOf, packageOf } from './edges.ts'
import type { Sources } from './sources.ts'

const MAIN = /^actions\/([^/]+)\/main\.ts$/
const CHECK = /^src\/checks\/([^/]+)\//

function checkOf(path: string): string | undefined {
  return CHECK.exec(path)?.[1]
}

/** Every edge on a way from a file. */
function reachedFrom(start: string, edges: readonly Edge[]): readonly Edge[] {
  const seen = new Set([start])
  const reached: Edge[] = []
  for (const path of seen) {
    for (const edge of edges.filter(({ from }) => from === path)) {
      reached.push(edge)
      seen.add(edge.to)
    }
  }
  return reached
}

/** Why a check's bundle must not hold this, if it must not. */
function objectionTo(to: string, id: string): string | undefined {
  if (/^src\/adapters\/github(\/|\.ts$)/.test(to) || /^(@octokit|@actions\/github)\b/.test(to))
    return "a check's bundle holds nothing that can write to GitHub"
  if (packageOf(to) === 'undici') return "undici stays out of a check's bundle"
  if (to === 'src/checks/index.ts') return "a check's bundle holds no other check"
  const check = checkOf(to)
  return check !== undefined && check !== id ? "a check's bundle holds no other check" : undefined
}

function mainComplaints(path: string, id: string, edges: readonly Edge[]): readonly string[] {
  const checks = [
    ...new Set(edges.filter(({ from }) => from === path).flatMap(({ to }) => checkOf(to) ?? [])),
  ]
  if (id === 'report') return checks.map((check) => `${path} imports ${check}: report imports no check`)
  return checks.length === 1 && checks[0] === id
    ? []
    : [`${path} imports ${checks.join(', ') || 'no check'}: it must import ${id} alone`]
}

/** What each action imports itself, and what a check's action brings into its bundle on any way. */
export function reachComplaints(sources: Sources): readonly string[] {
  const edges = edgesOf(sources)
  return [...sources.keys()].flatMap((path) => {
    const id = MAIN.exec(path)?.[1]
    if (id === undefined) return []
    const own = mainComplaints(path, id, edges)
    if (id === 'report') return own
    const brought = reachedFrom(path, edges).flatMap(({ from, to }) => {
      // What the action itself imports of checks is said above.
      if (from === path && checkOf(to) !== undefined) return []
      const objection = objectionTo(to, id)
      return objection === undefined ? [] : [`${path} reaches ${to} through ${from}: ${objection}`]
    })
    return [...own, ...brought]
  })
}
