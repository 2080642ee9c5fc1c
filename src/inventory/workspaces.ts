import { posix } from 'node:path'
import { isTooLong } from './entry.ts'
import { objectOf } from './json.ts'

const BRACE = /\{([^{}]*)\}/
/** Of one pattern's braces, and of all patterns. */
const MAX_PATTERNS = 100
const MAX_WORKSPACES = 1000

/** `{a,b}` written out. */
function expand(pattern: string): readonly string[] {
  let patterns = [pattern]
  for (
    let brace = BRACE.exec(pattern);
    brace && patterns.length < MAX_PATTERNS;
    brace = BRACE.exec(patterns[0] ?? '')
  ) {
    const [whole, choices = ''] = brace
    patterns = patterns.flatMap((one) => choices.split(',').map((choice) => one.replace(whole, () => choice)))
  }
  return patterns.slice(0, MAX_PATTERNS)
}

/** Whether a part of a path is what a pattern without `/` says: `*` is anything. */
function fits(pattern: string, part: string): boolean {
  const [start = '', ...rest] = pattern.split('*')
  const end = rest.pop()
  if (end === undefined) return part === pattern
  let at = part.startsWith(start) ? start.length : -1
  for (const piece of rest) {
    const found = at === -1 ? -1 : part.indexOf(piece, at)
    at = found === -1 ? -1 : found + piece.length
  }
  return at !== -1 && part.length - end.length >= at && part.endsWith(end)
}

type Pattern = readonly string[]

function patternOf(written: string): Pattern {
  return posix
    .normalize(written)
    .split('/')
    .filter((part) => part !== '')
}

/** One `**`, `*` and braces: all that is used in practice; nothing matches a richer pattern. */
function matches(wanted: Pattern, parts: readonly string[]): boolean {
  const any = wanted.indexOf('**')
  const before = any === -1 ? wanted : wanted.slice(0, any)
  const after = any === -1 ? [] : wanted.slice(any + 1)
  const needed = before.length + after.length
  if (any === -1 ? parts.length !== needed : parts.length < needed) return false
  return (
    before.every((part, at) => fits(part, parts[at] ?? '')) &&
    after.every((part, at) => fits(part, parts.at(at - after.length) ?? ''))
  )
}

/** Which folders `workspaces` of a package.json, a list or `{ packages }`, names. */
export function workspacesOf(value: unknown): (folder: string) => boolean {
  const listed = objectOf(value)?.['packages'] ?? value
  const texts = Array.isArray(listed) ? listed.filter((one) => typeof one === 'string') : []
  const written = texts
    .filter((one) => !isTooLong(one))
    .flatMap(expand)
    .slice(0, MAX_WORKSPACES)
  const included = written.filter((one) => !one.startsWith('!')).map(patternOf)
  const excluded = written.filter((one) => one.startsWith('!')).map((one) => patternOf(one.slice(1)))
  return (folder) => {
    const parts = folder.split('/')
    return (
      included.some((pattern) => matches(pattern, parts)) &&
      !excluded.some((pattern) => matches(pattern, parts))
    )
  }
}
