import type { Gap } from '../core/finding.ts'
import type { Jsonc } from './bun-jsonc.ts'
import { objectOf } from './json.ts'
import type { EdgeKind } from './manifest.ts'
import { entryGap, type Fields, wordOf } from './npm-fields.ts'
import { integrityOf, isNoList, listIn, wordsIn } from './sbom-fields.ts'
import type { Link, Part, Sbom } from './sbom-parts.ts'

const VERSIONS = ['1.2', '1.3', '1.4', '1.5', '1.6', '1.7']

/** What is no software that an advisory could be about (https://cyclonedx.org/docs, component.type). */
const NO_SOFTWARE = ['file', 'device', 'data', 'cryptographic-asset', 'machine-learning-model']

const DEVELOPMENT = ['cdx:npm:package:development', 'cdx:composer:package:isDevRequirement']
const BUNDLED = ['cdx:npm:package:bundled']

/** Why a CycloneDX document is none that is read, if it is none. */
export function cyclonedxProblem(fields: Fields): string | undefined {
  const version = fields['specVersion']
  if (VERSIONS.some((one) => one === version)) return undefined
  const shown = JSON.stringify(version)?.slice(0, 40) ?? 'missing'
  return `has the CycloneDX specVersion ${shown}; 1.2 to 1.7 are known`
}

function hasProperty(component: Fields, names: readonly string[]): boolean {
  return listIn(component, 'properties').some((one) => {
    const { name, value } = objectOf(one) ?? {}
    return value === 'true' && names.some((known) => known === name)
  })
}

/** `excluded` is for tests and other purposes than running it; `optional` may be missing at run time. */
function kindOf(component: Fields): EdgeKind {
  if (component['scope'] === 'excluded' || hasProperty(component, DEVELOPMENT)) return 'dev'
  return component['scope'] === 'optional' ? 'optional' : 'prod'
}

/** The licenses as one SPDX expression; all of them hold where several are listed. */
function licenseOf(component: Fields): string | undefined {
  const texts = listIn(component, 'licenses').flatMap((one) => {
    const { expression, license } = objectOf(one) ?? {}
    const { id, name } = objectOf(license) ?? {}
    const text = wordOf(expression) || wordOf(id) || wordOf(name)
    return text === '' ? [] : { text, isExpression: wordOf(expression) !== '' }
  })
  if (texts.length <= 1) return texts[0]?.text
  return texts.map(({ text, isExpression }) => (isExpression ? `(${text})` : text)).join(' AND ')
}

function titleOf(component: Fields, place: string): string {
  const group = wordOf(component['group'])
  const name = wordOf(component['name'])
  const version = wordOf(component['version'])
  const named = `${group === '' ? '' : `${group}/`}${name}${version === '' ? '' : `@${version}`}`
  return wordOf(component['purl']) || (name === '' ? place : named)
}

/** Trivy has an application for each lockfile, which only holds packages: it names no version and nothing to look up. */
function isGroup(component: Fields): boolean {
  const isNamed = wordOf(component['purl']) !== '' || wordOf(component['version']) !== ''
  return component['type'] === 'application' && !isNamed
}

function partOf(component: Fields, place: string, line: number | undefined): Part {
  const purl = wordOf(component['purl'])
  return {
    ref: wordOf(component['bom-ref']),
    place,
    title: titleOf(component, place),
    purls: purl === '' ? [] : [purl],
    version: wordOf(component['version']),
    isSoftware: !NO_SOFTWARE.some((type) => type === component['type']) && !isGroup(component),
    kind: kindOf(component),
    isBundled: hasProperty(component, BUNDLED),
    license: licenseOf(component),
    integrity: integrityOf(listIn(component, 'hashes'), 'alg', 'content'),
    line,
  }
}

interface Level {
  readonly of: Fields | undefined
  readonly place: string
  readonly parent: string
}

interface Reading {
  readonly path: string
  readonly json: Jsonc
  readonly rootRef: string
  readonly parts: Part[]
  readonly links: Link[]
  readonly gaps: Gap[]
}

