import { parseSync } from '@swc/core'

/** A node of swc's tree, as plain data: the rules ask for its `type` and for the few fields they know. */
export type Node = Readonly<Record<string, unknown>>

export function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A module of TypeScript as a tree. Throws where it is none. */
export function parse(source: string): Node {
  return parseSync(source, { syntax: 'typescript', target: 'es2023' }) as unknown as Node
}

/** The nodes directly below a node. */
export function childrenOf(node: Node): readonly Node[] {
  return Object.values(node).flat(2).filter(isNode)
}

/** The node and every node below it. */
export function nodesOf(root: Node): readonly Node[] {
  const found: Node[] = []
  const open: Node[] = [root]
  for (let node = open.pop(); node; node = open.pop()) {
    found.push(node)
    open.push(...childrenOf(node).toReversed())
  }
  return found
}

/** The text of a literal: quoted, or a template without holes. */
export function literalOf(node: unknown): string | undefined {
  if (!isNode(node)) return undefined
  if (node['type'] === 'StringLiteral') return String(node['value'])
  const { type, expressions, quasis } = node
  if (type !== 'TemplateLiteral' || !Array.isArray(expressions) || expressions.length > 0) return undefined
  const [only] = Array.isArray(quasis) ? quasis : []
  return isNode(only) ? String(only['cooked']) : undefined
}

/** The name of an identifier; undefined for any other node. */
export function nameOf(node: unknown): string | undefined {
  return isNode(node) && node['type'] === 'Identifier' ? String(node['value']) : undefined
}
