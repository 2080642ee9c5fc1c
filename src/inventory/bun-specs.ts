import type { Gap } from '../core/finding.ts'
import { objectOf } from './json.ts'
import type { Edge } from './manifest.ts'
import { entryGap, type Fields, wordOf } from './npm-fields.ts'

/** What a bun.lock puts in place of what manifests write. */
export interface Specs {
  /** What an edge asks for once catalogs and overrides have had their say; undefined for a catalog's that it lacks. */
  readonly effective: (edge: Edge) => string | undefined
}

function own(map: Fields | undefined, name: string): unknown {
  return map && Object.hasOwn(map, name) ? map[name] : undefined
}

function catalogIn(fields: Fields, group: string): Fields | undefined {
  const isDefault = group === '' || group === 'default'
  const named = objectOf(own(objectOf(fields['catalogs']), group))
  return (isDefault ? objectOf(fields['catalog']) : undefined) ?? named
}

/** `catalog:` and `catalog:name`, and `overrides`, which do not change what is asked for under an alias. */
export function specsOf(fields: Fields): Specs {
  const overrides = objectOf(fields['overrides'])
  return {
    effective: ({ name, spec }) => {
      const override = own(overrides, name)
      const isAlias = spec.startsWith('npm:')
      const written = typeof override === 'string' && !isAlias ? override : spec
      if (!written.startsWith('catalog:')) return written
      const found = own(catalogIn(fields, written.slice('catalog:'.length).trim()), name)
      return typeof found === 'string' ? found : undefined
    },
  }
}

const MAX_NAME = 214
const MAX_SHOWN = 100

/** A name without a path or version before or behind it: Bun ignores overrides of anything else. */
const PLAIN = /^(@[^/@>]+\/)?[^/@>]+$/

/** What package.json puts in place: Bun reads `resolutions` where there are no `overrides`. */
function overridesOf(manifest: Fields): ReadonlyMap<string, string> {
  const overrides = objectOf(manifest['overrides'])
  const listed = Object.entries(overrides ?? objectOf(manifest['resolutions']) ?? {})
  return new Map(
    listed.flatMap(([key, value]): readonly (readonly [string, string])[] => {
      const name = overrides ? key : key.slice(key.startsWith('**/') ? 3 : 0)
      const spec = wordOf(objectOf(value)?.['.'] ?? value)
      return spec === '' || name.length > MAX_NAME || !PLAIN.test(name) ? [] : [[name, spec]]
    }),
  )
}

interface Compared {
  readonly path: string
  /** What package.json calls them. */
  readonly what: string
  readonly asked: ReadonlyMap<string, string>
  readonly locked: Fields
}

/** A reference (`$name`) stands in the lockfile as what it refers to. */
function differences({ path, what, asked, locked }: Compared): readonly Gap[] {
  const names = new Set([...asked.keys(), ...Object.keys(locked)])
  return [...names].flatMap((name) => {
    const spec = asked.get(name)
    const found = own(locked, name)
    if (found === spec || (found !== undefined && spec?.startsWith('$'))) return []
    const shown = (one: unknown) => (wordOf(one) || 'nothing').slice(0, MAX_SHOWN)
    const reason = `package.json ${what} ${shown(spec)} and the lockfile was made for ${shown(found)}: run bun install`
    return entryGap(path, name, reason)
  })
}

function entriesOf(map: unknown): ReadonlyMap<string, string> {
  return new Map(Object.entries(objectOf(map) ?? {}).map(([name, spec]) => [name, wordOf(spec)]))
}

/** Bun takes catalogs from `workspaces` or from the top of package.json. */
function catalogsOf(manifest: Fields): Fields {
  const within = objectOf(manifest['workspaces'])
  const { catalog, catalogs } = within?.['catalog'] || within?.['catalogs'] ? within : manifest
  return { catalog, catalogs }
}

/** Overrides and catalogs of package.json for which the lockfile was not made. */
export function specGaps(path: string, fields: Fields, manifest: Fields | undefined): readonly Gap[] {
  const overrides = objectOf(fields['overrides']) ?? {}
  const badOnes = Object.entries(overrides).filter(([, spec]) => typeof spec !== 'string')
  const bad = badOnes.map(([name]) => entryGap(path, name, 'its override is not a text'))
  if (!manifest) return bad
  const asked = catalogsOf(manifest)
  const groups = new Set([
    ...Object.keys(objectOf(asked['catalogs']) ?? {}),
    ...Object.keys(objectOf(fields['catalogs']) ?? {}),
  ])
  const named = [...groups].flatMap((group) =>
    differences({
      path,
      what: `has in its catalog ${group.slice(0, 100)}`,
      asked: entriesOf(own(objectOf(asked['catalogs']), group)),
      locked: objectOf(own(objectOf(fields['catalogs']), group)) ?? {},
    }),
  )
  const plain = { asked: entriesOf(asked['catalog']), locked: objectOf(fields['catalog']) ?? {} }
  return [
    ...bad,
    ...differences({ path, what: 'overrides it with', asked: overridesOf(manifest), locked: overrides }),
    ...differences({ path, what: 'has in its catalog', ...plain }),
    ...named,
  ]
}
