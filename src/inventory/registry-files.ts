import { loadAll } from 'js-yaml'
import { readIni } from './ini.ts'
import { objectOf } from './json.ts'
import { parseToml } from './toml.ts'

/** That a file maps a scope (`@acme`), or with an empty one everything else, to a registry, as written. */
export interface Mapping {
  readonly scope: string
  readonly value: unknown
}

type Read = { readonly mappings: readonly Mapping[] } | { readonly problem: string }

const REGISTRY = 'registry'

/** `registry` and `@scope:registry`. */
function scopeOfKey(key: string): string | undefined {
  if (key === REGISTRY) return ''
  return key.startsWith('@') && key.endsWith(`:${REGISTRY}`) ? key.slice(0, -REGISTRY.length - 1) : undefined
}

function fromPairs(pairs: readonly (readonly [string, string])[]): Read {
  const isHidden = ([key]: readonly [string, string]) => key.includes('${') && key.endsWith(REGISTRY)
  if (pairs.some(isHidden)) {
    return { problem: 'maps a scope whose name comes from the environment, so it cannot be told which' }
  }
  return {
    mappings: pairs.flatMap(([key, value]) => {
      const scope = scopeOfKey(key.replace(/\[\]$/, ''))
      return scope === undefined ? [] : [{ scope, value }]
    }),
  }
}

/** `key value`, each in quotes or not. */
function classicPair(line: string): readonly (readonly [string, string])[] {
  const found = /^\s*(?:"([^"]*)"|([^\s"#][^\s"]*))\s+(?:"([^"]*)"|([^\s"#]+))/.exec(line)
  if (!found) return []
  const key = found[1] ?? found[2] ?? ''
  // A flag for all commands or for one of them says the same: `--install.registry`.
  return [[key.replace(/^--(?:[a-z-]+\.)?/, ''), found[3] ?? found[4] ?? '']]
}

function fromClassic(text: string): Read {
  return fromPairs(text.split(/[\r\n]/).flatMap(classicPair))
}

function withAt(scope: string): string {
  return scope.startsWith('@') ? scope : `@${scope}`
}

function one(scope: string, value: unknown): readonly Mapping[] {
  return value === undefined || value === null ? [] : [{ scope, value }]
}

function fromBerry(text: string): Read {
  let top: unknown
  try {
    // A file of comments alone has no document.
    const documents = loadAll(text, { maxAliases: 100 })
    if (documents.length > 1) return { problem: 'holds more than one YAML document' }
    top = documents[0]
  } catch {
    return { problem: 'is not valid YAML' }
  }
  const fields = objectOf(top ?? {})
  const scopes = objectOf(fields?.['npmScopes'] ?? {})
  if (!fields || !scopes) return { problem: 'does not hold a mapping where one must stand' }
  return {
    mappings: [
      ...one('', fields['npmRegistryServer']),
      ...Object.entries(scopes).flatMap(([scope, value]) =>
        one(withAt(scope), objectOf(value)?.['npmRegistryServer']),
      ),
    ],
  }
}

/** A URL, or a table with one: then other keys of it are secrets. What is neither is no text, and told. */
function bunMapping(scope: string, value: unknown): readonly Mapping[] {
  const table = objectOf(value)
  return table ? one(scope, table['url']) : one(scope, value)
}

function fromBunfig(text: string): Read {
  const read = parseToml(text)
  if ('problem' in read) return read
  const install = objectOf(read.fields['install'] ?? {})
  const scopes = objectOf(install?.['scopes'] ?? {})
  if (!install || !scopes) return { problem: 'does not hold a table where one must stand' }
  return {
    mappings: [
      ...bunMapping('', install['registry']),
      ...Object.entries(scopes).flatMap(([scope, value]) => bunMapping(withAt(scope), value)),
    ],
  }
}

/**
 * Who reads the files that map scopes to registries, by name: npm's and pnpm's, Yarn's (https://yarnpkg.com/configuration/yarnrc),
 * Yarn 1's, and Bun's (https://bun.sh/docs/runtime/bunfig). They take nothing else out of them, tokens above all.
 */
export const REGISTRY_FILES: Readonly<Record<string, (text: string) => Read>> = {
  '.npmrc': (text) => fromPairs(readIni(text)),
  '.yarnrc.yml': fromBerry,
  '.yarnrc': fromClassic,
  'bunfig.toml': fromBunfig,
}
