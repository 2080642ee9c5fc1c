import { RunError } from '../../../src/core/errors.ts'
import type { Ports } from '../../../src/core/ports.ts'

/** Ports that are no eyes: what they do cannot hide anything. */
const SILENT = ['progress', 'clock', 'elapsed']

/** Ports that answer at once, and so throw at once. */
const PROMPT = ['asset', 'secret', 'tls.roots']

type Branch = { readonly [name: string]: unknown }

/** Every function of the ports by its way, such as `tree.read`. */
export function portNames(ports: object, prefix = ''): readonly string[] {
  return Object.entries(ports).flatMap(([name, value]) => {
    const way = `${prefix}${name}`
    if (SILENT.includes(way)) return []
    if (typeof value === 'object' && value !== null) return portNames(value, `${way}.`)
    return typeof value === 'function' ? [way] : []
  })
}

export interface Failing {
  readonly ports: Ports
  /** The ports that were asked and failed. */
  readonly asked: ReadonlySet<string>
}

function replaced(branch: Branch, prefix: string, names: readonly string[], asked: Set<string>): Branch {
  const entries = Object.entries(branch).map(([name, value]) => {
    const way = `${prefix}${name}`
    if (typeof value === 'object' && value !== null)
      return [name, replaced(value as Branch, `${way}.`, names, asked)]
    const failNow = () => {
      asked.add(way)
      throw new RunError(`${way} is out of order`)
    }
    const fail = PROMPT.includes(way) ? failNow : async () => failNow()
    return [name, names.includes(way) ? fail : value]
  })
  return Object.fromEntries(entries)
}

/** A world in which these ports (all, if none is named) throw a RunError. */
export function failing(world: Ports, names: readonly string[] = portNames(world)): Failing {
  const asked = new Set<string>()
  return { ports: replaced({ ...world }, '', names, asked) as unknown as Ports, asked }
}
