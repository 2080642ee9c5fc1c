import { appendFileSync } from 'node:fs'
import { error, info, notice, setFailed, setOutput, setSecret, warning } from '@actions/core'
import { messageOf } from '../core/errors.ts'
import type { Runner } from '../core/ports.ts'
import type { Environment } from './environment.ts'
import type { Event } from './event.ts'
import { readText } from './files.ts'

/**
 * The inputs that were given: the runner sets `INPUT_<NAME>` for each, empty where nobody typed one. Names are
 * told apart whatever their case, as the runner does.
 */
export function readInputs(env: Environment): ReadonlyMap<string, string> {
  const inputs = Object.entries(env).flatMap(([key, value]) =>
    key.startsWith('INPUT_') && value !== undefined && value.trim() !== ''
      ? [[key.slice('INPUT_'.length).toLowerCase(), value] as const]
      : [],
  )
  return new Map(inputs)
}

/** The event of this workflow run; no payload where it cannot be read. */
export function readEvent(env: Environment): Event {
  const path = env['GITHUB_EVENT_PATH']
  const name = env['GITHUB_EVENT_NAME'] ?? ''
  try {
    return { name, payload: JSON.parse((path && readText(path)) || 'null') }
  } catch {
    return { name, payload: null }
  }
}

const WRITE = { error, warning, notice }

/** The runner that this process is a step of. */
export function runnerOf(env: Environment): Runner {
  return {
    annotate: ({ level, title, message, path, line }) =>
      WRITE[level](message, {
        title,
        ...(path === undefined ? {} : { file: path }),
        ...(line === undefined ? {} : { startLine: line }),
      }),
    output: (name, value) => {
      try {
        setOutput(name, value)
      } catch (thrown) {
        // The step's own end says the verdict; a file that is gone must not hide it.
        warning(`The output ${name} could not be written: ${messageOf(thrown)}`, { title: 'Upkeep' })
      }
    },
    print: info,
    summarize: (markdown) => {
      const path = env['GITHUB_STEP_SUMMARY']
      if (!path) return false
      appendFileSync(path, markdown)
      return true
    },
    mask: setSecret,
    fail: (message) => setFailed(message),
  }
}
