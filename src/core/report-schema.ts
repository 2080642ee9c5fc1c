import type { Json } from './finding.ts'
import { SEVERITIES } from './severity.ts'

const TEXT = { type: 'string' } as const
const COUNT = { type: 'integer', minimum: 0 } as const

function record(properties: Readonly<Record<string, Json>>, optional: readonly string[] = []): Json {
  const required = Object.keys(properties).filter((name) => !optional.includes(name))
  return { type: 'object', properties, required, additionalProperties: false }
}

function listOf(items: Json): Json {
  return { type: 'array', items }
}

const FINDING = record(
  {
    rule: { type: 'string', pattern: '^[a-z-]+/[a-z-]+$' },
    severity: { enum: SEVERITIES },
    target: TEXT,
    subject: TEXT,
    message: TEXT,
    remediation: TEXT,
    location: record({ path: TEXT, line: { type: 'integer', minimum: 1 } }, ['line']),
    evidence: { type: 'object' },
  },
  ['remediation', 'location'],
)

const JUDGED = record(
  {
    fingerprint: { type: 'string', pattern: '^v1:' },
    finding: FINDING,
    disposition: { enum: ['fail', 'warn', 'waived'] },
    waiver: record({ reason: TEXT, until: { type: 'string', format: 'date' } }),
  },
  ['waiver'],
)

const TABLE = record({
  columns: listOf(record({ id: TEXT, title: TEXT, unit: TEXT, tally: { const: true } }, ['unit', 'tally'])),
  rows: listOf(listOf({ type: ['string', 'number', 'boolean', 'null'] })),
})

const COMPLETED = record(
  {
    check: TEXT,
    name: TEXT,
    status: { const: 'completed' },
    examined: COUNT,
    targets: listOf(record({ id: TEXT, complete: { type: 'boolean' } })),
    table: TABLE,
    gaps: listOf(record({ target: TEXT, subject: TEXT, reason: TEXT })),
    notes: listOf(record({ subject: TEXT, text: TEXT })),
    judged: listOf(JUDGED),
    attachments: listOf(record({ name: TEXT, mediaType: TEXT, path: TEXT })),
    seconds: { type: 'number', minimum: 0 },
  },
  ['seconds'],
)

const FAILED = record({ check: TEXT, name: TEXT, status: { const: 'failed' }, reason: TEXT })

/** JSON Schema (2020-12) of a report. */
export const REPORT_SCHEMA: Json = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'https://github.com/OWNER/upkeep/schema/report.schema.json',
  title: 'Upkeep report',
  ...(record({
    schema: { const: 1 },
    at: { type: 'string', format: 'date-time' },
    verdict: { enum: ['pass', 'fail', 'error'] },
    runs: listOf({ oneOf: [COMPLETED, FAILED] }),
  }) as Readonly<Record<string, Json>>),
}
