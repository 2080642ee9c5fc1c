import { createRequire } from 'node:module'
import { relative, sep } from 'node:path'
import { messageOf, RunError } from '../core/errors.ts'
import type { CheckedPackage } from '../core/ports.ts'

interface LicenseChecker {
  init(
    options: { start: string; excludePrivatePackages?: boolean },
    done: (
      error: Error | null,
      packages: Record<string, { licenses?: unknown; path?: string; private?: boolean }>,
    ) => void,
  ): void
}

/** Loads license-checker, which is a file of its own: half a second and 500 KB that most runs never need. */
function load(file: string): LicenseChecker {
  try {
    return createRequire(import.meta.url)(file)
  } catch (thrown) {
    throw new RunError(`license-checker could not be loaded: ${messageOf(thrown)}`)
  }
}

/**
 * What license-checker sees in the tree that is installed at a directory. Its `failOn` and `onlyAllow` are never
 * used: they match parts of words, stop at the first hit and end the process.
 */
export function checkInstalled(file: string, start: string): Promise<readonly CheckedPackage[]> {
  return new Promise((done, fail) => {
    try {
      load(file).init({ start }, (error, packages) => {
        if (error) return fail(new RunError(`license-checker failed: ${error.message}`))
        const all = Object.entries(packages ?? {}).map(([id, found]) => ({
          name: id.slice(0, id.lastIndexOf('@')),
          version: id.slice(id.lastIndexOf('@') + 1),
          path: relative(start, found.path ?? start)
            .split(sep)
            .join('/'),
          licenses: found.licenses,
          isPrivate: found.private === true,
        }))
        done(all.sort((a, b) => (a.path < b.path ? -1 : 1)))
      })
    } catch (thrown) {
      fail(thrown instanceof RunError ? thrown : new RunError(`license-checker failed: ${messageOf(thrown)}`))
    }
  })
}
