import { readFileSync } from 'node:fs'
import { collect } from '../../../src/checks/license-compliance/collect.ts'
import type { LicenseFact } from '../../../src/checks/license-compliance/fact.ts'
import { OPTIONS, type Options } from '../../../src/checks/license-compliance/options.ts'
import type { Collected } from '../../../src/core/check.ts'
import { RunError } from '../../../src/core/errors.ts'
import { parseOptions } from '../../../src/core/options.ts'
import type { Base, CheckedPackage, LicensePorts, Listing, Tree } from '../../../src/core/ports.ts'
import { CLOSED } from '../closed-ports.ts'
import { itemsIn } from '../folder-listing.ts'

/** A tree's files by path; an Error is a file that is there and cannot be read. */
export type Files = Readonly<Record<string, string | Uint8Array | Error>>

const PACKAGE =
  /^((?:.*\/)?node_modules\/(?:\.store\/[^/]+\/package|(?:@[^/]+\/)?[^/@.][^/]*))\/package\.json$/

/** A tree of plain values, which lists and reads as the one on disk does. */
export function treeOf(files: Files, unreadable: Listing['unreadable'] = []): Tree {
  const paths = Object.keys(files).sort()
  const bytesAt = (path: string) => {
    const file = Object.hasOwn(files, path) ? files[path] : undefined
    if (file instanceof Error) throw file
    return typeof file === 'string' ? new TextEncoder().encode(file) : file
  }
  return {
    list: async () => ({
      files: paths.filter((path) => !/(^|\/)(node_modules|\.git)\//.test(path)),
      unreadable,
    }),
    read: async (path, limit = Number.POSITIVE_INFINITY) => {
      const bytes = bytesAt(path)
      if (bytes && bytes.length > limit) throw new RunError(`is larger than ${limit} bytes`)
      return bytes
    },
    listFolder: async (folder) =>
      itemsIn(paths, folder, (path) => (files[path] instanceof Error ? 0 : (bytesAt(path)?.length ?? 0))),
    listInstalled: async () => paths.flatMap((path) => PACKAGE.exec(path)?.[1] ?? []).sort(),
  }
}

export interface World {
  readonly files: Files
  readonly unreadable?: Listing['unreadable']
  /** What the base holds, or what a repository answers instead; without it there is none. */
  readonly base?: Files | Extract<Base, { kind: 'none' | 'missing' }>
  /** What license-checker answers or throws. */
  readonly checked?: readonly CheckedPackage[] | Error
}

function baseOf(base: World['base']): Base {
  if (base === undefined) return { kind: 'none' }
  if ('kind' in base && typeof base.kind === 'string' && !base.kind.startsWith('{')) return base as Base
  return { kind: 'found', ref: 'abc123', tree: treeOf(base as Files) }
}

/** LicensePorts of plain values. `said` holds what was told to a person who waits, `wanted` the bases asked for. */
export function portsOf(world: World): LicensePorts & { readonly said: string[]; readonly wanted: string[] } {
  const said: string[] = []
  const wanted: string[] = []
  return {
    said,
    wanted,
    tree: treeOf(world.files, world.unreadable),
    repository: {
      base: async (ref) => {
        wanted.push(ref)
        return baseOf(world.base)
      },
      ignored: async () => new Set(),
      tracked: async () => new Set(),
    },
    asset: (name) => readFileSync(new URL(`../../../assets/license-texts-${name}`, import.meta.url)),
    http: async () => {
      throw new Error('license-compliance asks nobody')
    },
    github: { url: '', token: '' },
    ...CLOSED,
    local: { directory: '/', cache: undefined },
    licenseChecker: async () => {
      if (world.checked instanceof Error) throw world.checked
      return world.checked ?? []
    },
    progress: (text) => said.push(text),
    clock: () => new Date('2026-11-23T00:00:00Z'),
    elapsed: () => 0,
  }
}

/** The check's options as inputs give them; what is not named has its default. */
export function optionsOf(values: Readonly<Record<string, unknown>> = {}): Options {
  const given = {
    origin: 'input',
    values: new Map(Object.entries(values)),
    label: (name: string) => name,
  } as const
  return parseOptions(OPTIONS, [given])
}

export function collectFrom(
  world: World,
  values: Readonly<Record<string, unknown>> = {},
): Promise<Collected<LicenseFact>> {
  return collect(optionsOf(values), portsOf(world))
}

/** A package as license-checker answers it. */
export function checkedOf(id: string, licenses: unknown, more: Partial<CheckedPackage> = {}): CheckedPackage {
  const at = id.lastIndexOf('@')
  const name = id.slice(0, at)
  return {
    name,
    version: id.slice(at + 1),
    path: `node_modules/${name}`,
    licenses,
    isPrivate: false,
    ...more,
  }
}

/** The texts of notes, one a line. */
export function textsOf(collected: Pick<Collected<unknown>, 'notes'>): string {
  return collected.notes.map((note) => `${note.subject}: ${note.text}`).join('\n')
}
