import { messageOf } from '../core/errors.ts'
import type { Gap } from '../core/finding.ts'
import type { Tree } from '../core/ports.ts'
import { parseJsonc } from './bun-jsonc.ts'
import { cyclonedxProblem, readCyclonedx } from './cyclonedx.ts'
import { connect, type Graph, type Node, nodeOf } from './graph.ts'
import { duplicateGaps, objectOf } from './json.ts'
import { lockfileOf, unreadableLockfile } from './locked.ts'
import type { EdgeKind } from './manifest.ts'
import { entryGap } from './npm-fields.ts'
import type { Lockfile } from './package.ts'
import { entryOf, type Sbom } from './sbom-parts.ts'
import { isSpdx3, readSpdx, spdxProblem } from './spdx.ts'

/** The document of a text, with the keys that stand in it twice, or why it is none. */
function documentOf(path: string, bytes: Uint8Array): Sbom | string {
  const parsed = parseJsonc(bytes, { lenient: false })
  if ('problem' in parsed) return parsed.problem
  const { json } = parsed
  const whole = objectOf(json.value)
  if (!whole) return 'does not hold an object'
  // GitHub's API wraps what its export button gives.
  const wrapped = objectOf(whole['sbom'])
  const fields = wrapped?.['spdxVersion'] === undefined ? whole : wrapped
  const isCyclonedx = fields['bomFormat'] === 'CycloneDX'
  if (!isCyclonedx && isSpdx3(fields)) return 'is SPDX 3, which is not read: write SPDX 2.3 or CycloneDX'
  if (!isCyclonedx && fields['spdxVersion'] === undefined) return 'is neither CycloneDX nor SPDX'
  const problem = isCyclonedx ? cyclonedxProblem(fields) : spdxProblem(fields)
  if (problem !== undefined) return problem
  const sbom = isCyclonedx ? readCyclonedx(path, json, fields) : readSpdx(path, json, fields)
  return { ...sbom, gaps: [...duplicateGaps(path, json), ...sbom.gaps] }
}

interface Placed {
  readonly root: Node
  readonly nodes: readonly Node[]
  /** Where an arrow to or from a ref ends: what is no package stands for the root. */
  readonly byRef: ReadonlyMap<string, Node>
  readonly kinds: ReadonlyMap<Node, EdgeKind>
  readonly gaps: readonly Gap[]
}

function rootNode({ root }: Sbom): Node {
  const { name, version } = root
  const nothing = { alias: undefined, link: undefined, license: undefined, line: undefined, edges: [] }
  return nodeOf(
    { ...nothing, location: '', name, version, resolved: '', bundled: false, onlyOptional: false },
    true,
  )
}

function place(path: string, sbom: Sbom): Placed {
  const root = rootNode(sbom)
  const nodes = [root]
  const gaps: Gap[] = []
  const byRef = new Map<string, Node>([...sbom.ignored, ...sbom.rootRefs].map((ref) => [ref, root]))
  const kinds = new Map<Node, EdgeKind>()
  const taken = new Set(sbom.parts.map(({ ref }) => ref))
  const seen = new Set<string>()
  for (const part of sbom.parts) {
    const isTwice = part.ref !== '' && (seen.has(part.ref) || sbom.rootRefs.has(part.ref))
    seen.add(part.ref)
    if (isTwice) gaps.push(entryGap(path, part.title, `two entries are called ${part.ref.slice(0, 200)}`))
    let location = part.ref === '' || isTwice ? part.place : part.ref
    while (location !== part.ref && taken.has(location)) location += "'"
    taken.add(location)
    const { entry, gap } = entryOf(path, part, location)
    if (gap) gaps.push(gap)
    const node = entry && nodeOf(entry, false)
    if (node) {
      nodes.push(node)
      kinds.set(node, part.kind)
    }
    if (part.ref !== '' && !isTwice) byRef.set(part.ref, node ?? root)
  }
  return { root, nodes, byRef, kinds, gaps }
}

function join(from: Node, to: Node, kind: EdgeKind): void {
  connect(from, to, { name: to.entry.name, spec: to.entry.version, kind })
}

/** Draws the arrows; where nothing says what the root needs, it is all that nothing else needs. */
function graphOf(path: string, sbom: Sbom): Graph {
  const { root, nodes, byRef, kinds, gaps } = place(path, sbom)
  const missing: Gap[] = []
  for (const { from, to, kind } of sbom.links) {
    const [source, target] = [byRef.get(from), byRef.get(to)]
    if (source && target && target !== root) join(source, target, kind ?? kinds.get(target) ?? 'prod')
    const lost = source ? to : from
    if (source && target) continue
    missing.push(entryGap(path, lost, 'a dependency is noted with it and the SBOM does not have it'))
  }
  if (root.arrows.length === 0) {
    const first = nodes.filter((node) => node !== root && node.dependents.length === 0)
    const all = nodes.filter((node) => node !== root)
    for (const node of first.length > 0 ? first : all) join(root, node, kinds.get(node) ?? 'prod')
  }
  return { nodes, gaps: [...gaps, ...missing], unlockedOptional: new Set() }
}

/** Reads an SBOM: CycloneDX 1.2 to 1.7 or SPDX 2.2 and 2.3, both as JSON. */
export async function readSbom(tree: Tree, path: string): Promise<Lockfile> {
  try {
    const bytes = await tree.read(path)
    const sbom = bytes ? documentOf(path, bytes) : 'is not there'
    if (typeof sbom === 'string') return unreadableLockfile(path, 'sbom', `it ${sbom}`)
    const graph = graphOf(path, sbom)
    return lockfileOf({
      path,
      format: sbom.format,
      manager: 'sbom',
      recordsLicenses: true,
      graph,
      gaps: [...sbom.gaps, ...graph.gaps],
      notes: sbom.notes.map((text) => ({ subject: path, text })),
    })
  } catch (thrown) {
    return unreadableLockfile(path, 'sbom', `it ${messageOf(thrown)}`)
  }
}
