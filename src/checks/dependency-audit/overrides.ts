import type { Manager } from '../../inventory/package.ts'

/** A version that a package's dependents do not let in, and who they are. */
export interface Override {
  readonly name: string
  readonly version: string
  /** Names of the packages that bring it in. */
  readonly parents: readonly string[]
}

function text(value: unknown): string {
  return JSON.stringify(value)
}

/**
 * What to write into the root package.json so that the parents are given another version, in the dialect of the
 * package manager (npm `overrides`, Yarn `resolutions`, pnpm `pnpm.overrides`); Bun knows overrides for all alone.
 */
export function overrideOf(
  manager: Manager,
  { name, version, parents }: Override,
  isClassic = false,
): string | undefined {
  const each = <T>(entry: (parent: string) => readonly [string, T]) => Object.fromEntries(parents.map(entry))
  switch (manager) {
    case 'npm':
      return `"overrides": ${text(each((parent) => [parent, { [name]: version }]))}`
    case 'pnpm':
      return `"pnpm": { "overrides": ${text(each((parent) => [`${parent}>${name}`, version]))} }`
    case 'yarn':
      // Yarn 1 compares the whole way from the root.
      return `"resolutions": ${text(each((parent) => [`${isClassic ? '**/' : ''}${parent}/${name}`, version]))}`
    case 'bun':
      return `"overrides": ${text({ [name]: version })}`
    case 'sbom':
      return undefined
  }
}
