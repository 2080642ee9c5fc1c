// Makes test/support/github/openapi/*.ndjson, what the fake GitHub is checked against, from GitHub's own OpenAPI
// descriptions (MIT): github.com and the three newest Enterprise Servers, of the operations below alone, without prose.
// Usage: node scripts/github-openapi.mjs [--check] PACKAGE
// PACKAGE is the unpacked package @octokit/openapi (about 400 MB, so it is no dependency); in a folder of its own:
//   npm pack @octokit/openapi@23.0.2 && tar xzf octokit-openapi-*.tgz      (it is then the folder `package`)
// Each line is [kind, name, value], kind `schemas` or `operations`, so that a new version makes a diff that can be
// read; what all versions share is in common.ndjson. `--check` writes nothing and exits 1 where files would change.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

const folder = resolve(dirname(fileURLToPath(import.meta.url)), '../test/support/github/openapi')
const SERVERS = 3

const OPERATIONS = [
  'GET /repos/{owner}/{repo}',
  'GET /repos/{owner}/{repo}/issues',
  'POST /repos/{owner}/{repo}/issues',
  'GET /repos/{owner}/{repo}/issues/{issue_number}',
  'PATCH /repos/{owner}/{repo}/issues/{issue_number}',
  'GET /repos/{owner}/{repo}/issues/{issue_number}/comments',
  'POST /repos/{owner}/{repo}/issues/{issue_number}/comments',
  'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}',
  'GET /repos/{owner}/{repo}/labels',
  'POST /repos/{owner}/{repo}/labels',
  'GET /repos/{owner}/{repo}/labels/{name}',
  'DELETE /repos/{owner}/{repo}/labels/{name}',
  'GET /repos/{owner}/{repo}/assignees/{assignee}',
  'GET /repos/{owner}/{repo}/actions/workflows',
  'GET /repos/{owner}/{repo}/actions/workflows/{workflow_id}/runs',
  'GET /repos/{owner}/{repo}/actions/runs',
  'GET /repos/{owner}/{repo}/actions/runs/{run_id}/jobs',
  'GET /repos/{owner}/{repo}/contents/{path}',
  'GET /repos/{owner}/{repo}/git/trees/{tree_sha}',
]

/** What a schema keeps; the rest is prose, or of OpenAPI alone. */
const KEPT = [
  ...['type', 'enum', 'format', 'pattern', 'minLength', 'maxLength', 'minimum', 'maximum'],
  ...['minItems', 'maxItems', 'uniqueItems', 'required'],
]

/** An OpenAPI 3.0 schema as JSON Schema; `refs` collects the names of the schemas it refers to. */
function toJsonSchema(schema, refs) {
  if (schema.$ref) {
    const name = schema.$ref.replace('#/components/schemas/', '')
    refs.add(name)
    return { $ref: `#/schemas/${name}` }
  }
  const inner = (each) => toJsonSchema(each, refs)
  const made = {}
  for (const key of KEPT) if (schema[key] !== undefined) made[key] = schema[key]
  for (const key of ['oneOf', 'anyOf', 'allOf']) if (schema[key]) made[key] = schema[key].map(inner)
  for (const key of ['items', 'not']) if (schema[key]) made[key] = inner(schema[key])
  if (schema.properties)
    made.properties = Object.fromEntries(
      Object.entries(schema.properties).map(([name, each]) => [name, inner(each)]),
    )
  const rest = schema.additionalProperties
  if (rest !== undefined) made.additionalProperties = typeof rest === 'object' ? inner(rest) : rest
  return schema.nullable ? orNull(made) : made
}

/** OpenAPI's `nullable`, for which JSON Schema has a type. */
function orNull(schema) {
  if (schema.type === undefined) return { anyOf: [schema, { type: 'null' }] }
  const nullable = { ...schema, type: [schema.type, 'null'] }
  return schema.enum && !schema.enum.includes(null) ? { ...nullable, enum: [...schema.enum, null] } : nullable
}

