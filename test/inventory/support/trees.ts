import fc from 'fast-check'
import type { Tree } from '../../../src/core/ports.ts'

/** Small random trees of packages, written as lockfiles, and an oracle that shares no code with the reader. */

export type Kind = 'prod' | 'dev' | 'optional' | 'peer' | 'optional-peer'

interface Need {
  readonly name: string
  readonly kind: Kind
}

export interface Planted {
  readonly location: string
  /** The name it is installed under. */
  readonly installedAs: string
  readonly name: string
  readonly version: string
  readonly bundled: boolean
  readonly isOwn: boolean
  readonly needs: readonly Need[]
}

/** The root first, then members, then everything in a node_modules. */
export type Planting = readonly Planted[]

export interface Truth {
  readonly name: string
  readonly version: string
  readonly scope: string
  readonly direct: boolean
  readonly bundled: boolean
}

const NAMES = ['a', 'b', 'c', '@s/d', 'e', 'toString', '__proto__']
const MEMBERS = ['m0', 'm1']

/** As Node looks: `node_modules` beside the package's own folder, and in every folder above. */
export function resolve(planting: Planting, from: string, name: string): Planted | undefined {
  const byLocation = (location: string) => planting.find((one) => one.location === location)
  const parts = from === '' ? [] : from.split('/')
  for (let count = parts.length; count >= 0; count--) {
    if (parts[count - 1] === 'node_modules') continue
    const found = byLocation([...parts.slice(0, count), 'node_modules', name].join('/'))
    if (found) return found
  }
  return planting.find((one) => one.isOwn && one.location !== '' && one.name === name)
}

interface Shape {
  readonly kinds: readonly Kind[]
  readonly members: number
}

function needs(kinds: readonly Kind[]): fc.Arbitrary<readonly Need[]> {
  const need = fc.record({ name: fc.constantFrom(...NAMES, ...MEMBERS), kind: fc.constantFrom(...kinds) })
  return fc.uniqueArray(need, { selector: (one) => one.name, maxLength: 4 })
}

/** A planting whose every dependency is locked; what nothing reaches is in it too. */
export function plantings({ kinds, members }: Shape): fc.Arbitrary<Planting> {
  const seed = fc.record({
    under: fc.nat(),
    name: fc.constantFrom(...NAMES),
    version: fc.constantFrom('1.0.0', '2.0.0', '3.0.0-beta.1'),
    isAlias: fc.integer({ min: 0, max: 5 }),
    bundled: fc.integer({ min: 0, max: 5 }),
    needs: needs(kinds.filter((kind) => kind !== 'dev')),
  })
  const own = needs(kinds)
  return fc
    .record({
      root: own,
      members: fc.array(own, { maxLength: members }),
      seeds: fc.array(seed, { minLength: 1, maxLength: 14 }),
    })
    .map(({ root, members: folders, seeds }) => {
      const planted: Planted[] = [
        plantOwn('', 'app', root),
        ...folders.map((need, at) => plantOwn(`packages/m${at}`, `m${at}`, need)),
      ]
      for (const { under, name, version, isAlias, bundled, needs: wants } of seeds) {
        const above = planted[under % (planted.length + 2)]?.location ?? ''
        const location = `${above === '' ? '' : `${above}/`}node_modules/${name}`
        if (planted.some((one) => one.location === location)) continue
        const real = isAlias === 0 ? `real-${name.replace(/\W/g, '')}` : name
        planted.push({
          location,
          installedAs: name,
          name: real,
          version,
          bundled: bundled === 0,
          isOwn: false,
          needs: wants,
        })
      }
      return planted.map((one) => ({
        ...one,
        needs: one.needs.filter((need) => resolve(planted, one.location, need.name)),
      }))
    })
}

function plantOwn(location: string, name: string, wants: readonly Need[]): Planted {
  return { location, installedAs: name, name, version: '1.0.0', bundled: false, isOwn: true, needs: wants }
}

/** Which packages can be come to from the starts, by trying every edge as often as there are packages. */
function reached(
  planting: Planting,
  starts: readonly Planted[],
  kinds: readonly Kind[],
): ReadonlySet<Planted> {
  const found = new Set(starts)
  for (const _ of planting) {
    for (const one of planting) {
      if (!found.has(one)) continue
      for (const need of one.needs) {
        const to = kinds.includes(need.kind) && resolve(planting, one.location, need.name)
        if (to) found.add(to)
      }
    }
  }
  return found
}

function startsOf(planting: Planting, kinds: readonly Kind[]): readonly Planted[] {
  const wants = planting.filter((one) => one.isOwn).flatMap((one) => one.needs.map((need) => ({ one, need })))
  return wants.flatMap(
    ({ one, need }) => (kinds.includes(need.kind) && resolve(planting, one.location, need.name)) || [],
  )
}

/** What must be said of every package that is not the repository's own, by location. */
export function truthOf(planting: Planting): Readonly<Record<string, Truth>> {
  const members = planting.filter((one) => one.isOwn)
  const production = reached(planting, members, ['prod', 'peer'])
  const optional = reached(planting, members, ['prod', 'peer', 'optional'])
  const development = reached(planting, startsOf(planting, ['dev']), ['prod', 'peer', 'optional'])
  const direct = new Set(startsOf(planting, ['prod', 'dev', 'optional', 'peer', 'optional-peer']))
  const scopeOf = (one: Planted): string => {
    if (production.has(one) && development.has(one)) return 'both'
    if (production.has(one)) return 'prod'
    if (optional.has(one)) return 'optional'
    return development.has(one) ? 'dev' : 'prod'
  }
  const rest = planting.filter((one) => !one.isOwn)
  return Object.fromEntries(
    rest.map((one) => [
      one.location,
      {
        name: one.name,
        version: one.version,
        scope: scopeOf(one),
        direct: direct.has(one),
        bundled: one.bundled,
      },
    ]),
  )
}

