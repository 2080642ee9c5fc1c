import type { Json } from './finding.ts'

const TEXT = { type: 'string' } as const
const LEVEL = { enum: ['none', 'L0', 'L1', 'L2', 'L3', 'L4', 'L5'] } as const
const SECONDS = { type: ['number', 'null'], minimum: 0 } as const
const COUNT = { type: 'integer', minimum: 0 } as const

function record(properties: Readonly<Record<string, Json>>): Json {
  return { type: 'object', properties, required: Object.keys(properties), additionalProperties: false }
}

function listOf(items: Json): Json {
  return { type: 'array', items }
}

const GOAL = record({ target: SECONDS, measured: SECONDS, met: { type: ['boolean', 'null'] } })

const ARTIFACT = record({
  name: TEXT,
  size: COUNT,
  sha256: { type: ['string', 'null'], pattern: '^[0-9a-f]{64}$' },
  modified: { type: ['string', 'null'], format: 'date-time' },
  wanted: LEVEL,
  reached: LEVEL,
  why: TEXT,
  checks: listOf(record({ level: LEVEL, text: TEXT })),
  engines: listOf(TEXT),
  tables: listOf(record({ database: TEXT, name: TEXT, rows: COUNT })),
  rto: GOAL,
})

const BACKUP = record({
  name: TEXT,
  place: TEXT,
  status: TEXT,
  count: COUNT,
  rpo: GOAL,
  artifacts: listOf(ARTIFACT),
  faults: listOf(record({ word: TEXT, level: LEVEL, text: TEXT })),
  gaps: listOf(TEXT),
})

/** JSON Schema (2020-12) of an evidence file. */
export const EVIDENCE_SCHEMA: Json = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'Evidence of Upkeep: which backups were verified, how far and by what',
  ...(record({
    kind: { const: 'upkeep-backup-evidence' },
    schema: { const: 1 },
    at: { type: 'string', format: 'date-time' },
    run: record({ name: TEXT, url: { type: ['string', 'null'] } }),
    tool: record({ name: { const: 'upkeep' }, version: TEXT }),
    backups: listOf(BACKUP),
  }) as { readonly [key: string]: Json }),
}
