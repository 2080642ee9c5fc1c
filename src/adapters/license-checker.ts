import { createRequire } from 'node:module'
import { relative, sep } from 'node:path'
import { Worker } from 'node:worker_threads'
import { messageOf, RunError } from '../core/errors.ts'
import type { CheckedPackage } from '../core/ports.ts'

/** What license-checker tells of each package, by `name@version`. */
type Packages = Readonly<Record<string, { licenses?: unknown; path?: string; private?: boolean }>>

interface Answer {
  readonly error?: string
  readonly packages?: Packages
}

/**
 * license-checker throws out of reach of any `catch` when a package.json is odd (`"licenses": [null]`): in a thread
 * of its own that ends the thread, not the process.
 */
const SCRIPT = `
const { parentPort, workerData } = require('node:worker_threads')
require(workerData.file).init({ start: workerData.start }, (error, packages) =>
  parentPort.postMessage(error ? { error: error.message } : { packages }))`

/** Where license-checker is: a file of its own, half a second and 500 KB that most runs never need. */
function locate(file: string): string {
  try {
    return createRequire(import.meta.url).resolve(file)
  } catch (thrown) {
    throw new RunError(`license-checker could not be loaded: ${messageOf(thrown)}`)
  }
}

function ask(file: string, start: string): Promise<Answer> {
  return new Promise((done, fail) => {
    const worker = new Worker(SCRIPT, {
      eval: true,
      execArgv: ['--no-deprecation'],
      env: {},
      workerData: { file, start },
    })
    worker.on('message', done)
    worker.on('error', fail)
    worker.on('exit', () => fail(new Error('it ended without an answer')))
  })
}

/**
 * What license-checker sees in the tree that is installed at a directory. Its `failOn` and `onlyAllow` are never
 * used: they match parts of words, stop at the first hit and end the process.
 */
export async function checkInstalled(file: string, start: string): Promise<readonly CheckedPackage[]> {
  const { error, packages = {} } = await ask(locate(file), start).catch(
    (thrown: unknown): Answer => ({ error: messageOf(thrown) }),
  )
  if (error !== undefined) throw new RunError(`license-checker failed: ${error}`)
  const all = Object.entries(packages).map(([id, found]) => ({
    name: id.slice(0, id.lastIndexOf('@')),
    version: id.slice(id.lastIndexOf('@') + 1),
    path: relative(start, found.path ?? start)
      .split(sep)
      .join('/'),
    licenses: found.licenses,
    isPrivate: found.private === true,
  }))
  return all.sort((a, b) => (a.path < b.path ? -1 : 1))
}
