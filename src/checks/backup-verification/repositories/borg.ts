import { join } from 'node:path'
import { shadowRepository } from './borg-shadow.ts'
import { judgeBorg } from './borg-verdict.ts'
import {
  faultOf,
  lackOf,
  type Obstacle,
  type RepositoryPorts,
  type RepositoryRequest,
  type RepositoryState,
  type Restored,
  type Snapshot,
} from './repository-reading.ts'
import { askTool, type ToolRun } from './tool-run.ts'

const NO_BORG = lackOf('borg', 'borg is not there to open it')

type Ask = (args: readonly string[]) => Promise<ToolRun | undefined>

/** Borg with a home of its own; the passphrase is given as a descriptor, and times are told in UTC. */
function borgFor(home: string, { password = '', left }: RepositoryRequest, { start }: RepositoryPorts): Ask {
  return (args) =>
    askTool(start, {
      tool: 'borg',
      args: ['--log-json', ...args],
      environment: {
        HOME: home,
        TMPDIR: home,
        TZ: 'UTC',
        BORG_BASE_DIR: home,
        BORG_PASSPHRASE_FD: '3',
        BORG_RELOCATED_REPO_ACCESS_IS_OK: 'yes',
        BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK: 'yes',
      },
      cwd: home,
      deadline: left(),
      secrets: [Buffer.from(`${password}\n`)],
    })
}

interface Listed {
  readonly archives: readonly (Snapshot & { readonly name: string })[]
  readonly mode: string
}

function listOf(json: string): Listed | undefined {
  try {
    const { archives, encryption } = JSON.parse(json) as {
      readonly archives: readonly Record<string, unknown>[]
      readonly encryption: Record<string, unknown>
    }
    const all = archives.map(({ id, name, time }) => ({
      id: String(id),
      name: String(name),
      time: Date.parse(`${time}Z`),
    }))
    const known = all.filter(({ time }) => !Number.isNaN(time))
    return { archives: known.sort((a, b) => a.time - b.time), mode: String(encryption['mode']) }
  } catch {
    return undefined
  }
}

/** Modes without a cipher: `none`, and those that only authenticate. */
function isEncryptedMode(mode: string): boolean {
  return !/^(none|authenticated)/.test(mode)
}

/** Opens it; the name of its newest archive, or why not. */
async function open(
  state: RepositoryState,
  path: string,
  hasPassword: boolean,
  ask: Ask,
): Promise<{ readonly newest: string } | Obstacle> {
  const ran = await ask(['list', '--json', path])
  if (!ran) return NO_BORG
  const obstacle = judgeBorg(ran, 2, hasPassword)
  if (obstacle) return obstacle
  const listed = listOf(ran.output)
  if (!listed) return lackOf('borg', 'the list that borg gives is not understood')
  state.snapshots = listed.archives.map(({ id, time }) => ({ id, time }))
  state.isEncrypted = isEncryptedMode(listed.mode)
  state.level = 2
  const newest = listed.archives.at(-1)?.name
  return newest === undefined ? faultOf('empty', 2, 'holds no archive') : { newest }
}

/** How many files an archive says it has (`borg info --json`); undefined where that is not understood. */
function contentOf(json: string): Restored | undefined {
  try {
    const { archives } = JSON.parse(json) as {
      readonly archives: readonly { readonly stats: Readonly<Record<string, unknown>> }[]
    }
    const { nfiles: files, original_size: bytes } = archives[0]?.stats ?? {}
    return typeof files === 'number' && typeof bytes === 'number' ? { files, bytes } : undefined
  } catch {
    return undefined
  }
}

/** Reads an archive as a restore does; one without a file is empty. */
async function extract(
  state: RepositoryState,
  archive: string,
  request: RepositoryRequest,
  ask: Ask,
): Promise<Obstacle | undefined> {
  const begun = request.left()
  const read = await ask(['extract', '--dry-run', archive])
  const loss = read ? judgeBorg(read, 4, request.password !== undefined) : NO_BORG
  if (loss) return loss
  state.restoreTime = begun - request.left()
  const info = await ask(['info', '--json', archive])
  const unknown = info ? judgeBorg(info, 4, request.password !== undefined) : NO_BORG
  if (unknown) return unknown
  state.restored = contentOf(info?.output ?? '')
  if (!state.restored) return lackOf('borg', 'what borg says of its newest archive is not understood')
  if (state.restored.files === 0) return faultOf('empty', 4, 'has no file in its newest archive')
  state.level = 4
  return undefined
}

/**
 * Opens a borg repository, checks it with all its data and reads its newest archive as a restore does, as far as is asked. A
 * subset cannot be asked for: borg keeps how far it came in the repository, which is not written to.
 */
export async function verifyBorg(
  state: RepositoryState,
  path: string,
  home: string,
  request: RepositoryRequest,
  ports: RepositoryPorts,
): Promise<Obstacle | undefined> {
  const version = await askTool(ports.start, { tool: 'borg', args: ['--version'], deadline: request.left() })
  if (!version) return NO_BORG
  state.tool = /^borg \d[\w.-]*/.exec(version.output)?.[0] ?? 'borg'
  const ask = borgFor(home, request, ports)
  const hasPassword = request.password !== undefined
  const shadow = join(home, 'repository')
  await shadowRepository(path, shadow)
  const opened = await open(state, shadow, hasPassword, ask)
  if (!('newest' in opened)) return opened
  if (request.level < 3) return undefined
  const checked = await ask(['check', '--verify-data', shadow])
  const damage = checked ? judgeBorg(checked, 3, hasPassword) : NO_BORG
  if (damage) return damage
  state.level = 3
  if (request.level < 4) return undefined
  return extract(state, `${shadow}::${opened.newest}`, request, ask)
}
