/**
 * What SARIF 2.1.0 (OASIS) asks of the parts that we write, put down from the text of the standard (3.13 to 3.58):
 * closed, so that a property we did not mean, or misspelled, is a mistake too.
 */
const TEXT = { type: 'string' } as const
const SENTENCE = { type: 'string', minLength: 1 } as const
const BAG = { type: 'object' } as const

function record(required: object, optional: object = {}): object {
  return {
    type: 'object',
    properties: { ...required, ...optional },
    required: Object.keys(required),
    additionalProperties: false,
  }
}

const listOf = (items: object) => ({ type: 'array', items })

/** 3.11: text, or the id of one. */
const message = record({ text: SENTENCE })

/** 3.27.10 and 3.58.6 */
const level = { enum: ['none', 'note', 'warning', 'error'] }

/** 3.30.5: lines are counted from 1. */
const region = record({ startLine: { type: 'integer', minimum: 1 } })

/** 3.4.3: with a base, a relative reference (RFC 3986, 4.2): no scheme, no authority, only what may stand in one. */
const relative = {
  type: 'string',
  pattern: "^(?![^/?#]*:)(?!/)(?:[A-Za-z0-9._~!$&'()*+,;=:@/-]|%[0-9A-Fa-f]{2})*$",
}
const location = record({
  physicalLocation: record({
    artifactLocation: record({ uri: relative, uriBaseId: { const: '%SRCROOT%' } }),
    region,
  }),
})

/** 3.49; the properties are GitHub's. */
const descriptor = record(
  {
    id: SENTENCE,
    name: SENTENCE,
    shortDescription: message,
    fullDescription: message,
    help: message,
    properties: record({
      'security-severity': { type: 'string', pattern: '^(10|\\d)\\.\\d$' },
      tags: listOf(TEXT),
    }),
  },
  { helpUri: { type: 'string', pattern: '^https?://[^\\s<>"{}|\\\\^`]+$' } },
)

/** 3.58 */
const notification = record({ level, message })

/** 3.27, 3.35 */
const result = record(
  {
    ruleId: SENTENCE,
    ruleIndex: { type: 'integer', minimum: -1 },
    level,
    message,
    locations: { ...listOf(location), minItems: 1 },
    partialFingerprints: { type: 'object', additionalProperties: TEXT },
    properties: BAG,
  },
  {
    suppressions: listOf(
      record({ kind: { enum: ['inSource', 'external'] } }, { justification: TEXT, status: TEXT }),
    ),
  },
)

/** 3.14, 3.17 to 3.20 */
const run = record({
  tool: record({ driver: record({ name: SENTENCE, informationUri: TEXT, rules: listOf(descriptor) }) }),
  automationDetails: record({ id: SENTENCE }),
  invocations: listOf(
    record({ executionSuccessful: { type: 'boolean' }, toolExecutionNotifications: listOf(notification) }),
  ),
  results: listOf(result),
})

export const SARIF_SUBSET = record({
  $schema: { type: 'string', pattern: '^https://' },
  version: { const: '2.1.0' },
  runs: listOf(run),
})
