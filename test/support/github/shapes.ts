import { Ajv, type ValidateFunction } from 'ajv'

/**
 * Shapes of GitHub's answers, written by hand from its REST documentation (git/trees "Get a tree", repos/contents
 * "Get repository content", overview of errors): the pruned OpenAPI description that the project has lacks them.
 */
const text = { type: 'string' } as const
const hash = { type: 'string', pattern: '^[0-9a-f]{40}([0-9a-f]{24})?$' } as const

const TREE_ENTRY = {
  type: 'object',
  required: ['path', 'mode', 'type', 'sha'],
  additionalProperties: false,
  properties: {
    path: { type: 'string', minLength: 1 },
    mode: { enum: ['100644', '100755', '040000', '160000', '120000'] },
    type: { enum: ['blob', 'tree', 'commit'] },
    sha: hash,
    size: { type: 'integer', minimum: 0 },
    url: text,
  },
} as const

const SCHEMAS = {
  tree: {
    type: 'object',
    required: ['sha', 'url', 'tree', 'truncated'],
    additionalProperties: false,
    properties: {
      sha: hash,
      url: text,
      tree: { type: 'array', items: TREE_ENTRY },
      truncated: { type: 'boolean' },
    },
  },
  error: {
    type: 'object',
    required: ['message', 'documentation_url', 'status'],
    additionalProperties: false,
    properties: { message: text, documentation_url: text, status: text },
  },
} as const

export type Shape = keyof typeof SCHEMAS

const ajv = new Ajv()
const validators = new Map<Shape, ValidateFunction>()

/** What is wrong with an answer, or an empty text. */
export function mistakesIn(shape: Shape, answer: unknown): string {
  const validate = validators.get(shape) ?? ajv.compile(SCHEMAS[shape])
  validators.set(shape, validate)
  return validate(answer) ? '' : `${shape}: ${ajv.errorsText(validate.errors)}`
}
