import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** How a tool is run. */
export interface ToolOptions {
  readonly input?: Uint8Array | string
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
}

/** Where the originals of the cases are made, each once and when it is first wanted. */
export interface Workshop {
  /** A new folder in it. */
  readonly makeFolder: (name: string) => string
  /** What `make` gave the first time. */
  readonly once: <T>(key: string, make: () => T) => T
  /** Runs a tool; its standard output. Throws with what it complained of where it fails. */
  readonly run: (tool: string, args: readonly string[], options?: ToolOptions) => Buffer
  /** Removes everything in it. */
  readonly close: () => void
}

/** What cannot be made fails every case that wants it, and takes its time once. */
function attempt<T>(make: () => T): { readonly value: T } | { readonly thrown: unknown } {
  try {
    return { value: make() }
  } catch (thrown) {
    return { thrown }
  }
}

/** Opens one in a temporary folder; the caller must close it. */
export function openWorkshop(): Workshop {
  const root = mkdtempSync(join(tmpdir(), 'upkeep-cases-'))
  const made = new Map<string, unknown>()
  let folders = 0
  return {
    makeFolder: (name) => {
      folders += 1
      const path = join(root, `${folders}-${name}`)
      mkdirSync(path)
      return path
    },
    once: <T>(key: string, make: () => T): T => {
      if (!made.has(key)) made.set(key, attempt(make))
      const result = made.get(key) as { readonly value: T } | { readonly thrown: unknown }
      if ('thrown' in result) throw result.thrown
      return result.value
    },
    run: (tool, args, { input = '', cwd = root, env = {} } = {}) =>
      execFileSync(tool, [...args], {
        input,
        cwd,
        env: { PATH: process.env['PATH'], HOME: root, LC_ALL: 'C.UTF-8', TZ: 'UTC', ...env },
        maxBuffer: 1 << 28,
        stdio: ['pipe', 'pipe', 'pipe'],
      }),
    close: () => rmSync(root, { recursive: true, force: true }),
  }
}
