import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { load } from 'js-yaml'
import { blocksIn, pages, ROOT } from '../docs/blocks.ts'
import { mappingOf, recordOf } from './yaml.ts'

/** A workflow as GitHub would read it, and where it comes from. */
export interface Workflow {
  readonly place: string
  readonly text: string
  /** Whether a page shows it, in which every line costs attention, or it is ours. */
  readonly shown: boolean
}

/** What stands for any commit. */
export const COMMIT = '0123456789abcdef0123456789abcdef01234567'

const FOLDER = '.github/workflows'

/** The workflows of this repository. */
export function ourWorkflows(): readonly Workflow[] {
  return readdirSync(join(ROOT, FOLDER)).map((name) => ({
    place: `${FOLDER}/${name}`,
    text: readFileSync(join(ROOT, FOLDER, name), 'utf8'),
    shown: false,
  }))
}

/** Runs scripts/release.mjs and returns what it wrote, by file name. */
export function releasedWorkflows(): readonly Workflow[] {
  const folder = mkdtempSync(join(tmpdir(), 'upkeep-release-'))
  try {
    execFileSync(process.execPath, [
      join(ROOT, 'scripts/release.mjs'),
      'octo-org/upkeep',
      COMMIT,
      'v0.1.0',
      folder,
    ])
    return readdirSync(folder).map((name) => ({
      place: `released ${name}`,
      text: readFileSync(join(folder, name), 'utf8'),
      shown: false,
    }))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function indented(text: string, spaces: number): string {
  return text.replaceAll(/^(?=.)/gm, ' '.repeat(spaces))
}

/** The name of a workflow around steps or jobs that a page shows alone. */
export const PART = 'Snippet'

const FRAME = `name: ${PART}
on: push
permissions: {}
concurrency:
  group: snippet
jobs:
`
const JOB = `  snippet:
    name: Snippet
    runs-on: ubuntu-latest
    timeout-minutes: 10
    permissions:
      contents: read # the checkout
    steps:
`

/** A block of a page as a whole workflow: steps and jobs get a frame; undefined for a configuration. */
export function wholeOf(block: string): string | undefined {
  const text = block.replaceAll('<full commit SHA>', COMMIT).replaceAll('OWNER', 'octo-org')
  const root: unknown = load(text)
  if (Array.isArray(root)) return `${FRAME}${JOB}${indented(text, 6)}`
  const top = recordOf(root)
  if (top['jobs'] !== undefined) return text
  const jobs = Object.values(top).every((value) => {
    const job = mappingOf(value) ?? {}
    return job['runs-on'] !== undefined || (job['uses'] !== undefined && job['steps'] === undefined)
  })
  return jobs ? `${FRAME}${indented(text, 2)}` : undefined
}

/** The workflows, and parts of them, that pages show, each made whole. */
export function shownWorkflows(): readonly Workflow[] {
  return pages()
    .flatMap((path) => blocksIn(path, readFileSync(join(ROOT, path), 'utf8')))
    .flatMap(({ place, text }) => {
      const whole = wholeOf(text)
      return whole === undefined ? [] : [{ place, text: whole, shown: true }]
    })
}

/** All of them. */
export function allWorkflows(): readonly Workflow[] {
  return [...ourWorkflows(), ...releasedWorkflows(), ...shownWorkflows()]
}
