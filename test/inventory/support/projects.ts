import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { diskTree } from '../../../src/adapters/files.ts'
import { type Inventory, readInventory } from '../../../src/inventory/inventory.ts'

export const FIXTURES = join(import.meta.dirname, '../../fixtures')

/** Contents by path; a function is given the path and makes what is not a plain file there. */
export type Files = Readonly<Record<string, string | Uint8Array | ((path: string) => void)>>

export type Fields = Readonly<Record<string, unknown>>

export function writeFiles(directory: string, files: Files): void {
  for (const [name, content] of Object.entries(files)) {
    const path = join(directory, name)
    mkdirSync(dirname(path), { recursive: true })
    if (typeof content === 'function') content(path)
    else writeFileSync(path, content)
  }
}

/** Runs something in a temporary directory with these files, which is gone afterwards. */
export async function withFiles<T>(files: Files, run: (directory: string) => Promise<T>): Promise<T> {
  const directory = mkdtempSync(join(tmpdir(), 'upkeep-inventory-'))
  try {
    writeFiles(directory, files)
    return await run(directory)
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

/** What is locked in these files, read from a real directory. */
export function inventoryOf(files: Files, excluded: readonly string[] = []): Promise<Inventory> {
  return withFiles(files, (directory) => readInventory(diskTree(directory), { excluded }))
}

/** A lockfile of version 3 and its manifest; the root asks for what `needs` says, production unless told. */
export function project(packages: Fields, needs: Fields = {}, root: Fields = {}): Files {
  const manifest = {
    name: 'app',
    version: '1.0.0',
    ...(Object.keys(needs).length > 0 ? { dependencies: needs } : {}),
    ...root,
  }
  return {
    'package.json': JSON.stringify(manifest),
    'package-lock.json': lockOf({ '': manifest, ...packages }),
  }
}

export function lockOf(packages: unknown, more: Fields = {}): string {
  return JSON.stringify(
    { name: 'app', version: '1.0.0', lockfileVersion: 3, requires: true, packages, ...more },
    null,
    2,
  )
}

export interface Large {
  readonly manifest: string
  readonly lock: string
}

/** A large lockfile of the fixtures, which keep it compressed. */
export function large(name: 'npm-4311' | 'npm-2425'): Large {
  const folder = join(FIXTURES, 'large', name)
  return {
    manifest: readFileSync(join(folder, 'package.json'), 'utf8'),
    lock: gunzipSync(readFileSync(join(folder, 'package-lock.json.gz'))).toString('utf8'),
  }
}