function readLevel(reading: Reading, { of, place, parent }: Level): readonly Level[] {
  const { path, json, parts, links, gaps, rootRef } = reading
  const where = `${place}components`
  if (isNoList(of, 'components')) gaps.push(entryGap(path, where, 'its "components" are not a list'))
  return listIn(of, 'components').flatMap((value, at) => {
    const component = objectOf(value)
    const itself = `${where}[${at}]`
    if (!component) {
      gaps.push(entryGap(path, itself, 'its entry is not an object'))
      return []
    }
    const part = partOf(component, itself, json.lineOf(value))
    const isRoot = part.ref !== '' && part.ref === rootRef
    if (!isRoot) parts.push(part)
    // One without a name of its own cannot be pointed at: what is nested in it belongs to what it is nested in.
    const ref = part.ref || parent
    if (parent !== '' && part.ref !== '' && !isRoot)
      links.push({ from: parent, to: part.ref, kind: undefined })
    return { of: component, place: `${itself}.`, parent: ref }
  })
}

/** Components nested in components too, by no recursion. */
function readComponents(reading: Reading, start: readonly Level[]): void {
  const open = [...start]
  for (let level = open.pop(); level; level = open.pop()) {
    for (const below of readLevel(reading, level)) open.push(below)
  }
}

function dependencyLinks(fields: Fields, path: string, gaps: Gap[]): readonly Link[] {
  if (isNoList(fields, 'dependencies'))
    gaps.push(entryGap(path, 'dependencies', 'its "dependencies" are not a list'))
  return listIn(fields, 'dependencies').flatMap((one, at) => {
    const dependency = objectOf(one)
    const from = wordOf(dependency?.['ref'])
    const all = listIn(dependency, 'dependsOn')
    const to = wordsIn(dependency, 'dependsOn')
    if (from === '' || isNoList(dependency, 'dependsOn') || to.length < all.length)
      gaps.push(entryGap(path, `dependencies[${at}]`, 'its entry cannot be read'))
    return to.map((ref) => ({ from, to: ref, kind: undefined }))
  })
}

/** Services are asked over the network and installed by nobody. */
function serviceRefs(fields: Fields): ReadonlySet<string> {
  const refs = new Set<string>()
  const open = [fields]
  for (let level = open.pop(); level; level = open.pop()) {
    for (const one of listIn(level, 'services')) {
      const service = objectOf(one)
      if (!service) continue
      refs.add(wordOf(service['bom-ref']))
      open.push(service)
    }
  }
  return refs
}

function notesOf(fields: Fields): readonly string[] {
  const aggregates = listIn(fields, 'compositions').map((one) => wordOf(objectOf(one)?.['aggregate']))
  const partial = new Set(
    aggregates.filter((one) => one.startsWith('incomplete') || one === 'unknown' || one === 'not_specified'),
  )
  return partial.size === 0
    ? []
    : [`The SBOM does not claim to be complete (${[...partial].sort().join(', ').slice(0, 200)}).`]
}

/** Reads a CycloneDX document, JSON, 1.2 to 1.7 (https://cyclonedx.org/specification/overview). */
export function readCyclonedx(path: string, json: Jsonc, fields: Fields): Sbom {
  const root = objectOf(objectOf(fields['metadata'])?.['component'])
  const rootRef = wordOf(root?.['bom-ref'])
  const gaps: Gap[] = []
  const reading: Reading = { path, json, rootRef, parts: [], links: [], gaps }
  readComponents(reading, [
    { of: root, place: 'metadata.component.', parent: rootRef },
    { of: fields, place: '', parent: '' },
  ])
  const graph = dependencyLinks(fields, path, gaps)
  return {
    format: `CycloneDX ${wordOf(fields['specVersion'])}`,
    root: { name: wordOf(root?.['name']), version: wordOf(root?.['version']) },
    rootRefs: new Set(rootRef === '' ? [] : [rootRef]),
    parts: reading.parts,
    // Without a graph nothing says who needs what, and what is nested only lies in another.
    links: graph.length === 0 ? [] : [...graph, ...reading.links],
    ignored: serviceRefs(fields),
    gaps,
    notes: notesOf(fields),
  }
}
