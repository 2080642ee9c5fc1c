import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { Ajv, type ValidateFunction } from 'ajv'
import parse from 'spdx-expression-parse'

const require = createRequire(import.meta.url)
const SCHEMAS = join(dirname(require.resolve('@cyclonedx/cyclonedx-library/package.json')), 'res/schema')

type Fields = Readonly<Record<string, unknown>>

function schemaAt(name: string): Fields {
  return JSON.parse(readFileSync(join(SCHEMAS, `${name}.SNAPSHOT.schema.json`), 'utf8')) as Fields
}

function complaintsOf(validate: ValidateFunction, document: unknown): readonly string[] {
  if (validate(document)) return []
  return (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message ?? ''}`)
}

function cyclonedxSchema(): ValidateFunction {
  // The schemas name their formats and their own keywords, which a strict ajv does not know.
  const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true })
  // They name each other by their files.
  for (const name of ['spdx', 'jsf-0.82', 'cryptography-defs']) {
    const file = `${name}.SNAPSHOT.schema.json`
    ajv.addSchema({ ...schemaAt(name), $id: `http://cyclonedx.org/schema/${file}` })
  }
  return ajv.compile(schemaAt('bom-1.6'))
}

const validateCyclonedx = cyclonedxSchema()

function listOf(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? (value as readonly Fields[]) : []
}

function twice(words: readonly unknown[]): readonly string[] {
  return words.filter((word, at) => words.indexOf(word) !== at).map((word) => `${String(word)} stands twice`)
}

/** What the official JSON schema of CycloneDX 1.6 and its rules on references have against a document. */
export function cyclonedxComplaints(document: unknown): readonly string[] {
  const fields = document as Fields
  const components = listOf(fields['components'])
  const root = (fields['metadata'] as { component?: Fields } | undefined)?.component?.['bom-ref']
  const refs = [root, ...components.map((component) => component['bom-ref'])]
  const dependencies = listOf(fields['dependencies'])
  const named = dependencies.flatMap((one) => [one['ref'], ...((one['dependsOn'] ?? []) as unknown[])])
  return [
    ...complaintsOf(validateCyclonedx, document),
    // The schema takes any version.
    ...(fields['specVersion'] === '1.6' ? [] : ['it is not 1.6']),
    ...twice(refs),
    ...twice(dependencies.map((one) => one['ref'])),
    ...named.filter((ref) => !refs.includes(ref)).map((ref) => `${String(ref)} is no component`),
  ]
}

const DAY = '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}Z$'
const text = { type: 'string' } as const

function object(properties: Fields, required: readonly string[]): Fields {
  return { type: 'object', additionalProperties: false, properties, required }
}

/**
 * What SPDX 2.3 requires of the parts that we write (https://spdx.github.io/spdx-spec/v2.3/), in our own words: no
 * package ships its official schema.
 */
