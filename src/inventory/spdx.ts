import type { Gap } from '../core/finding.ts'
import type { Jsonc } from './bun-jsonc.ts'
import { objectOf } from './json.ts'
import type { EdgeKind } from './manifest.ts'
import { entryGap, type Fields, wordOf } from './npm-fields.ts'
import { integrityOf, isNoList, listIn, wordsIn } from './sbom-fields.ts'
import type { Link, Part, Sbom } from './sbom-parts.ts'

const VERSIONS = ['SPDX-2.2', 'SPDX-2.3']
const DOCUMENT = 'SPDXRef-DOCUMENT'
const NO_SOFTWARE = ['FILE', 'DEVICE']

/** Relationships that say what needs or holds what (https://spdx.github.io/spdx-spec/v2.3/relationships-between-SPDX-elements). */
const FORWARD: ReadonlyMap<string, EdgeKind> = new Map([
  ['DEPENDS_ON', 'prod'],
  ['CONTAINS', 'prod'],
  ['HAS_PREREQUISITE', 'prod'],
  ['STATIC_LINK', 'prod'],
  ['DYNAMIC_LINK', 'prod'],
])
const BACKWARD: ReadonlyMap<string, EdgeKind> = new Map([
  ['DEPENDENCY_OF', 'prod'],
  ['RUNTIME_DEPENDENCY_OF', 'prod'],
  ['PROVIDED_DEPENDENCY_OF', 'prod'],
  ['CONTAINED_BY', 'prod'],
  ['PACKAGE_OF', 'prod'],
  ['PREREQUISITE_FOR', 'prod'],
  ['OPTIONAL_DEPENDENCY_OF', 'optional'],
  ['OPTIONAL_COMPONENT_OF', 'optional'],
  ['DEV_DEPENDENCY_OF', 'dev'],
  ['BUILD_DEPENDENCY_OF', 'dev'],
  ['TEST_DEPENDENCY_OF', 'dev'],
  ['DEV_TOOL_OF', 'dev'],
  ['BUILD_TOOL_OF', 'dev'],
  ['TEST_TOOL_OF', 'dev'],
])

/** Why an SPDX document is none that is read, if it is none. */
export function spdxProblem(fields: Fields): string | undefined {
  const version = fields['spdxVersion']
  if (VERSIONS.some((one) => one === version)) return undefined
  const shown = JSON.stringify(version)?.slice(0, 40) ?? 'missing'
  return `has the spdxVersion ${shown}; SPDX-2.2 and SPDX-2.3 are known`
}

/** Whether it is SPDX 3, which is JSON-LD and another model altogether. */
export function isSpdx3(fields: Fields): boolean {
  const contexts = [fields['@context']].flat()
  return (
    Array.isArray(fields['@graph']) ||
    contexts.some((one) => typeof one === 'string' && /spdx\.org\/rdf\/3\./.test(one.slice(0, 200)))
  )
}

function said(value: unknown): string | undefined {
  const text = wordOf(value)
  return text === '' || text === 'NOASSERTION' ? undefined : text
}

function purlsOf(pkg: Fields): readonly string[] {
  return listIn(pkg, 'externalRefs').flatMap((one) => {
    const { referenceType, referenceLocator } = objectOf(one) ?? {}
    const isPurl = /(^|\/)purl$/.test(wordOf(referenceType).slice(-200))
    return isPurl && wordOf(referenceLocator) !== '' ? wordOf(referenceLocator) : []
  })
}

function partOf(pkg: Fields, place: string, line: number | undefined): Part {
  const purls = purlsOf(pkg)
  const name = wordOf(pkg['name'])
  const version = said(pkg['versionInfo']) ?? ''
  const named = version === '' ? name : `${name}@${version}`
  return {
    ref: wordOf(pkg['SPDXID']),
    place,
    title: purls[0] ?? (name === '' ? place : named),
    purls,
    version,
    isSoftware: !NO_SOFTWARE.some((purpose) => purpose === pkg['primaryPackagePurpose']),
    kind: 'prod',
    isBundled: false,
    license: said(pkg['licenseConcluded']) ?? said(pkg['licenseDeclared']),
    integrity: integrityOf(listIn(pkg, 'checksums'), 'algorithm', 'checksumValue'),
    line,
  }
}

