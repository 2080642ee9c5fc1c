import { posix } from 'node:path'
import type { Tree } from '../core/ports.ts'
import { readBunLockfile } from './bun.ts'
import { unreadableLockfile } from './locked.ts'
import { readNpmLockfile } from './npm.ts'
import type { Lockfile } from './package.ts'
import { readPnpmLockfile } from './pnpm.ts'
import { readSbom } from './sbom.ts'
import { readYarnLockfile } from './yarn.ts'

/** Reads one lockfile whole, with the manifests it locks. `files` is every file of the tree. */
export type Reader = (tree: Tree, path: string, files: readonly string[]) => Promise<Lockfile>

export const SHRINKWRAP = 'npm-shrinkwrap.json'
export const LOCK = 'package-lock.json'

async function refuseBinary(_tree: Tree, path: string): Promise<Lockfile> {
  const reason =
    'it is the binary lockfile of Bun before 1.2: write a bun.lock with `bun install --save-text-lockfile`'
  return unreadableLockfile(path, 'bun', reason)
}

const BY_NAME: Readonly<Record<string, Reader>> = {
  [LOCK]: readNpmLockfile,
  [SHRINKWRAP]: readNpmLockfile,
  'pnpm-lock.yaml': readPnpmLockfile,
  'yarn.lock': readYarnLockfile,
  'bun.lock': readBunLockfile,
  'bun.lockb': refuseBinary,
}

/** The names that CycloneDX and SPDX recommend (`bom.json`, `*.cdx.json`, `*.spdx.json`). */
const SBOM = /(^|\/)(bom|[^/]+\.(cdx|spdx))\.json$/

/** Whether a path is that of an SBOM, by its name. */
export function isSbom(path: string): boolean {
  return SBOM.test(path)
}

/** Who reads a file, by its name; undefined for what is no lockfile. */
export function readerOf(path: string): Reader | undefined {
  const name = posix.basename(path)
  if (Object.hasOwn(BY_NAME, name)) return BY_NAME[name]
  return isSbom(path) ? readSbom : undefined
}