/**
 * Without what version 1 cannot say: an optional dependency on a package that something else needs anyway stands
 * there like any other.
 */
export function sayableInOne(planting: Planting): Planting {
  const needed = neededAnyway(planting)
  return planting.map((one) => ({
    ...one,
    needs: one.needs.filter((need) => {
      const to = resolve(planting, one.location, need.name)
      return one.isOwn || need.kind !== 'optional' || !to || !needed.has(to)
    }),
  }))
}

/** What is reached without an optional dependency, and what is not reached at all. */
function neededAnyway(planting: Planting): ReadonlySet<Planted> {
  const all = reached(
    planting,
    [...planting.filter((one) => one.isOwn), ...startsOf(planting, ['dev'])],
    ['prod', 'optional'],
  )
  const needed = reached(
    planting,
    [...planting.filter((one) => one.isOwn), ...startsOf(planting, ['dev'])],
    ['prod'],
  )
  return new Set(planting.filter((one) => needed.has(one) || !all.has(one)))
}

const SECTIONS: readonly (readonly [string, readonly Kind[]])[] = [
  ['dependencies', ['prod']],
  ['devDependencies', ['dev']],
  ['optionalDependencies', ['optional']],
  ['peerDependencies', ['peer', 'optional-peer']],
]

/** What a package asks for: a range, or the real name where what lies there has another. */
function specOf(planting: Planting, from: Planted, { name }: Need): string {
  const to = resolve(planting, from.location, name)
  return to && !to.isOwn && to.name !== name ? `npm:${to.name}@*` : '*'
}

function specsOf(planting: Planting, from: Planted, wants: readonly Need[]): string {
  // By hand: an object literal would not hold "__proto__" as a name.
  const specs = wants.map((need) => `${JSON.stringify(need.name)}:"${specOf(planting, from, need)}"`)
  return `{${specs.join(',')}}`
}

function sectionsOf(planting: Planting, from: Planted): readonly string[] {
  const wants = from.needs
  const sections = SECTIONS.map(
    ([section, kinds]) => [section, wants.filter((need) => kinds.includes(need.kind))] as const,
  )
  const optional = wants.filter((need) => need.kind === 'optional-peer')
  const meta = optional.map((need) => `${JSON.stringify(need.name)}:{"optional":true}`)
  return [
    ...sections
      .filter(([, some]) => some.length > 0)
      .map(([section, some]) => `"${section}":${specsOf(planting, from, some)}`),
    ...(meta.length > 0 ? [`"peerDependenciesMeta":{${meta.join(',')}}`] : []),
  ]
}

function manifestOf(planting: Planting, one: Planted, ...more: readonly string[]): string {
  return `{${[`"name":${JSON.stringify(one.name)}`, `"version":"${one.version}"`, ...more, ...sectionsOf(planting, one)].join(',')}}`
}

const WORKSPACES = '"workspaces":["packages/*"]'

function ownManifestOf(planting: Planting, one: Planted): string {
  return manifestOf(planting, one, ...(one.location === '' ? [WORKSPACES] : []))
}

function packagesOf(planting: Planting): readonly string[] {
  return planting.flatMap((one) => {
    const more = [...(one.bundled ? ['"inBundle":true'] : []), ...(one.location === '' ? [WORKSPACES] : [])]
    const entry = `${JSON.stringify(one.location)}:${manifestOf(planting, one, ...more)}`
    const link = `"node_modules/${one.name}":{"resolved":"${one.location}","link":true}`
    return one.isOwn && one.location !== '' ? [entry, link] : [entry]
  })
}

function dependenciesOf(planting: Planting, folder: string, needed: ReadonlySet<Planted>): string {
  const prefix = folder === '' ? 'node_modules/' : `${folder}/node_modules/`
  const here = planting.filter((one) => one.location === prefix + one.installedAs)
  const entries = here.map((one) => {
    const version = one.name === one.installedAs ? one.version : `npm:${one.name}@${one.version}`
    const parts = [
      `"version":"${version}"`,
      ...(one.bundled ? ['"bundled":true'] : []),
      ...(needed.has(one) ? [] : ['"optional":true']),
      `"requires":${specsOf(planting, one, one.needs)}`,
      `"dependencies":${dependenciesOf(planting, one.location, needed)}`,
    ]
    return `${JSON.stringify(one.installedAs)}:{${parts.join(',')}}`
  })
  return `{${entries.join(',')}}`
}

/** The planting's files with a lockfile of version 1 or 3. */
export function filesOf(planting: Planting, version: 1 | 3): ReadonlyMap<string, string> {
  const listed =
    version === 3
      ? `"packages":{${packagesOf(planting).join(',')}}`
      : `"dependencies":${dependenciesOf(planting, '', neededAnyway(planting))}`
  const own = planting.filter((one) => one.isOwn)
  return new Map([
    ['package-lock.json', `{"name":"app","lockfileVersion":${version},"requires":true,${listed}}`],
    ...own.map(
      (one) =>
        [
          `${one.location === '' ? '' : `${one.location}/`}package.json`,
          ownManifestOf(planting, one),
        ] as const,
    ),
  ])
}

export function treeOf(files: ReadonlyMap<string, string>): Tree {
  return {
    list: async () => ({ files: [...files.keys()].sort(), unreadable: [] }),
    read: async (path) => {
      const text = files.get(path)
      return text === undefined ? undefined : new TextEncoder().encode(text)
    },
    listFolder: async () => [],
    listInstalled: async () => [],
  }
}