function partsOf(path: string, json: Jsonc, fields: Fields, gaps: Gap[]): readonly Part[] {
  if (isNoList(fields, 'packages')) gaps.push(entryGap(path, 'packages', 'its "packages" are not a list'))
  return listIn(fields, 'packages').flatMap((value, at) => {
    const pkg = objectOf(value)
    if (pkg) return partOf(pkg, `packages[${at}]`, json.lineOf(value))
    gaps.push(entryGap(path, `packages[${at}]`, 'its entry is not an object'))
    return []
  })
}

interface Relations {
  readonly links: readonly Link[]
  readonly described: readonly string[]
  /** Whether it says somewhere that it does not know. */
  readonly isSilent: boolean
}

function relationsOf(path: string, fields: Fields, gaps: Gap[]): Relations {
  const links: Link[] = []
  const described = [...wordsIn(fields, 'documentDescribes')]
  let isSilent = false
  if (isNoList(fields, 'relationships'))
    gaps.push(entryGap(path, 'relationships', 'its "relationships" are not a list'))
  for (const [at, one] of listIn(fields, 'relationships').entries()) {
    const { spdxElementId, relatedSpdxElement, relationshipType } = objectOf(one) ?? {}
    const [from, to, type] = [wordOf(spdxElementId), wordOf(relatedSpdxElement), wordOf(relationshipType)]
    if (from === '' || to === '' || type === '')
      gaps.push(entryGap(path, `relationships[${at}]`, 'its entry cannot be read'))
    if (type === 'DESCRIBES' && from === DOCUMENT) described.push(to)
    if (type === 'DESCRIBED_BY' && to === DOCUMENT) described.push(from)
    const forward = FORWARD.get(type)
    const backward = BACKWARD.get(type)
    if (forward === undefined && backward === undefined) continue
    if (from === 'NOASSERTION' || to === 'NOASSERTION') isSilent = true
    else if (to !== 'NONE' && from !== 'NONE')
      links.push(forward ? { from, to, kind: forward } : { from: to, to: from, kind: backward })
  }
  return { links, described: [...new Set(described)], isSilent }
}

function otherRefs(fields: Fields): ReadonlySet<string> {
  const listed = [...listIn(fields, 'files'), ...listIn(fields, 'snippets')]
  return new Set(listed.map((one) => wordOf(objectOf(one)?.['SPDXID'])))
}

/**
 * Reads an SPDX document, JSON, 2.2 or 2.3 (https://spdx.github.io/spdx-spec/v2.3). The root is the one package that
 * it describes; where it describes several, they are packages like the others.
 */
export function readSpdx(path: string, json: Jsonc, fields: Fields): Sbom {
  const gaps: Gap[] = []
  const all = partsOf(path, json, fields, gaps)
  const { links, described, isSilent } = relationsOf(path, fields, gaps)
  const [only] = described
  const root = described.length === 1 ? all.find(({ ref }) => ref === only) : undefined
  const direct = root ? [] : described.map((to) => ({ from: DOCUMENT, to, kind: 'prod' as const }))
  return {
    format: wordOf(fields['spdxVersion']).replace('-', ' '),
    root: { name: root?.title ?? wordOf(fields['name']), version: root?.version ?? '' },
    rootRefs: new Set([DOCUMENT, ...(root ? [root.ref] : [])]),
    parts: all.filter((part) => part !== root),
    links: [...direct, ...links],
    ignored: otherRefs(fields),
    gaps,
    notes: isSilent ? ['The SBOM does not claim to be complete (NOASSERTION).'] : [],
  }
}
