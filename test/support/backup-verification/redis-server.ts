import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Whether a server and its client are installed. */
export function hasRedis(): boolean {
  return ['redis-server', 'redis-cli'].every((tool) => spawnSync(tool, ['--version']).status === 0)
}

/** What `redis-cli --rdb` writes of a server that was given these commands, one a line. */
export async function dumpOf(commands: readonly string[], databases = 16): Promise<Buffer> {
  const folder = mkdtempSync(join(tmpdir(), 'upkeep-rd-'))
  const socket = join(folder, 's')
  const options = ['--port', '0', '--unixsocket', socket, '--save', '', '--dir', folder]
  const more = ['--repl-diskless-sync', 'no', '--databases', String(databases)]
  const server = spawn('redis-server', [...options, ...more], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const ended = once(server, 'exit')
  try {
    for await (const text of server.stdout) if (/ready to accept|socket at/i.test(String(text))) break
    server.stdout.resume()
    execFileSync('redis-cli', ['-s', socket], { input: commands.join('\n') })
    const dump = join(folder, 'd.rdb')
    execFileSync('redis-cli', ['-s', socket, '--rdb', dump], { stdio: 'ignore' })
    return readFileSync(dump)
  } finally {
    server.kill('SIGKILL')
    await ended
    rmSync(folder, { recursive: true, force: true })
  }
}
