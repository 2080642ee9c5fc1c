import type { Nodes, Root, Table } from 'mdast'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { gfmFromMarkdown } from 'mdast-util-gfm'
import { gfm } from 'micromark-extension-gfm'

/** GitHub-flavored Markdown as a tree. */
export function parseGfm(markdown: string): Root {
  return fromMarkdown(markdown, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] })
}

/** Every node of a tree, depth first. */
export function nodesOf(node: Nodes): readonly Nodes[] {
  return 'children' in node ? [node, ...node.children.flatMap(nodesOf)] : [node]
}

/** The tables of a tree. */
export function tablesOf(root: Root): readonly Table[] {
  return nodesOf(root).filter((node) => node.type === 'table')
}

/** The text a reader sees: hard breaks as newlines, HTML as nothing, our zero-width spaces removed. */
export function seen(node: Nodes): string {
  if (node.type === 'text' || node.type === 'inlineCode') return node.value.replaceAll('\u200b', '')
  if (node.type === 'html') return node.value === '<br>' ? '\n' : ''
  return 'children' in node ? node.children.map(seen).join('') : ''
}

/** The types and literal HTML of what stands inside a block, each once, sorted. */
export function kindsWithin(nodes: readonly Nodes[]): readonly string[] {
  const kinds = nodes.flatMap(nodesOf).map((node) => (node.type === 'html' ? node.value : node.type))
  return [...new Set(kinds)].sort()
}
