import { becauseOf } from '../package-license.ts'
import { type Component, compare, spdxOf as expressionOf, isConcluded, leavesOf } from './component.ts'
import { type ComponentGraph, type Edge, graphOf } from './graph.ts'
import { hashesOf } from './hashes.ts'
import { digestOf, uuidOf } from './identity.ts'

const DOCUMENT = 'SPDXRef-DOCUMENT'
const ROOT = 'SPDXRef-Root'
const NO_ASSERTION = 'NOASSERTION'

interface Relationship {
  readonly spdxElementId: string
  readonly relatedSpdxElement: string
  readonly relationshipType: string
}

/** Letters, digits, dots and hyphens; whatever else is in a text becomes a hyphen. */
function idString(text: string): string {
  return text.slice(0, 100).replace(/[^A-Za-z0-9.]+/g, '-')
}

function idOf({ package: pkg, ref }: Component): string {
  return `SPDXRef-Package-${idString(`${pkg.name}-${pkg.version}`)}-${digestOf(ref)}`
}

/** The declaration as SPDX has it, if it is one. */
function declaredOf({ declared }: Component): string | undefined {
  return declared && expressionOf(declared.declaration)
}

function commentsOf({ license, expression }: Component): string {
  const { deciding, others, verdict } = license
  const said = [deciding, ...others].map(({ reading, declaration }) => {
    const where = reading.path || `the ${reading.source}`
    return `${where} says ${declaration.text}`
  })
  const unread = expression === undefined ? ['That is no SPDX license expression.'] : []
  return [`${said.join('; ')}.`, ...unread, `Verdict: ${verdict} (${becauseOf(deciding)}).`].join(' ')
}

function packageOf(component: Component) {
  const { package: pkg, purl, expression, license } = component
  const checksums = hashesOf(pkg.integrity).map(({ algorithm, hex }) => ({
    algorithm: algorithm.replace('-', ''),
    checksumValue: hex,
  }))
  return {
    SPDXID: idOf(component),
    name: pkg.name,
    ...(pkg.version === '' ? {} : { versionInfo: pkg.version }),
    downloadLocation: NO_ASSERTION,
    filesAnalyzed: false,
    primaryPackagePurpose: 'LIBRARY',
    licenseConcluded: (isConcluded(license.deciding) ? expression : undefined) ?? NO_ASSERTION,
    licenseDeclared: declaredOf(component) ?? NO_ASSERTION,
    licenseComments: commentsOf(component),
    copyrightText: NO_ASSERTION,
    ...(checksums.length > 0 ? { checksums } : {}),
    externalRefs: [{ referenceCategory: 'PACKAGE-MANAGER', referenceType: 'purl', referenceLocator: purl }],
  }
}

/** Texts of a package's own are named and not read: the document says so where SPDX wants the text. */
function extractedOf(components: readonly Component[]) {
  const refs = new Map<string, string[]>()
  for (const component of components) {
    const { declared, purl } = component
    if (!declared || declaredOf(component) === undefined) continue
    for (const leaf of leavesOf(declared.declaration.expression)) {
      if (leaf.kind !== 'license' || !leaf.license.startsWith('LicenseRef-')) continue
      const users = refs.get(leaf.license) ?? []
      if (users.at(-1) !== purl) users.push(purl)
      refs.set(leaf.license, users)
    }
  }
  return [...refs]
    .sort(([a], [b]) => compare(a, b))
    .map(([licenseId, users]) => ({
      licenseId,
      name: licenseId,
      extractedText: `The text of ${licenseId} was not read; it is in the packages that name it: ${users.join(', ')}`,
    }))
}

function relationshipOf({ from, to, kind }: Edge): Relationship {
  if (kind === 'required')
    return { spdxElementId: from, relatedSpdxElement: to, relationshipType: 'DEPENDS_ON' }
  const relationshipType = kind === 'dev' ? 'DEV_DEPENDENCY_OF' : 'OPTIONAL_DEPENDENCY_OF'
  return { spdxElementId: to, relatedSpdxElement: from, relationshipType }
}

/** Where the graph is not known, the repository needs each package somehow. */
function edgesFor(components: readonly Component[], { edges, isWhole }: ComponentGraph): readonly Edge[] {
  return isWhole ? edges : components.map(({ ref, scope }) => ({ from: ROOT, to: ref, kind: scope }))
}

function relationshipsOf(components: readonly Component[]): readonly Relationship[] {
  const ids = new Map(components.map((component) => [component.ref, idOf(component)]))
  const idAt = (ref: string) => ids.get(ref) ?? ROOT
  const edges = edgesFor(components, graphOf(components, ROOT))
  return [
    { spdxElementId: DOCUMENT, relatedSpdxElement: ROOT, relationshipType: 'DESCRIBES' },
    ...edges.map((edge) => relationshipOf({ ...edge, from: idAt(edge.from), to: idAt(edge.to) })),
  ]
}

/**
 * An SPDX 2.3 document (https://spdx.github.io/spdx-spec/v2.3/). A license that is no SPDX expression is NOASSERTION,
 * with what was declared in `licenseComments`; what license texts tell is concluded, not declared. Its namespace is that of its content.
 */
export function spdxOf(components: readonly Component[], name: string, now: Date): unknown {
  const extracted = extractedOf(components)
  const root = {
    SPDXID: ROOT,
    name,
    downloadLocation: NO_ASSERTION,
    filesAnalyzed: false,
    primaryPackagePurpose: 'APPLICATION',
    licenseConcluded: NO_ASSERTION,
    licenseDeclared: NO_ASSERTION,
    copyrightText: NO_ASSERTION,
  }
  const content = {
    name,
    creationInfo: {
      created: `${now.toISOString().slice(0, 19)}Z`,
      creators: ['Tool: upkeep'],
      comment:
        'Made from lockfiles and installed manifests. What could not be looked at is a gap of the run, and not in here.',
    },
    packages: [root, ...components.map(packageOf)],
    ...(extracted.length > 0 ? { hasExtractedLicensingInfos: extracted } : {}),
    relationships: relationshipsOf(components),
  }
  const uuid = uuidOf(JSON.stringify(content))
  return {
    spdxVersion: 'SPDX-2.3',
    dataLicense: 'CC0-1.0',
    SPDXID: DOCUMENT,
    documentNamespace: `https://spdx.org/spdxdocs/upkeep-${idString(name)}-${uuid}`,
    ...content,
  }
}
