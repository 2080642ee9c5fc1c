/** An entry of a lockfile, or a package.json, as plain data. */
export type Fields = Readonly<Record<string, unknown>>

interface Shape {
  /** The folder of package.json and lockfile. */
  readonly folder?: string
  /** The lockfile's name. */
  readonly lock?: string
  /** Names that package.json lists for development. */
  readonly dev?: readonly string[]
  /** More fields of package.json, which outweigh the made ones. */
  readonly manifest?: Fields
  /** More fields of the lockfile. */
  readonly fields?: Fields
}

function inFolder(files: Readonly<Record<string, string>>, folder = ''): Readonly<Record<string, string>> {
  const prefix = folder === '' ? '' : `${folder}/`
  return Object.fromEntries(Object.entries(files).map(([path, text]) => [`${prefix}${path}`, text]))
}

function manifestOf(names: readonly string[], { dev = [], manifest = {} }: Shape): Fields {
  const needs = (wanted: readonly string[]) => Object.fromEntries(wanted.map((name) => [name, '*']))
  return {
    name: 'app',
    version: '1.0.0',
    dependencies: needs(names.filter((name) => !dev.includes(name))),
    devDependencies: needs(names.filter((name) => dev.includes(name))),
    ...manifest,
  }
}

/** A package.json and its lockfile of version 3; whatever lies directly in node_modules is declared. */
export function project(
  entries: Readonly<Record<string, unknown>>,
  shape: Shape = {},
): Readonly<Record<string, string>> {
  const names = Object.keys(entries).flatMap(
    (location) => /^node_modules\/((?:@[^/]+\/)?[^/]+)$/.exec(location)?.[1] ?? [],
  )
  const manifest = manifestOf(names, shape)
  const lock = { name: 'app', lockfileVersion: 3, requires: true, packages: { '': manifest, ...entries } }
  const files = {
    'package.json': JSON.stringify(manifest),
    [shape.lock ?? 'package-lock.json']: JSON.stringify({ ...lock, ...shape.fields }, null, 2),
  }
  return inFolder(files, shape.folder)
}

/** The same with a lockfile of version 1, which holds `dependencies` and no licenses. */
export function projectV1(
  dependencies: Readonly<Record<string, unknown>>,
  shape: Shape = {},
): Readonly<Record<string, string>> {
  const manifest = manifestOf(Object.keys(dependencies), shape)
  const lock = { name: 'app', lockfileVersion: 1, requires: true, dependencies, ...shape.fields }
  const files = {
    'package.json': JSON.stringify(manifest),
    'package-lock.json': JSON.stringify(lock, null, 2),
  }
  return inFolder(files, shape.folder)
}

/** An entry by name, version and license. */
export function entry(version: string, license?: unknown, more: Fields = {}): Fields {
  return { version, ...(license === undefined ? {} : { license }), ...more }
}

/** A lockfile's packages from lines like `a@1.0.0 MIT`, each directly in node_modules. */
export function entries(...lines: readonly string[]): Readonly<Record<string, Fields>> {
  return Object.fromEntries(
    lines.map((line) => {
      const [id = '', ...words] = line.split(' ')
      const at = id.lastIndexOf('@')
      const license = words.length > 0 ? words.join(' ') : undefined
      return [`node_modules/${id.slice(0, at)}`, entry(id.slice(at + 1), license)]
    }),
  )
}

/** The package.json files of installed packages, by folder. */
export function installed(packages: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(packages).map(([folder, manifest]) => [
      `${folder}/package.json`,
      JSON.stringify(manifest),
    ]),
  )
}
