import { readdirSync, readFileSync } from 'node:fs'
import { join, sep } from 'node:path'

/** Files by their path from the root of the repository, with `/`. */
export type Sources = ReadonlyMap<string, string>

/** Every .ts file below some folders of the repository; fixtures are data. */
export function readSources(root: string, folders: readonly string[]): Sources {
  const paths = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map(
      (path) => `${folder}/${path.split(sep).join('/')}`,
    ),
  )
  const wanted = paths.filter((path) => path.endsWith('.ts') && !path.startsWith('test/fixtures/')).sort()
  return new Map(wanted.map((path) => [path, readFileSync(join(root, path), 'utf8')]))
}
