import { NOT_DECLARED } from '../declaration.ts'
import { LICENSE_IDS } from '../expression.ts'
import { becauseOf } from '../package-license.ts'
import { type Component, compare, isConcluded } from './component.ts'
import { type ComponentGraph, graphOf } from './graph.ts'
import { hashesOf } from './hashes.ts'
import { uuidOf } from './identity.ts'

const ROOT = 'upkeep:root'
/** A name that is longer than this names nothing. */
const MAX_NAME = 1000

interface Property {
  readonly name: string
  readonly value: string
}

const LISTED: ReadonlySet<string> = new Set(LICENSE_IDS)

/** An id where it is one of the list, else an expression, else whatever was written. */
function licensesOf({ expression, license }: Component) {
  const { text, expression: tree } = license.deciding.declaration
  const acknowledgement = isConcluded(license.deciding) ? 'concluded' : 'declared'
  if (expression !== undefined) {
    return LISTED.has(expression)
      ? [{ license: { id: expression, acknowledgement } }]
      : [{ expression, acknowledgement }]
  }
  const isNothing = 'leaf' in tree && (text === NOT_DECLARED || text === '')
  return isNothing
    ? undefined
    : [{ license: { name: text.slice(0, MAX_NAME).toWellFormed(), acknowledgement } }]
}

/** Other managers' places are keys of their lockfiles, not paths in the tree. */
function placeName(location: string): string {
  return /(^|\/)node_modules\//.test(location) ? 'cdx:npm:package:path' : 'upkeep:lockfile:place'
}

/** The names of https://github.com/CycloneDX/cyclonedx-property-taxonomy, and ours. */
function propertiesOf({ copies, scope, license, package: pkg }: Component): readonly Property[] {
  const { deciding, others, verdict } = license
  return [
    ...copies.map(({ package: { location } }) => ({ name: placeName(location), value: location })),
    ...(scope === 'dev' ? [{ name: 'cdx:npm:package:development', value: 'true' }] : []),
    ...(pkg.bundled ? [{ name: 'cdx:npm:package:bundled', value: 'true' }] : []),
    { name: 'upkeep:license:verdict', value: verdict },
    { name: 'upkeep:license:because', value: becauseOf(deciding) },
    ...others.map(({ reading, declaration }) => ({
      name: 'upkeep:license:other',
      value: `${reading.path}: ${declaration.text}`,
    })),
  ]
}

/** Namespace and name, which CycloneDX has apart. */
function namesOf(name: string): { readonly group?: string; readonly name: string } {
  const at = name.lastIndexOf('/')
  return at > 0 ? { group: name.slice(0, at), name: name.slice(at + 1) } : { name }
}

function partOf(component: Component) {
  const { package: pkg, ref, purl, scope } = component
  const hashes = hashesOf(pkg.integrity).map(({ algorithm, hex }) => ({ alg: algorithm, content: hex }))
  const licenses = licensesOf(component)
  return {
    type: 'library',
    'bom-ref': ref,
    ...namesOf(pkg.name),
    ...(pkg.version === '' ? {} : { version: pkg.version }),
    scope: scope === 'required' ? 'required' : 'optional',
    ...(hashes.length > 0 ? { hashes } : {}),
    ...(licenses ? { licenses } : {}),
    purl,
    properties: propertiesOf(component),
  }
}

function dependenciesOf(components: readonly Component[], { edges, isWhole }: ComponentGraph) {
  const needs = new Map<string, string[]>([[ROOT, []]])
  if (isWhole) for (const { ref } of components) needs.set(ref, [])
  for (const { from, to } of edges) needs.get(from)?.push(to)
  return [...needs]
    .sort(([a], [b]) => compare(a, b))
    .map(([ref, dependsOn]) => (dependsOn.length > 0 ? { ref, dependsOn } : { ref }))
}

/**
 * A bill of materials, CycloneDX 1.6 (https://cyclonedx.org/docs/1.6/json/). It does not claim to be whole: what could
 * not be looked at is a gap of the run, and no component. Its serial number is that of its content.
 */
export function cyclonedxOf(components: readonly Component[], name: string, now: Date): unknown {
  const graph = graphOf(components, ROOT)
  const content = {
    version: 1,
    metadata: {
      timestamp: now.toISOString(),
      tools: { components: [{ type: 'application', name: 'upkeep' }] },
      component: { type: 'application', 'bom-ref': ROOT, name },
    },
    components: components.map(partOf),
    dependencies: dependenciesOf(components, graph),
    compositions: [{ aggregate: 'unknown', assemblies: [ROOT] }],
  }
  const serialNumber = `urn:uuid:${uuidOf(JSON.stringify(content))}`
  return { bomFormat: 'CycloneDX', specVersion: '1.6', serialNumber, ...content }
}
