import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const HOOK = fileURLToPath(new URL('./peak-memory.cjs', import.meta.url))

/** One run of a Node script: seconds of wall time and of CPU, megabytes at the peak, and what it printed. */
export function runOnce(args, cwd) {
  const folder = mkdtempSync(join(tmpdir(), 'upkeep-bench-'))
  const peak = join(folder, 'peak')
  const start = process.hrtime.bigint()
  const env = { PATH: process.env.PATH, HOME: folder, UPKEEP_PEAK_FILE: peak }
  const ran = spawnSync(process.execPath, ['--require', HOOK, ...args], { cwd, env, maxBuffer: 2 ** 30 })
  const seconds = Number(process.hrtime.bigint() - start) / 1e9
  const [kilobytes, microseconds] = readFileSync(peak, 'utf8').split(' ').map(Number)
  rmSync(folder, { recursive: true, force: true })
  return {
    seconds,
    megabytes: kilobytes / 1024,
    cpu: microseconds / 1e6,
    status: ran.status,
    stdout: ran.stdout.toString(),
    stderr: ran.stderr.toString(),
  }
}

export function median(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)]
}

/** Runs every case in turns, so that a change of the machine's mood hits all of them, and takes medians. */
export function compare(cases, runs) {
  const results = cases.map(() => [])
  for (let i = 0; i < runs; i++) {
    for (const [index, { args, cwd }] of cases.entries()) results[index].push(runOnce(args, cwd))
  }
  return cases.map((one, index) => ({
    ...one,
    seconds: median(results[index].map((result) => result.seconds)),
    megabytes: median(results[index].map((result) => result.megabytes)),
    cpu: median(results[index].map((result) => result.cpu)),
    last: results[index].at(-1),
  }))
}
