import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { median } from './measure.mjs'

const HOOK = fileURLToPath(new URL('./peak-memory.cjs', import.meta.url))

/**
 * Runs a line of bash and counts what it and all that it started and waited for took: `zstd` and `postgres` too. Through
 * bash also because a process inherits the peak memory of the one that it was forked from, which must not be ours.
 */
export function runShell(line, { cwd = '/', env = {} } = {}) {
  const { PATH, HOME = '/' } = process.env
  const ran = spawnSync('bash', ['-o', 'pipefail', '-c', `time { ${line}\n}`], {
    cwd,
    env: { PATH, HOME, LC_ALL: 'C.UTF-8', TIMEFORMAT: '%R %U %S', ...env },
    maxBuffer: 2 ** 28,
  })
  const said = ran.stderr.toString().trimEnd().split('\n')
  const [seconds, user, system] = (said.pop() ?? '').split(' ').map(Number)
  return {
    seconds,
    cpu: user + system,
    status: ran.status,
    stdout: ran.stdout.toString(),
    said: said.join('\n'),
  }
}

function readPeak(path) {
  return Number(readFileSync(path, 'utf8').split(' ')[0]) / 1024
}

/** Our command line on one backup: what it took, its report and its evidence. */
export function verify({ cli, folder, env = {} }, entry, level) {
  const own = join(folder, 'run')
  rmSync(own, { recursive: true, force: true })
  mkdirSync(join(own, 'evidence'), { recursive: true })
  const peak = join(own, 'peak')
  const ran = runShell(
    '"$NODE" --require "$HOOK" "$CLI" backup-verification --format json --level "$LEVEL" --backups "$BACKUPS" --evidence evidence',
    {
      cwd: own,
      env: {
        ...{ NODE: process.execPath, HOOK, CLI: cli, LEVEL: level, BACKUPS: JSON.stringify([entry]) },
        ...{ HOME: own, TMPDIR: folder, UPKEEP_PEAK_FILE: peak, ...env },
      },
    },
  )
  const [name] = readdirSync(join(own, 'evidence')).filter((file) => file.endsWith('.json'))
  if (name === undefined) throw new Error(`no evidence was written, status ${ran.status}: ${ran.said}`)
  const evidence = JSON.parse(readFileSync(join(own, 'evidence', name), 'utf8'))
  return { ...ran, megabytes: readPeak(peak), backup: evidence.backups[0] }
}

/** That is `verify`, for a backup that must be found fine at this level. */
export function verifyGood(world, path, level, more = {}) {
  const ran = verify(world, { name: 'bench', path, level, ...more }, level)
  const [artifact] = ran.backup?.artifacts ?? []
  if (ran.status !== 0 || artifact?.reached !== level)
    throw new Error(`${path} was not verified to ${level}: ${JSON.stringify(ran.backup)} ${ran.said}`)
  return { ...ran, artifact, restore: artifact.rto.measured ?? Number.NaN }
}

/** A peer's line; throws where it fails. */
export function runPeer(line, options) {
  const ran = runShell(line, options)
  if (ran.status !== 0) throw new Error(`${line} failed with ${ran.status}: ${ran.said}`)
  return ran
}

/** Runs all of these in turns, so that a change of the machine's mood hits all of them, and takes the medians of their numbers. */
export function inTurns(runs, cases) {
  const names = Object.keys(cases)
  const results = Object.fromEntries(names.map((name) => [name, []]))
  for (let run = 0; run < runs; run++) {
    for (const name of names) results[name].push(cases[name]())
  }
  const medianOf = (all) => {
    const numbers = Object.entries(all[0]).filter(([, value]) => typeof value === 'number')
    const medians = numbers.map(([key]) => [key, median(all.map((one) => one[key]))])
    return { ...all.at(-1), ...Object.fromEntries(medians) }
  }
  return Object.fromEntries(names.map((name) => [name, medianOf(results[name])]))
}
