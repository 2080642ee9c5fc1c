import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { Bucket } from '../../../src/core/engine-ports.ts'
import { closedPort } from '../pki/door.ts'
import {
  ACCESS_KEY,
  configurationOf,
  REGION,
  ringProgram,
  SECRET_KEY,
  SERVERS,
  type SwiftPlace,
} from './configuration.ts'

const PYTHON = '/usr/bin/python3'
const MEMCACHED = '/usr/bin/memcached'
const SETPRIV = '/usr/bin/setpriv'
const ENVIRONMENT = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LANG: 'C.UTF-8' }
const PATIENCE = 60_000

/** A real S3 server: OpenStack Swift with its s3api, on loopback. */
export interface Swift {
  /** A bucket of it, with the right keys. */
  readonly bucketOf: (name: string) => Bucket
  /** What its processes have written so far, for a test that fails. */
  readonly output: () => string
  /** Ends all its processes, and removes its folder. */
  readonly close: () => Promise<void>
}

/** Whether the object server can keep what it must keep beside each file. */
function hasAttributes(folder: string): boolean {
  const program = "import os, sys; os.setxattr(sys.argv[1], 'user.swift.metadata', b'a' * 3000)"
  const probe = mkdtempSync(join(folder, 'upkeep-xattr-'))
  const { status } = spawnSync(PYTHON, ['-c', program, probe], { env: ENVIRONMENT })
  rmSync(probe, { recursive: true })
  return status === 0
}

function folderWithAttributes(): string | undefined {
  return [tmpdir(), '/dev/shm', '/var/tmp'].find((folder) => existsSync(folder) && hasAttributes(folder))
}

/** Why it cannot be started here; undefined where it can. */
export function obstacle(): string | undefined {
  const programs = [SETPRIV, MEMCACHED, ...SERVERS.map((server) => `/usr/bin/swift-${server}-server`)]
  const missing = programs.find((path) => !existsSync(path))
  if (missing !== undefined) return `Swift is not installed (${missing}; .ci/run has the packages)`
  if (!existsSync('/etc/swift/swift.conf'))
    return 'Swift has no /etc/swift/swift.conf, which its package brings'
  if (process.getuid?.() !== 0) return 'Swift is started by root alone'
  return folderWithAttributes()
    ? undefined
    : 'no temporary folder here has extended attributes, which Swift needs'
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return
  const gone = new Promise((done) => child.once('exit', done))
  child.kill('SIGKILL')
  await gone
}

async function waitUntilUp(
  url: string,
  children: readonly ChildProcess[],
  output: () => string,
): Promise<void> {
  const until = Date.now() + PATIENCE
  for (;;) {
    const answer = await fetch(url).catch(() => undefined)
    await answer?.arrayBuffer()
    if (answer) return
    const isDead = children.some(({ exitCode, signalCode }) => exitCode !== null || signalCode !== null)
    if (isDead || Date.now() > until) throw new Error(`Swift does not start: ${output()}`)
    await wait(100)
  }
}

/** What it needs before it starts: rings, configuration, and a folder that stands for a disk. */
function prepare(place: SwiftPlace): void {
  mkdirSync(join(place.folder, 'devices', 'd1'), { recursive: true })
  for (const server of SERVERS)
    writeFileSync(join(place.folder, `${server}.conf`), configurationOf(server, place))
  const built = spawnSync(PYTHON, ['-c', ringProgram(place)], { env: ENVIRONMENT, encoding: 'utf8' })
  if (built.status !== 0) throw new Error(`Swift's rings: ${built.stderr}`)
}

/** Starts the four servers and memcached. Each is one process, which ends with this one's own end at the latest. */
export async function startSwift(): Promise<Swift> {
  const folder = mkdtempSync(join(folderWithAttributes() ?? tmpdir(), 'upkeep-swift-'))
  const [account, container, object, proxy, memcached] = await Promise.all(
    Array.from({ length: 5 }, () => closedPort()),
  )
  if (!account || !container || !object || !proxy || !memcached) throw new Error('there are no free ports')
  const place = { folder, ports: { account, container, object, proxy, memcached } }
  const children: ChildProcess[] = []
  let said = ''
  const killAll = () => {
    for (const child of children) child.kill('SIGKILL')
  }
  const launch = (command: string, args: readonly string[]) => {
    // Ended by the system where this process is killed and cannot do it.
    const options = ['--pdeathsig', 'KILL', '--', command, ...args]
    const child = spawn(SETPRIV, options, { env: ENVIRONMENT, stdio: ['ignore', 'pipe', 'pipe'] })
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => {
        said = (said + chunk.toString()).slice(-20_000)
      })
    child.on('error', ({ message }) => {
      said += message
    })
    children.push(child)
  }
  const close = async () => {
    process.off('exit', killAll)
    await Promise.all(children.map(end))
    rmSync(folder, { recursive: true, force: true })
  }
  process.on('exit', killAll)
  try {
    prepare(place)
    launch(MEMCACHED, ['-u', 'root', '-l', '127.0.0.1', '-p', `${memcached}`, '-U', '0', '-m', '16'])
    for (const server of SERVERS)
      launch(PYTHON, [`/usr/bin/swift-${server}-server`, join(folder, `${server}.conf`), '-v'])
    const url = `http://127.0.0.1:${proxy}`
    for (const server of SERVERS)
      await waitUntilUp(`http://127.0.0.1:${place.ports[server]}`, children, () => said)
    const keys = { accessKey: ACCESS_KEY, secretKey: SECRET_KEY, sessionToken: '' }
    return {
      bucketOf: (bucket) => ({ endpoint: url, region: REGION, bucket, ...keys }),
      output: () => said,
      close,
    }
  } catch (thrown) {
    await close()
    throw thrown
  }
}
