/** What a parsed document is where nobody said it is a mapping. */
export type Mapping = Readonly<Record<string, unknown>>

/** A mapping as it is; nothing for anything else. */
export function mappingOf(value: unknown): Mapping | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Mapping) : undefined
}

/** A mapping; an empty one for anything else. */
export function recordOf(value: unknown): Mapping {
  return mappingOf(value) ?? {}
}

/** A list of that, or none. */
export function only<T>(value: T | undefined): readonly T[] {
  return value === undefined ? [] : [value]
}

/** The mappings of a list. */
export function listOf(value: unknown): readonly Mapping[] {
  return Array.isArray(value) ? value.flatMap((one: unknown): readonly Mapping[] => only(mappingOf(one))) : []
}

/** The names in what may be one name, a list of them, or a mapping by them. */
export function namesOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value]
  return Array.isArray(value) ? value.map(String) : Object.keys(recordOf(value))
}
