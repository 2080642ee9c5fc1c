import { isAbsolute, relative, resolve, sep } from 'node:path'
import { isDirectory } from '../adapters/files.ts'
import type { Check } from '../core/check.ts'
import { ConfigError, RunError } from '../core/errors.ts'
import type { Gap, Note } from '../core/finding.ts'
import { type Given, type OptionTable, parseOptions, SHARED, type SharedOptions } from '../core/options.ts'
import type { Waiver } from '../core/policy.ts'
import type { Repository, Tree } from '../core/ports.ts'
import { type Config, parseConfig } from './config.ts'
import { parseWaivers } from './waivers.ts'

/** The configuration that applies, and what there is to say about where it came from. */
export interface Configured {
  readonly config: Config | undefined
  readonly notes: readonly Note[]
  readonly gaps: readonly Gap[]
}

/** A value that must be known before the rest can be read. */
export function given(place: Given, name: keyof typeof SHARED): string {
  const value = place.values.get(name)
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : SHARED[name].default
}

function mistakesOf(step: () => unknown): readonly string[] {
  try {
    step()
    return []
  } catch (thrown) {
    if (thrown instanceof ConfigError) return thrown.problems
    throw thrown
  }
}

/** What is wrong with what was typed, whatever the configuration file says. */
export function placeMistakes(tables: readonly OptionTable[], place: Given): readonly string[] {
  return [...new Set(tables.flatMap((table) => mistakesOf(() => parseOptions(table, [place]))))]
}

/** Takes a step that may end in a ConfigError, and then adds every other mistake in what was typed. */
export async function withMistakes<T>(others: () => readonly string[], step: () => Promise<T>): Promise<T> {
  try {
    return await step()
  } catch (thrown) {
    if (thrown instanceof ConfigError) throw new ConfigError([...new Set([...others(), ...thrown.problems])])
    throw thrown
  }
}

/** The way from a root to the directory checked, with `/`; empty where they are one, or it lies elsewhere. */
export function folderFrom(root: string, path: string): string {
  const way = relative(root, resolve(root, path)).split(sep).join('/')
  return way.startsWith('..') || isAbsolute(way) ? '' : way
}

/** The directory to check, absolute. */
export function directoryOf(place: Given, cwd: string): string {
  const path = given(place, 'path')
  const directory = resolve(cwd, path)
  if (!isDirectory(directory)) throw new ConfigError([`${place.label('path')} "${path}" is no directory`])
  return directory
}

async function readFrom(tree: Tree, path: string): Promise<Config | undefined> {
  const bytes = await tree.read(path)
  return bytes && parseConfig(path, bytes)
}

function required(config: Config | undefined, place: Given, path: string): Configured {
  if (!config && place.values.has('config'))
    throw new ConfigError([`${place.label('config')} "${path}" does not exist`])
  return { config, notes: [], gaps: [] }
}

/**
 * Reads the configuration: of a change (a pull request, a merge queue) the base's, so that a change cannot
 * loosen the policy that judges it. Where the base has none, the head's without its waivers, and that is said.
 */
export async function readConfig(place: Given, head: Tree, repository: Repository): Promise<Configured> {
  const path = given(place, 'config')
  try {
    return await findConfig(path, place, head, repository)
  } catch (thrown) {
    if (!(thrown instanceof RunError)) throw thrown
    const reason = `it could not be read: ${thrown.message}`
    return { config: undefined, notes: [], gaps: [{ target: path, subject: path, reason }] }
  }
}

async function findConfig(
  path: string,
  place: Given,
  head: Tree,
  repository: Repository,
): Promise<Configured> {
  const base = await repository.base('')
  if (base.kind === 'none') return required(await readFrom(head, path), place, path)
  const old = base.kind === 'found' ? await readFrom(base.tree, path) : undefined
  if (old)
    return {
      config: old,
      notes: [{ subject: path, text: 'Read from the base, not from the change.' }],
      gaps: [],
    }
  const own = required(await readFrom(head, path), place, path).config
  if (!own) {
    // Nobody can tell what policy the base had: the change may even have deleted it.
    const text = 'Neither the base could be read nor has the change one: the default policy applies.'
    const notes = base.kind === 'missing' ? [{ subject: path, text }] : []
    return { config: undefined, notes, gaps: [] }
  }
  const config = { ...own, waivers: [] }
  if (base.kind === 'found') {
    const text =
      'The base has none, so the change’s own was read, without its waivers: they count once it is merged.'
    return { config, notes: [{ subject: path, text }], gaps: [] }
  }
  const reason = `the base's could not be read (${base.reason}), and a change does not decide its own policy`
  return { config, notes: [], gaps: [{ target: path, subject: path, reason }] }
}

export interface CheckSetup {
  readonly options: SharedOptions
  readonly waivers: readonly Waiver[]
}

/** One check's options and waivers; every mistake of all of them in one ConfigError. */
export function setUp(check: Check, place: Given, config: Config | undefined): CheckSetup {
  const problems: string[] = []
  let options: SharedOptions | undefined
  try {
    options = parseOptions(check.options, [place, ...sectionOf(check, config)]) as unknown as SharedOptions
    problems.push(...check.problems({ ...options }))
  } catch (thrown) {
    if (!(thrown instanceof ConfigError)) throw thrown
    problems.push(...thrown.problems)
  }
  const read = config ? parseWaivers(config, check) : { waivers: [], problems: [] }
  problems.push(...read.problems)
  if (!options || problems.length > 0) throw new ConfigError(problems)
  return { options, waivers: read.waivers }
}

function sectionOf(check: Check, config: Config | undefined): readonly Given[] {
  const values = config?.sections.get(check.id)
  if (!config || !values) return []
  return [{ origin: 'config', values, label: (name) => `${check.id}.${name} in ${config.path}` }]
}
