import { objectOf } from './json.ts'
import { type Fields, wordOf } from './npm-fields.ts'

/** What a pnpm lockfile says of specifiers that stand elsewhere than in a package.json. */
export interface Specs {
  /** What a specifier comes to: a catalog's entry, else itself; undefined where the catalog has none. */
  readonly effective: (name: string, spec: string) => string | undefined
  /** Whether `overrides` put this specifier in the place of another. */
  readonly isReplaced: (name: string, spec: string) => boolean
  /** Whether `overrides` or `ignoredOptionalDependencies` take a name out. */
  readonly isRemoved: (name: string) => boolean
  /** Whether code of the repository (`.pnpmfile.cjs`) may have changed specifiers. */
  readonly areHooked: boolean
  /** Entries of catalogs that pnpm-workspace.yaml has otherwise: catalog, name, what it has, what the lockfile has. */
  readonly staleCatalogs: readonly (readonly [string, string, string, string])[]
}

const CATALOG = 'catalog:'

/** The name that a selector of overrides is about: `a>b@^1` is about b, and `b@>1` too. */
function selected(selector: string): string {
  let start = 0
  for (let at = selector.indexOf('>'); at !== -1; at = selector.indexOf('>', at + 1)) {
    if (at > 0 && !' |@'.includes(selector[at - 1] ?? '')) start = at + 1
  }
  const end = selector.indexOf('@', start + 1)
  return end === -1 ? selector.slice(start) : selector.slice(start, end)
}

function overridesOf(fields: Fields): ReadonlyMap<string, ReadonlySet<string>> {
  const byName = new Map<string, Set<string>>()
  for (const [selector, value] of Object.entries(objectOf(fields['overrides']) ?? {})) {
    const name = selected(selector)
    byName.set(name, (byName.get(name) ?? new Set()).add(wordOf(value)))
  }
  return byName
}

/** Catalogs as pnpm-workspace.yaml and lockfiles have them: specifiers by catalog and name. */
type Catalogs = ReadonlyMap<string, ReadonlyMap<string, string>>

function catalogOf(value: unknown): ReadonlyMap<string, string> {
  const entries = Object.entries(objectOf(value) ?? {})
  return new Map(entries.map(([name, spec]) => [name, wordOf(objectOf(spec)?.['specifier'] ?? spec)]))
}

function catalogsOf(fields: Fields): Catalogs {
  const named = Object.entries(objectOf(fields['catalogs']) ?? {})
  const catalogs = new Map(named.map(([name, value]) => [name, catalogOf(value)]))
  return fields['catalog'] === undefined ? catalogs : catalogs.set('default', catalogOf(fields['catalog']))
}

function staleIn(locked: Catalogs, declared: Catalogs): Specs['staleCatalogs'] {
  return [...locked].flatMap(([catalog, entries]) =>
    [...entries].flatMap(([name, spec]) => {
      const asked = declared.get(catalog)?.get(name)
      return asked === undefined || asked === spec ? [] : [[catalog, name, asked, spec] as const]
    }),
  )
}

/** `fields` are the lockfile's, `workspace` those of pnpm-workspace.yaml, where there is one. */
export function specsOf(fields: Fields, workspace: Fields): Specs {
  const overrides = overridesOf(fields)
  const catalogs = catalogsOf(fields)
  const ignored = fields['ignoredOptionalDependencies']
  const isIgnored = new Set(Array.isArray(ignored) ? ignored : [])
  return {
    effective: (name, spec) => {
      if (!spec.startsWith(CATALOG)) return spec
      return catalogs.get(spec.slice(CATALOG.length).trim() || 'default')?.get(name)
    },
    isReplaced: (name, spec) => {
      const values = overrides.get(name) ?? new Set()
      // A path is written anew, relative to each package.
      const scheme = /^(link|file):/.exec(spec)?.[0]
      return values.has(spec) || (scheme !== undefined && [...values].some((one) => one.startsWith(scheme)))
    },
    isRemoved: (name) => overrides.get(name)?.has('-') === true || isIgnored.has(name),
    areHooked: fields['pnpmfileChecksum'] !== undefined,
    staleCatalogs: staleIn(catalogs, catalogsOf(workspace)),
  }
}