/** What a reference outside of schemas stands for. */
function deref(description, value) {
  if (!value.$ref) return value
  return value.$ref
    .slice(2)
    .split('/')
    .reduce((at, name) => at[name], description)
}

function operationOf(description, id, refs) {
  const [method, path] = id.split(' ')
  const found = description.paths[path]?.[method.toLowerCase()]
  if (!found) throw new Error(`${id} is not described`)
  const query = {}
  for (const each of found.parameters ?? []) {
    const { in: place, name, schema } = deref(description, each)
    // What it says of `created` is wrong: GitHub takes its search syntax there, `>=2026-11-25` and the like.
    if (place === 'query') query[name] = name === 'created' ? { type: 'string' } : toJsonSchema(schema, refs)
  }
  const json = (content) => toJsonSchema(content.schema, refs)
  const body = found.requestBody?.content['application/json']
  const answers = Object.entries(found.responses).map(([status, each]) => {
    const content = deref(description, each).content?.['application/json']
    return [status, content ? json(content) : null]
  })
  return { query, ...(body ? { body: json(body) } : {}), answers: Object.fromEntries(answers) }
}

/** The operations and every schema they reach, as a map from `kind name` to a line. */
function prune(description) {
  const refs = new Set()
  const lines = new Map()
  const add = (kind, name, value) => lines.set(`${kind} ${name}`, JSON.stringify([kind, name, value]))
  for (const id of OPERATIONS) add('operations', id, operationOf(description, id, refs))
  // A set is walked to its end though it grows meanwhile.
  for (const name of refs) add('schemas', name, toJsonSchema(description.components.schemas[name], refs))
  return lines
}

function newestServers(names) {
  const found = names.flatMap((name) => /^ghes-(\d+)\.(\d+)\.json$/.exec(name)?.slice(1, 3) ?? [])
  const versions = []
  for (let at = 0; at < found.length; at += 2) versions.push([Number(found[at]), Number(found[at + 1])])
  const sorted = versions.sort((a, b) => b[0] - a[0] || b[1] - a[1])
  return sorted.slice(0, SERVERS).map(([major, minor]) => `ghes-${major}.${minor}`)
}

function makeFiles(from) {
  const sources = [['github.com', 'api.github.com']]
  for (const name of newestServers(readdirSync(from))) sources.push([name, name])
  const pruned = sources.map(([name, file]) => [
    name,
    prune(JSON.parse(readFileSync(join(from, `${file}.json`), 'utf8'))),
  ])
  const [[, first], ...others] = pruned
  const isShared = (key) => others.every(([, lines]) => lines.get(key) === first.get(key))
  const shared = new Set([...first.keys()].filter(isShared))
  const text = (lines, keys) =>
    [...keys]
      .sort()
      .map((key) => `${lines.get(key)}\n`)
      .join('')
  return [
    ['common.ndjson', text(first, shared)],
    ...pruned.map(([name, lines]) => {
      return [
        `${name}.ndjson`,
        text(
          lines,
          [...lines.keys()].filter((key) => !shared.has(key)),
        ),
      ]
    }),
  ]
}

const { values, positionals } = parseArgs({ options: { check: { type: 'boolean' } }, allowPositionals: true })
const [from] = positionals
if (from === undefined || !existsSync(join(from, 'generated')))
  throw new Error('give the folder of the unpacked package @octokit/openapi: see the top of this file')
mkdirSync(folder, { recursive: true })
for (const [name, text] of makeFiles(join(from, 'generated'))) {
  const path = join(folder, name)
  const isSame = existsSync(path) && readFileSync(path, 'utf8') === text
  const state = isSame ? 'up to date' : values.check ? 'not up to date' : 'written'
  console.log(`${name}: ${Buffer.byteLength(text)} bytes, ${state}`)
  if (isSame) continue
  if (values.check) process.exitCode = 1
  else writeFileSync(path, text)
}
