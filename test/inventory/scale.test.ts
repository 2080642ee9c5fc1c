import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from '@jest/globals'
import { type Fields, lockOf, withFiles } from './support/projects.ts'

const HOISTED = 95_000
const COPIES = 5_000
/** Against hanging; on a machine that nobody else uses it takes 5. */
const MAX_SECONDS = 300
/**
 * The heap that is given, in MB: half as much again as the least that is enough, 190 under Node 20 and 24. A process that
 * needs more dies of it, however busy the machine is.
 */
const HEAP = 290
/** What is not in the heap, such as files' bytes, goes when the collector likes: twice what all has ever been seen to take. */
const MAX_MEGABYTES = 1200

function nameOf(at: number): string {
  return `@scope-${at % 100}/package-${at}`
}

function entryOf(name: string, at: number, needs: readonly string[]): Fields {
  const version = `1.${at % 50}.0`
  return {
    version,
    resolved: `https://registry.example/${name}/-/${name.split('/').at(-1)}-${version}.tgz`,
    integrity: `sha512-${createHash('sha512').update(name).digest('base64')}`,
    license: 'MIT',
    dependencies: Object.fromEntries(needs.map((need) => [need, '^1.0.0'])),
    engines: { node: '>=18' },
    funding: { url: `https://github.com/sponsors/someone-${at}` },
  }
}

/** A tree in which each package needs three others, and the first ones a nested copy too. */
function packages(): Fields {
  const entries: Record<string, Fields> = {}
  for (let at = 0; at < HOISTED; at++) {
    const needs = [1, 2, 3].map((n) => at * 3 + n).filter((other) => other < HOISTED)
    const name = nameOf(at)
    const copies = at < COPIES ? [`copy-${at}`] : []
    entries[`node_modules/${name}`] = entryOf(name, at, [...needs.map(nameOf), ...copies])
    for (const copy of copies) {
      entries[`node_modules/${name}/node_modules/${copy}`] = entryOf(copy, at, [nameOf(at)])
    }
  }
  return entries
}

interface Measured {
  readonly packages: number
  readonly gaps: number
  readonly path: readonly string[]
  readonly megabytes: number
}

/** How many packages a path to this one has. */
function depthOf(at: number): number {
  return at === 0 ? 1 : 1 + depthOf(Math.floor((at - 1) / 3))
}

async function measure(directory: string): Promise<Measured> {
  const support = join(import.meta.dirname, 'support')
  const heap = ['--max-semi-space-size=8', `--max-old-space-size=${HEAP}`]
  const args = [...heap, '--import', join(support, 'typescript.mjs'), join(support, 'measure.mjs'), directory]
  const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: MAX_SECONDS * 1000 })
  return JSON.parse(stdout)
}

async function read100000() {
  const root = { name: 'app', dependencies: { [nameOf(0)]: '^1.0.0' } }
  const lock = lockOf({ '': root, ...packages() })
  expect(lock.length).toBeGreaterThan(40_000_000)
  const files = { 'package.json': JSON.stringify(root), 'package-lock.json': lock }
  const result = await withFiles(files, measure)
  expect(result).toMatchObject({ packages: HOISTED + COPIES, gaps: 0 })
  expect(result.path).toHaveLength(depthOf(HOISTED - 1))
  expect(result.megabytes).toBeLessThan(MAX_MEGABYTES)
}

test(`100,000 packages are read in a heap of ${HEAP} MB`, read100000, MAX_SECONDS * 2000)
