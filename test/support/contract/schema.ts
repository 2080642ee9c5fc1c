import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'

const DATE = /^\d{4}-\d{2}-\d{2}$/
const DATE_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/

/** Compiles a schema strictly: an unknown keyword or format, or a required property that is not there, throws. */
export function compileSchema(schema: unknown): ValidateFunction {
  const ajv = new Ajv2020({
    strict: true,
    allowUnionTypes: true,
    allErrors: true,
    formats: { date: DATE, 'date-time': DATE_TIME },
  })
  return ajv.compile(schema as object)
}

/** What a schema has against a value. */
export function schemaComplaints(validate: ValidateFunction, value: unknown): readonly string[] {
  if (validate(value)) return []
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath || '/'} ${message}`)
}
