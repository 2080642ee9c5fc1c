import type { YamlNode, YamlText } from './yaml-nodes.ts'

/** Where offsets of a text stand, and what is said beside them. */
export interface TextLines {
  /** Line, from 1, of an offset; undefined for a negative one. */
  readonly lineOf: (offset: number) => number | undefined
  /** The YAML comment at the end of a line, if there is one. */
  readonly commentOf: (line: number | undefined) => string | undefined
}

const MAX_COMMENT = 200

function startsOf(text: string): readonly number[] {
  const starts = [0]
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return starts
}

/** The index of the last start that is not behind the offset. */
function indexIn(starts: readonly number[], offset: number): number {
  let low = 0
  let high = starts.length - 1
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if ((starts[middle] ?? 0) <= offset) low = middle
    else high = middle - 1
  }
  return low
}

function textsOf(root: YamlNode): readonly YamlText[] {
  const texts: YamlText[] = []
  // A set also gives what is added while it is walked.
  const nodes = new Set([root])
  for (const node of nodes) {
    if (node.kind === 'text') texts.push(node)
    else if (node.kind === 'list') for (const item of node.items) nodes.add(item)
    else for (const { value } of node.pairs) nodes.add(value)
  }
  return texts
}

/** A `#` begins a comment only behind a blank. */
function commentIn(rest: string): string | undefined {
  let at = rest.indexOf('#')
  while (at > 0 && !/\s/.test(rest[at - 1] ?? '')) at = rest.indexOf('#', at + 1)
  if (at <= 0) return undefined
  return rest.slice(at + 1, at + 1 + MAX_COMMENT).trim() || undefined
}

/** The lines of a YAML text. A `#` inside of a value, in quotes or not, is no comment. */
export function commentsOf(text: string, root: YamlNode): TextLines {
  const starts = startsOf(text)
  const ends = new Map<number, number>()
  for (const { end } of textsOf(root)) {
    if (end < 0) continue
    const index = indexIn(starts, end)
    ends.set(index, Math.max(end, ends.get(index) ?? 0))
  }
  return {
    lineOf: (offset) => (offset < 0 ? undefined : indexIn(starts, offset) + 1),
    commentOf: (line) => {
      const end = line === undefined ? undefined : ends.get(line - 1)
      if (line === undefined || end === undefined) return undefined
      return commentIn(text.slice(end, starts[line] ?? text.length))
    },
  }
}
