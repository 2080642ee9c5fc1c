import { isTooLong } from './entry.ts'

/**
 * The names in a key of `packages`: a path of packages nested in each other, `@w/a/sw4/strip-ansi` of three. Undefined
 * where it is none. A scope and what stands behind it are one name.
 */
export function namesIn(key: string): readonly string[] | undefined {
  if (isTooLong(key)) return undefined
  const names: string[] = []
  let scope: string | undefined
  for (const part of key.split('/')) {
    if (part === '' || part === '.' || part === '..' || part === '@') return undefined
    if (scope !== undefined) {
      names.push(`${scope}/${part}`)
      scope = undefined
    } else if (part.startsWith('@')) scope = part
    else names.push(part)
  }
  return scope === undefined ? names : undefined
}

/** Finds a name from the place of a key, as Bun does: nested in it, then beside it and upwards. */
export function lookUp<T>(at: ReadonlyMap<string, T>, names: readonly string[], name: string): T | undefined {
  for (let depth = names.length; depth >= 0; depth--) {
    const found = at.get([...names.slice(0, depth), name].join('/'))
    if (found !== undefined) return found
  }
  return undefined
}
