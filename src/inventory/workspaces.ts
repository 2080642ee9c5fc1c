import { posix } from 'node:path'
import { objectOf } from './json.ts'

function fits(pattern: string, part: string): boolean {
  const [start = '', end, ...more] = pattern.split('*')
  if (end === undefined) return part === pattern
  const isLongEnough = part.length >= start.length + end.length
  return more.length === 0 && isLongEnough && part.startsWith(start) && part.endsWith(end)
}

/** One `**`, and one `*` in each part: all that is used in practice; nothing matches a richer pattern. */
function matches(pattern: string, folder: string): boolean {
  const wanted = posix
    .normalize(pattern)
    .split('/')
    .filter((part) => part !== '')
  const parts = folder.split('/')
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

/** Whether `workspaces` of a package.json, a list or `{ packages }`, names a folder. */
export function isAmong(workspaces: unknown, folder: string): boolean {
  const listed = objectOf(workspaces)?.['packages'] ?? workspaces
  const patterns = Array.isArray(listed) ? listed.filter((one) => typeof one === 'string') : []
  const excluded = patterns.filter((one) => one.startsWith('!')).map((one) => one.slice(1))
  return (
    patterns.some((one) => !one.startsWith('!') && matches(one, folder)) &&
    !excluded.some((one) => matches(one, folder))
  )
}
