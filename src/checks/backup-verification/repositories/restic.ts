import { join } from 'node:path'
import { measureFolder } from './folder-outline.ts'
import {
  faultOf,
  lackOf,
  type Obstacle,
  type RepositoryPorts,
  type RepositoryRequest,
  type RepositoryState,
  type Snapshot,
} from './repository-reading.ts'
import { isRetrying, judgeRestic } from './restic-verdict.ts'
import { askTool, type ToolRun, watchTool } from './tool-run.ts'

const NO_RESTIC = lackOf('restic', 'restic is not there to open it')

interface Restic {
  readonly ask: (args: readonly string[]) => Promise<ToolRun | undefined>
  readonly watch: (args: readonly string[]) => Promise<ToolRun | undefined>
}

/** Restic, which writes nothing: neither a lock nor a cache. The password is in its environment. */
function resticFor(path: string, home: string, request: RepositoryRequest, ports: RepositoryPorts): Restic {
  const call = (args: readonly string[]) => ({
    tool: 'restic',
    args: ['-r', `local:${path}`, '--no-lock', '--no-cache', ...args],
    environment: { RESTIC_PASSWORD: request.password ?? '', HOME: home, TMPDIR: home, XDG_CACHE_HOME: home },
    cwd: home,
    deadline: request.left(),
  })
  return {
    ask: (args) => askTool(ports.start, call(['--json', ...args])),
    watch: (args) => watchTool(ports.start, call(args), isRetrying),
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined
}

function snapshotsOf(json: string): readonly Snapshot[] | undefined {
  const list = parse(json)
  if (!Array.isArray(list)) return list === null ? [] : undefined
  const snapshots = list.flatMap((one: unknown): readonly Snapshot[] => {
    const [id, time] = [fieldOf(one, 'id'), Date.parse(String(fieldOf(one, 'time')))]
    return typeof id === 'string' && /^[0-9a-f]{8,64}$/.test(id) && !Number.isNaN(time) ? [{ id, time }] : []
  })
  return snapshots.sort((a, b) => a.time - b.time)
}

async function open(state: RepositoryState, { ask }: Restic): Promise<Obstacle | undefined> {
  const ran = await ask(['snapshots'])
  if (!ran) return NO_RESTIC
  const obstacle = judgeRestic(ran, 2)
  if (obstacle) return obstacle
  const snapshots = snapshotsOf(ran.output)
  if (!snapshots) return lackOf('restic', 'the list that restic gives is not understood')
  state.isEncrypted = true
  // There are files of snapshots, or nobody would have come here; restic passes over those that it cannot read.
  if (snapshots.length === 0) return faultOf('corrupt', 2, 'has snapshots of which none can be read')
  state.snapshots = snapshots
  state.level = 2
  return undefined
}

/** The structure first, because that names a pack that is not there at once; then the data. */
async function check(
  state: RepositoryState,
  { subset }: RepositoryRequest,
  { watch }: Restic,
): Promise<Obstacle | undefined> {
  const read = subset ? `--read-data-subset=${subset.part}/${subset.of}` : '--read-data'
  for (const args of [['check'], ['check', read]]) {
    const ran = await watch(args)
    const obstacle = ran ? judgeRestic(ran, 3) : NO_RESTIC
    if (obstacle) return obstacle
  }
  if (subset && subset.of > 1)
    state.remarks.push({ text: `part ${subset.part} of ${subset.of} of its data was read` })
  state.level = 3
  return undefined
}

async function restore(
  state: RepositoryState,
  home: string,
  { maxBytes, left }: RepositoryRequest,
  { ask, watch }: Restic,
): Promise<Obstacle | undefined> {
  const id = state.snapshots.at(-1)?.id ?? 'latest'
  const measured = await ask(['stats', id, '--mode', 'restore-size'])
  const unmeasured = measured ? judgeRestic(measured, 4) : NO_RESTIC
  if (unmeasured) return unmeasured
  const size = Number(fieldOf(parse(measured?.output ?? ''), 'total_size'))
  if (!(size <= maxBytes))
    return lackOf('space', `its newest snapshot has ${size} bytes: at most ${maxBytes} are restored`)
  const target = join(home, 'restored')
  const begun = left()
  const ran = await watch(['restore', id, '--target', target, '--verify'])
  const obstacle = ran ? judgeRestic(ran, 4) : NO_RESTIC
  if (obstacle) return obstacle
  state.restoreTime = begun - left()
  state.restored = await measureFolder(target)
  if (state.restored.files === 0) return faultOf('empty', 4, 'restores to no file')
  state.level = 4
  return undefined
}

/** Opens a restic repository, checks it and restores its newest snapshot into a folder, as far as is asked. */
export async function verifyRestic(
  state: RepositoryState,
  path: string,
  home: string,
  request: RepositoryRequest,
  ports: RepositoryPorts,
): Promise<Obstacle | undefined> {
  const restic = resticFor(path, home, request, ports)
  const version = await askTool(ports.start, { tool: 'restic', args: ['version'], deadline: request.left() })
  if (!version) return NO_RESTIC
  state.tool = /^restic \d[\w.-]*/.exec(version.output)?.[0] ?? 'restic'
  if (request.password === undefined) return lackOf('key', 'no password was given: name one in `passphrase`')
  const opened = await open(state, restic)
  if (opened || request.level < 3) return opened
  const checked = await check(state, request, restic)
  if (checked || request.level < 4) return checked
  return restore(state, home, request, restic)
}
