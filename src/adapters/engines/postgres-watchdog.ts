import { spawn } from 'node:child_process'

/** Ends a server and removes its folder when this process is gone, however it went. */
export interface Watchdog {
  /** The process group to end, instead of the last. */
  readonly watch: (leader: number) => void
  /** There is nothing to do any more. */
  readonly release: () => void
}

/**
 * Its standard input ends when we do, even by SIGKILL. SIGQUIT is a postmaster's immediate shutdown: it ends its
 * children, which are in no group of its own, by force after 5 s.
 */
const SCRIPT = `
trap '' HUP INT QUIT TERM
group=
while read -r line; do
  [ "$line" = done ] && exit 0
  group=$line
done
if [ -n "$group" ]; then
  kill -s QUIT -- "-$group" 2>/dev/null
  count=0
  while [ "$count" -lt 80 ] && kill -s 0 -- "-$group" 2>/dev/null; do
    sleep 0.1
    count=$((count + 1))
  done
  kill -s KILL -- "-$group" 2>/dev/null
fi
rm -rf -- "$1"
`

/** Starts one for a folder. It does not keep this process alive. */
export function startWatchdog(folder: string): Watchdog {
  const child = spawn('/bin/sh', ['-c', SCRIPT, 'upkeep-watchdog', folder], {
    cwd: '/',
    env: { PATH: '/usr/bin:/bin' },
    stdio: ['pipe', 'ignore', 'ignore'],
    // In a session of its own: what a terminal or a runner sends to our group is not for it.
    detached: true,
  })
  child.on('error', () => undefined)
  child.stdin.on('error', () => undefined)
  child.unref()
  // A socket of Node's, whatever the types say.
  if ('unref' in child.stdin && typeof child.stdin.unref === 'function') child.stdin.unref()
  return {
    watch: (leader) => void child.stdin.write(`${leader}\n`),
    release: () => void child.stdin.end('done\n'),
  }
}
