import type { Level } from '../intake.ts'
import { faultOf, lackOf, type Obstacle } from './repository-reading.ts'
import type { ToolRun } from './tool-run.ts'

/** Statuses of restic 0.17 and later (https://restic.readthedocs.io/en/stable/075_scripting.html, "Exit codes"); older ones say 1. */
const NO_REPOSITORY = 10
const LOCKED = 11
const WRONG_PASSWORD = 12

/** What nobody can help by looking at the backup. */
const LACKS: readonly (readonly [pattern: RegExp, what: string, text: string])[] = [
  [/already locked/i, 'lock', 'the repository is locked'],
  [/permission denied/i, 'permission', 'restic may not read all of it'],
  [/no space left on device|disk quota exceeded/i, 'space', 'there is too little space to restore it'],
  [/input\/output error/i, 'disk', 'its disk does not read it'],
  [
    /unsupported repository version|unknown (repository )?version|upgrade restic/i,
    'restic',
    'it needs a newer restic',
  ],
  [/cannot allocate memory|out of memory/i, 'memory', 'restic has too little memory'],
]

const DAMAGED =
  /ciphertext verification failed|(ID|hash|size) does not match|invalid data returned|mismatch|wrong (data|hash)|error decrypting|unmarshal|zero size, invalid/i
const MISSING =
  /does not exist|no such file or directory|not found in (repository|index)|returned error.*unexpected EOF|unexpected EOF/i
const SIZE = /unexpected file size: got (\d+), expected (\d+)/i

/** Whether restic is trying again and again to read what is not there: it would do so for a quarter of an hour. */
export function isRetrying(output: string): boolean {
  return output.split('returned error, retrying').length > 3
}

function damageOf(text: string, level: Level): Obstacle | undefined {
  const [, got, expected] = SIZE.exec(text) ?? []
  if (DAMAGED.test(text)) return faultOf('corrupt', level, 'is damaged, as restic says')
  if (got !== undefined)
    return Number(got) < Number(expected)
      ? faultOf('incomplete', level, 'has a pack that is too short, as restic says')
      : faultOf('corrupt', level, 'has a pack of another size, as restic says')
  if (MISSING.test(text)) return faultOf('incomplete', level, 'lacks a part, as restic says')
  return /repository contains errors|There were \d+ errors/i.test(text)
    ? faultOf('corrupt', level, 'has errors, as restic says')
    : undefined
}

function refusalOf(text: string, status: number): Obstacle | undefined {
  if (status === WRONG_PASSWORD || /wrong password or no key found/i.test(text))
    return faultOf('undecryptable', 2, 'is not opened by the password given')
  if (status === NO_REPOSITORY || /Is there a repository at the following location/i.test(text))
    return faultOf('missing', 1, 'is no repository, as restic says')
  return status === LOCKED ? lackOf('lock', 'the repository is locked') : undefined
}

/** What a run of restic says of the repository; its own words are not repeated. Undefined where all is well. */
export function judgeRestic(
  { isStopped, status, output, stderr }: ToolRun,
  level: Level,
): Obstacle | undefined {
  if (!isStopped && status === 0) return undefined
  const text = `${output}\n${stderr}`
  const refusal = refusalOf(text, status)
  if (refusal) return refusal
  const lack = LACKS.find(([pattern]) => pattern.test(text))
  if (lack) return lackOf(lack[1], lack[2])
  const damage = damageOf(text, level)
  if (damage) return damage
  return isStopped
    ? lackOf('time', 'restic was stopped before its end')
    : lackOf('restic', `restic ended with status ${status} and did not say why in words that are known`)
}
