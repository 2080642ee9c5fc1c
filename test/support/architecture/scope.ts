import { childrenOf, isNode, type Node, nameOf } from './syntax.ts'

/** TypeScript's wrappers of an expression; all its other nodes are types, and a type has no effect. */
const WRAPPERS = [
  'TsAsExpression',
  'TsConstAssertion',
  'TsNonNullExpression',
  'TsSatisfiesExpression',
  'TsTypeAssertion',
  'TsInstantiation',
]

const DECLARED_NAME = ['FunctionDeclaration', 'ClassDeclaration', 'FunctionExpression', 'ClassExpression']

function isType(node: Node): boolean {
  const type = String(node['type'] ?? '')
  return type.startsWith('Ts') && !WRAPPERS.includes(type)
}

/** A function of any kind, a method too: the node that has parameters and a body. */
function isFunction(node: Node): boolean {
  return Array.isArray(node['params']) && 'body' in node
}

/** The names a pattern binds: `a`, `{ a, b: c = 1, ...d }`, `[e]`. */
function boundBy(pattern: unknown): readonly string[] {
  if (!isNode(pattern)) return []
  const name = nameOf(pattern)
  if (name !== undefined) return [name]
  const { type, value, key, left, argument, pat } = pattern
  if (type === 'AssignmentPatternProperty') return boundBy(key)
  const parts = [pattern['properties'], pattern['elements']].filter(Array.isArray).flat()
  const inner = parts.map((part) => (isNode(part) && 'pat' in part ? part['pat'] : part))
  return [value, left, argument, pat, ...inner].flatMap(boundBy)
}

/** The names that a node itself declares, for the function it stands in. */
function declaredBy(node: Node): readonly string[] {
  const { type } = node
  if (type === 'VariableDeclarator') return boundBy(node['id'])
  if (type === 'CatchClause') return boundBy(node['param'])
  if (DECLARED_NAME.includes(String(type))) return boundBy(node['identifier'])
  return 'local' in node ? boundBy(node['local']) : []
}

function declaredIn(root: Node): ReadonlySet<string> {
  const params = Array.isArray(root['params']) ? root['params'] : []
  const names = new Set(params.flatMap(boundBy))
  const open = [...childrenOf(root)]
  for (let node = open.pop(); node; node = open.pop()) {
    for (const name of declaredBy(node)) names.add(name)
    if (!isFunction(node) && !isType(node)) open.push(...childrenOf(node))
  }
  return names
}

/** In swc's tree an identifier that is a name of a property lacks `optional`; one that is a variable has it. */
function isVariable(node: Node): boolean {
  return node['type'] === 'Identifier' && 'optional' in node
}

/**
 * The names a module uses and declares nowhere around: its globals. Blocks count as part of their function, so a
 * name that is declared in one block hides the global in the whole function.
 */
export function freeNames(module: Node): ReadonlySet<string> {
  const free = new Set<string>()
  const visit = (node: Node, scopes: readonly ReadonlySet<string>[]) => {
    if (isType(node)) return
    const name = nameOf(node)
    if (name !== undefined && isVariable(node) && !scopes.some((scope) => scope.has(name))) free.add(name)
    const inner = isFunction(node) ? [...scopes, declaredIn(node)] : scopes
    for (const child of childrenOf(node)) visit(child, inner)
  }
  visit(module, [declaredIn(module)])
  return free
}
