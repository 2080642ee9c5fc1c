import { load } from 'js-yaml'
import { ConfigError, messageOf } from '../core/errors.ts'
import { CHECK_IDS } from '../core/ids.ts'
import { quote } from '../core/parsers.ts'
import { didYouMean } from '../core/suggest.ts'

/** `.github/upkeep.yml`, its syntax read and its top level checked. */
export interface Config {
  /** Where it stands, for messages. */
  readonly path: string
  /** Option values by check id, and those of `report`. */
  readonly sections: ReadonlyMap<string, ReadonlyMap<string, unknown>>
  readonly waivers: readonly unknown[]
}

/** The section of the action that merges reports and writes issues. */
const REPORT = 'report'
const MAX_BYTES = 1024 * 1024

function mappingOf(value: unknown): ReadonlyMap<string, unknown> | undefined {
  const isMapping = typeof value === 'object' && value !== null && !Array.isArray(value)
  return isMapping ? new Map(Object.entries(value)) : undefined
}

function parseYaml(path: string, bytes: Uint8Array): unknown {
  if (bytes.length > MAX_BYTES) throw new ConfigError([`${path} is larger than 1 MB`])
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    // The core schema: dates stay text, and nothing is made but text, numbers, booleans, lists and mappings.
    return text.trim() === '' ? {} : load(text, { filename: path, maxAliases: 100 })
  } catch (thrown) {
    throw new ConfigError([`${path} is not valid YAML: ${messageOf(thrown)}`])
  }
}

/** Reads the configuration file; one ConfigError holds every mistake of its top level. */
export function parseConfig(path: string, bytes: Uint8Array): Config {
  const top = mappingOf(parseYaml(path, bytes) ?? {})
  if (!top) throw new ConfigError([`${path} must hold a mapping of checks to their options`])
  const known = [...CHECK_IDS, REPORT, 'waivers']
  const problems: string[] = []
  const sections = new Map<string, ReadonlyMap<string, unknown>>()
  for (const [key, value] of top) {
    if (!known.includes(key))
      problems.push(`unknown key "${key}" in ${path}${didYouMean(key, known)}; known: ${known.join(', ')}`)
    if (key === 'waivers' || !known.includes(key)) continue
    const section = mappingOf(value ?? {})
    if (section) sections.set(key, section)
    else problems.push(`${key} in ${path} must be a mapping of options, not ${quote(value)}`)
  }
  const waivers = top.get('waivers') ?? []
  if (!Array.isArray(waivers)) problems.push(`waivers in ${path} must be a list, not ${quote(waivers)}`)
  if (problems.length > 0) throw new ConfigError(problems)
  return { path, sections, waivers: waivers as readonly unknown[] }
}
