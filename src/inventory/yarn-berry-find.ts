import type { Node } from './graph.ts'
import type { Catalogs } from './yarn-berry-catalogs.ts'
import { locatorIn } from './yarn-berry-locator.ts'
import type { OwnEntry } from './yarn-berry-workspaces.ts'
import { type Descriptor, descriptorOf, keyOf } from './yarn-descriptors.ts'
import { type Find, missing } from './yarn-draw.ts'
import { specsIn, type YarnEntry } from './yarn-entries.ts'
import type { Answers } from './yarn-lockfile.ts'
import { type Resolutions, resolutionFor } from './yarn-resolutions.ts'

/** Keys that count for one asker only, because a path is relative to who asks: by the key, then by the asker. */
type Bound = ReadonlyMap<string, ReadonlyMap<string, Node>>

function boundIn(answers: Answers): Bound {
  const bound = new Map<string, Map<string, Node>>()
  for (const [key, node] of answers) {
    if (!key.includes('::')) continue
    const { name, spec, params } = locatorIn(descriptorOf(key))
    const text = keyOf({ name, spec })
    const known = bound.get(text) ?? new Map<string, Node>()
    bound.set(text, known.set(params.get('locator') ?? '', node))
  }
  return bound
}

function answersOf(all: readonly OwnEntry[], answers: Answers): Answers {
  const members = new Map(answers)
  for (const { planned, workspace } of all) {
    for (const key of workspace?.keys ?? []) members.set(keyOf(key), planned.node)
  }
  return members
}

/**
 * Looks dependencies up as Yarn 2 and later does: what `resolutions` put in their place first, then by the key, with
 * the protocol `npm:` where none is written, and paths by who asks.
 */
export function finderOf(
  entries: Answers,
  own: readonly OwnEntry[],
  resolutions: Resolutions,
  listed: readonly YarnEntry[],
  specOf: Catalogs['specOf'],
): Find {
  const answers = answersOf(own, entries)
  const bound = boundIn(answers)
  const specsOf = specsIn(listed)
  const root = own[0]?.planned.locator ?? ''
  const lookUp = (locator: string, { name, spec }: Descriptor): Node | undefined => {
    const exact = answers.get(keyOf({ name, spec })) ?? answers.get(keyOf({ name, spec: `npm:${spec}` }))
    if (exact) return exact
    const some = bound.get(keyOf({ name, spec }))
    return some?.get(locator) ?? some?.get(root) ?? some?.values().next().value
  }
  return (asker, written) => {
    const asked = asker.node.isOwn ? { name: written.name, spec: specOf(written) } : written
    const replaced = resolutionFor(resolutions, asker.node.entry, asked)
    const given = replaced && lookUp(root, { name: asked.name, spec: replaced.spec })
    if (given) return given
    const found = lookUp(asker.locator, asked)
    if (found && (!replaced || replaced.isRough)) return found
    return missing({ name: asked.name, spec: replaced?.spec ?? asked.spec }, specsOf(asked.name))
  }
}