const SPDX_SHAPE = object(
  {
    spdxVersion: { const: 'SPDX-2.3' },
    dataLicense: { const: 'CC0-1.0' },
    SPDXID: { const: 'SPDXRef-DOCUMENT' },
    name: text,
    documentNamespace: { type: 'string', pattern: '^[a-z]+://[^#\\s]+$' },
    creationInfo: object(
      {
        created: { type: 'string', pattern: DAY },
        creators: {
          type: 'array',
          minItems: 1,
          items: { type: 'string', pattern: '^(Tool|Person|Organization): ' },
        },
        comment: text,
      },
      ['created', 'creators'],
    ),
    packages: {
      type: 'array',
      items: object(
        {
          SPDXID: { type: 'string', pattern: '^SPDXRef-[a-zA-Z0-9.-]+$' },
          name: text,
          versionInfo: text,
          downloadLocation: text,
          filesAnalyzed: { const: false },
          primaryPackagePurpose: { enum: ['APPLICATION', 'LIBRARY'] },
          licenseConcluded: text,
          licenseDeclared: text,
          licenseComments: text,
          copyrightText: text,
          checksums: {
            type: 'array',
            items: object(
              {
                algorithm: { enum: ['SHA1', 'SHA256', 'SHA384', 'SHA512'] },
                checksumValue: { type: 'string', pattern: '^[0-9a-f]+$' },
              },
              ['algorithm', 'checksumValue'],
            ),
          },
          externalRefs: {
            type: 'array',
            items: object(
              {
                referenceCategory: { const: 'PACKAGE-MANAGER' },
                referenceType: { const: 'purl' },
                referenceLocator: { type: 'string', pattern: '^pkg:\\S+$' },
              },
              ['referenceCategory', 'referenceType', 'referenceLocator'],
            ),
          },
        },
        ['SPDXID', 'downloadLocation', 'name', 'licenseDeclared'],
      ),
    },
    hasExtractedLicensingInfos: {
      type: 'array',
      minItems: 1,
      items: object(
        {
          licenseId: { type: 'string', pattern: '^LicenseRef-[a-zA-Z0-9.-]+$' },
          name: text,
          extractedText: { type: 'string', minLength: 1 },
        },
        ['licenseId', 'extractedText'],
      ),
    },
    relationships: {
      type: 'array',
      items: object(
        {
          spdxElementId: text,
          relatedSpdxElement: text,
          relationshipType: {
            enum: ['DESCRIBES', 'DEPENDS_ON', 'DEV_DEPENDENCY_OF', 'OPTIONAL_DEPENDENCY_OF'],
          },
        },
        ['spdxElementId', 'relatedSpdxElement', 'relationshipType'],
      ),
    },
  },
  [
    ...['spdxVersion', 'dataLicense', 'SPDXID', 'name', 'documentNamespace'],
    ...['creationInfo', 'packages', 'relationships'],
  ],
)

const validateSpdx = new Ajv({ allErrors: true }).compile(SPDX_SHAPE)

function expressionComplaint(expression: unknown): readonly string[] {
  if (expression === 'NOASSERTION' || expression === 'NONE') return []
  try {
    parse(String(expression))
    return []
  } catch {
    return [`${String(expression)} is no expression`]
  }
}

/** What SPDX 2.3's structure and its rules on ids, references and license expressions have against a document. */
export function spdxComplaints(document: unknown): readonly string[] {
  const fields = document as Fields
  const packages = listOf(fields['packages'])
  const ids = ['SPDXRef-DOCUMENT', ...packages.map((one) => one['SPDXID'])]
  const relationships = listOf(fields['relationships'])
  const named = relationships.flatMap((one) => [one['spdxElementId'], one['relatedSpdxElement']])
  const declared = packages.map((one) => one['licenseDeclared'])
  const defined = listOf(fields['hasExtractedLicensingInfos']).map((one) => one['licenseId'])
  const used = declared.flatMap((one) => String(one).match(/LicenseRef-[A-Za-z0-9.-]+/g) ?? [])
  const described = relationships.filter((one) => one['relationshipType'] === 'DESCRIBES')
  return [
    ...complaintsOf(validateSpdx, document),
    ...twice(ids),
    ...twice(defined),
    ...named.filter((id) => !ids.includes(id)).map((id) => `${String(id)} is no element`),
    ...used.filter((id) => !defined.includes(id)).map((id) => `${id} is not defined`),
    ...declared.flatMap(expressionComplaint),
    ...(described.length === 1 ? [] : [`${described.length} elements are described`]),
  ]
}

/** The rows of CSV (RFC 4180): a parser that knows nothing of the writer. */
export function rowsOf(csv: string): readonly (readonly string[])[] {
  const rows: string[][] = []
  let row: string[] = []
  for (let at = 0; at <= csv.length; ) {
    let cell = ''
    if (csv[at] === '"') {
      for (at++; at < csv.length; at++) {
        if (csv[at] !== '"') cell += csv[at]
        else if (csv[at + 1] === '"') cell += csv[at++]
        else break
      }
      at++
    } else for (; at < csv.length && csv[at] !== ',' && csv[at] !== '\n'; at++) cell += csv[at]
    row.push(cell)
    if (csv[at] !== ',') {
      rows.push(row)
      row = []
    }
    at++
  }
  return rows
}
