import { isNode, literalOf, type Node, nameOf, nodesOf } from './syntax.ts'

/** Stands for what only the run knows: `import(name)`. */
export const COMPUTED = 'something that only the run knows'

const FROM = ['ImportDeclaration', 'ExportNamedDeclaration', 'ExportAllDeclaration']

function isCallOf(node: unknown, callee: string): boolean {
  return isNode(node) && node['type'] === 'CallExpression' && nameOf(node['callee']) === callee
}

/** What `require` is called here: `require`, and every `const load = createRequire(…)`. */
function requireNames(nodes: readonly Node[]): ReadonlySet<string> {
  const made = nodes.filter(
    (node) => node['type'] === 'VariableDeclarator' && isCallOf(node['init'], 'createRequire'),
  )
  return new Set(['require', ...made.flatMap((node) => nameOf(node['id']) ?? [])])
}

function calledWith(node: Node): string {
  const [first] = Array.isArray(node['arguments']) ? node['arguments'] : []
  return literalOf(isNode(first) ? first['expression'] : undefined) ?? COMPUTED
}

function importOf(node: Node, requires: ReadonlySet<string>): string | undefined {
  const { type, callee, source } = node
  if (FROM.includes(String(type))) return literalOf(source)
  if (type === 'TsImportType') return literalOf(node['argument']) ?? COMPUTED
  if (type === 'TsExternalModuleReference') return literalOf(node['expression']) ?? COMPUTED
  if (type !== 'CallExpression' || !isNode(callee)) return undefined
  const isDynamic = callee['type'] === 'Import' || isCallOf(callee, 'createRequire')
  return isDynamic || requires.has(nameOf(callee) ?? '') ? calledWith(node) : undefined
}

/**
 * Everything a module imports, each once: statically, for its types alone, by `export … from`, `import()`, `require()`,
 * `createRequire(…)(…)`, `import x = require()` and `import('x').T`.
 */
export function importsOf(module: Node): readonly string[] {
  const nodes = nodesOf(module)
  const requires = requireNames(nodes)
  return [...new Set(nodes.flatMap((node) => importOf(node, requires) ?? []))]
}
