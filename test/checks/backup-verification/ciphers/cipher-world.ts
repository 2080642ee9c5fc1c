import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { childStarter } from '../../../../src/adapters/child.ts'
import { folderMaker } from '../../../../src/adapters/temporary.ts'
import type { ChildRequest, MakeFolder, StartChild } from '../../../../src/core/engine-ports.ts'

/** Real processes and real temporary folders, below one folder that shows what is left behind. */
export interface RealWorld {
  /** For what a test makes. */
  readonly folder: string
  readonly start: StartChild
  readonly makeFolder: MakeFolder
  /** Every child that was asked for. */
  readonly requests: readonly ChildRequest[]
  /** Temporary folders, and processes that have them in their arguments. */
  readonly leftOvers: () => readonly string[]
  readonly close: () => void
}

/** The command lines of processes that name this. */
export function processesOf(mark: string): readonly string[] {
  return readdirSync('/proc').flatMap((pid) => {
    try {
      const line = /^\d+$/.test(pid) ? readFileSync(`/proc/${pid}/cmdline`, 'latin1') : ''
      return line.includes(mark) ? [line.replaceAll('\0', ' ')] : []
    } catch {
      return []
    }
  })
}

/** Makes one; `path` is where tools are looked for. */
export function openWorld(path = process.env['PATH'] ?? ''): RealWorld {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'upkeep-')))
  const [folder, work, temporary] = ['f', 'w', 't'].map((name) => join(root, name)) as [
    string,
    string,
    string,
  ]
  for (const one of [folder, work, temporary]) mkdirSync(one)
  const start = childStarter({ PATH: path, HOME: join(root, 'home') }, work, '/')
  const requests: ChildRequest[] = []
  return {
    folder,
    start: (request) => {
      requests.push(request)
      return start(request)
    },
    makeFolder: folderMaker(temporary),
    requests,
    leftOvers: () => [
      ...readdirSync(temporary),
      ...readdirSync(root).filter((one) => one === 'home'),
      ...processesOf(temporary),
    ],
    close: () => rmSync(root, { recursive: true, force: true }),
  }
}
