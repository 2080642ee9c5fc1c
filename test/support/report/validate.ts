import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js'
import { REPORT_SCHEMA } from '../../../src/core/report-schema.ts'

const ajv = new Ajv2020({
  allErrors: true,
  allowUnionTypes: true,
  formats: {
    date: /^\d{4}-\d{2}-\d{2}$/,
    'date-time': /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/,
  },
})
const validate = ajv.compile(REPORT_SCHEMA as object)

/** What keeps a value from being a report, as a reader of its file gets it; nothing where it is one. */
export function reportMistakes(value: unknown): readonly ErrorObject[] {
  return validate(JSON.parse(JSON.stringify(value))) ? [] : (validate.errors ?? [])
}
