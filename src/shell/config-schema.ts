import type { Check } from '../core/check.ts'
import type { Json } from '../core/finding.ts'
import { CHECK_IDS } from '../core/ids.ts'
import { isFrom, type OptionTable } from '../core/options.ts'
import { REPORT } from './report-options.ts'

function sectionSchema({ description, options }: { description: string; options: OptionTable }): Json {
  const rows = Object.entries(options).filter(([, option]) => isFrom(option, 'config'))
  const properties = rows.map(([name, { description: text, parser, default: preset }]) => [
    name,
    {
      description: preset === '' ? text : `${text} Default: \`${preset}\`.`,
      ...(parser.schema as object),
    },
  ])
  return {
    description,
    type: ['object', 'null'],
    properties: Object.fromEntries(properties),
    additionalProperties: false,
  }
}

function requiring(name: string): Json {
  return { properties: { [name]: true }, required: [name] }
}

function waiverSchema(check: Check): Json {
  const keys = Object.entries(check.waiverKeys)
  const own = keys.map(([name, { description }]) => [name, { type: 'string', minLength: 1, description }])
  return {
    type: 'object',
    properties: {
      check: { const: check.id },
      rule: { enum: Object.keys(check.rules), description: 'One rule, where not all are meant.' },
      reason: { type: 'string', minLength: 1, description: 'Why this is fine.' },
      until: {
        type: 'string',
        pattern: '^\\d{4}-\\d{2}-\\d{2}$',
        description: 'The last day on which it holds (UTC).',
      },
      ...Object.fromEntries(own),
    },
    required: ['check', 'reason', 'until', ...keys.filter(([, key]) => key.required).map(([name]) => name)],
    additionalProperties: false,
    ...(check.waiverNeedsOne ? { anyOf: check.waiverNeedsOne.map(requiring) } : {}),
  }
}

/** A waiver of a check that is not here yet is its own business. */
function plannedWaiver(checks: readonly Check[]): readonly Json[] {
  const planned = CHECK_IDS.filter((id) => checks.every((check) => check.id !== id))
  if (planned.length === 0) return []
  return [{ type: 'object', properties: { check: { enum: planned } }, required: ['check'] }]
}

/** JSON Schema (2020-12) of `.github/upkeep.yml`, made from the option tables. */
export function configSchema(checks: readonly Check[]): Json {
  const known = new Map(checks.map((check) => [check.id, sectionSchema(check)]))
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'https://github.com/OWNER/upkeep/schema/config.schema.json',
    title: 'Upkeep configuration (.github/upkeep.yml)',
    type: ['object', 'null'],
    properties: {
      ...Object.fromEntries(CHECK_IDS.map((id) => [id, known.get(id) ?? { type: ['object', 'null'] }])),
      report: sectionSchema(REPORT),
      waivers: {
        description:
          'Exceptions, each with a reason and an end. An expired one counts as absent; an unused one is reported.',
        type: ['array', 'null'],
        items: { oneOf: [...checks.map(waiverSchema), ...plannedWaiver(checks)] },
      },
    },
    additionalProperties: false,
  }
}
