import { readFileSync } from 'node:fs'
import type { AllPorts } from '../../../src/core/all-ports.ts'
import { RunError } from '../../../src/core/errors.ts'
import type { CheckedPackage, Http, Tree } from '../../../src/core/ports.ts'
import { BARE, CLOSED } from '../closed-ports.ts'
import { itemsIn } from '../folder-listing.ts'

/** The moment at which every world of the contract is looked at. */
export const NOW = new Date('2026-03-01T12:00:00Z')

export type Files = Readonly<Record<string, string>>

/** What there is in a world; what is left out is not there. */
export interface Contents {
  readonly files?: Files
  /** The files at the base of a change. */
  readonly base?: Files
  readonly checked?: readonly CheckedPackage[]
  readonly http?: Http
  readonly tls?: AllPorts['tls']
  readonly workflow?: AllPorts['workflow']
}

function isInstalled(path: string): boolean {
  return /(^|\/)node_modules\//.test(path)
}

/** A tree of plain values. */
export function treeOf(files: Files): Tree {
  const paths = Object.keys(files).sort()
  const listed = paths.filter((path) => !isInstalled(path))
  const installed = paths.flatMap((path) => /^(.*node_modules\/.*)\/package\.json$/.exec(path)?.[1] ?? [])
  return {
    list: async () => ({ files: listed, unreadable: [] }),
    read: async (path) => {
      const text = files[path]
      return text === undefined ? undefined : new TextEncoder().encode(text)
    },
    listFolder: async (folder) => itemsIn(paths, folder, (path) => files[path]?.length ?? 0),
    listInstalled: async () => installed,
  }
}

async function unreachable(): Promise<never> {
  throw new RunError('there is no network')
}

/** The license texts that ship with Upkeep: a part of it, not of the world. */
function readTexts(name: string): Uint8Array {
  return readFileSync(new URL(`../../../assets/license-texts-${name}`, import.meta.url))
}

/** A world of plain values. A port that a check newly needs is added here, once, with nothing behind it. */
export function worldOf({ files = {}, base, checked, http = unreachable, ...more }: Contents): AllPorts {
  return {
    tree: treeOf(files),
    repository: {
      base: async () =>
        base === undefined ? { kind: 'none' } : { kind: 'found', ref: 'main', tree: treeOf(base) },
      ignored: async () => new Set(),
      tracked: async (paths) =>
        new Set(paths.filter((path) => base !== undefined && Object.hasOwn(base, path))),
    },
    asset: readTexts,
    http,
    ...CLOSED,
    ...BARE,
    ...more,
    github: { url: 'https://github.example', token: '' },
    local: { directory: '/nowhere', cache: undefined },
    licenseChecker: async () => {
      if (checked === undefined) throw new RunError('license-checker: nothing is installed')
      return checked
    },
    progress: () => undefined,
    clock: () => NOW,
    elapsed: () => 0,
  }
}

/** Nothing to look at: no file, no base, and a license-checker that fails. */
export function emptyWorld(): AllPorts {
  return worldOf({})
}
