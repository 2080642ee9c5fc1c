import type { Manager, Package } from '../../inventory/package.ts'

/** What a manifest of the repository asks for, and where it is. */
export interface Wanted {
  readonly manager: Manager
  /** `Yarn` writes two formats, whose commands differ. */
  readonly format: string
  readonly package: Package
  /** The version to upgrade to. */
  readonly version: string
  /** The member's folder that asks for it; the root's is empty. */
  readonly folder: string
  /** Whether there are members beside the root: some managers then want to hear that the root is meant. */
  readonly hasMembers: boolean
  readonly isDev: boolean
}

const PLAIN = /^[\w@./:~^+-]+$/

/** An argument that a shell takes as it is; what a hostile name may hold is quoted. */
function argument(text: string): string {
  return PLAIN.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
}

/** Whether a lockfile is of Yarn 1, whose commands differ from later ones. */
export function isClassic({ format }: { readonly format: string }): boolean {
  return format.startsWith('yarn v1')
}

/** The command that gives a direct dependency another version. */
export function installCommand(wanted: Wanted): string | undefined {
  const { manager, package: pkg, version, folder, isDev } = wanted
  const spec = pkg.alias === undefined ? `${pkg.name}@${version}` : `${pkg.alias}@npm:${pkg.name}@${version}`
  const what = argument(spec)
  const where = argument(folder)
  const dev = isDev ? ' --save-dev' : ''
  const isRoot = folder === '' && wanted.hasMembers
  switch (manager) {
    case 'npm':
      return `npm install${dev} ${what}${folder === '' ? '' : ` --workspace ${where}`}`
    case 'pnpm':
      return `pnpm${folder === '' ? '' : ` --dir ${where}`} add${dev}${isRoot ? ' --workspace-root' : ''} ${what}`
    case 'yarn':
      return `yarn${folder === '' ? '' : ` --cwd ${where}`} add${isDev ? ' --dev' : ''}${isRoot && isClassic(wanted) ? ' -W' : ''} ${what}`
    case 'bun':
      return `bun add${isDev ? ' --dev' : ''}${folder === '' ? '' : ` --cwd ${where}`} ${what}`
    case 'sbom':
      return undefined
  }
}

/** The command that renews what is locked within the ranges that are asked for. */
export function updateCommand(wanted: Wanted): string | undefined {
  const {
    manager,
    package: { name },
  } = wanted
  const what = argument(name)
  switch (manager) {
    case 'npm':
      return `npm update ${what}`
    case 'pnpm':
      return `pnpm update --recursive --depth Infinity ${what}`
    case 'yarn':
      return isClassic(wanted)
        ? `delete the entry of ${name} from yarn.lock and run yarn install`
        : `yarn up --recursive ${what}`
    case 'bun':
      return `bun update ${what}`
    case 'sbom':
      return undefined
  }
}
