import { isAbsolute, join, relative, resolve, sep } from 'node:path'
import { diskTree, isDirectory } from '../adapters/files.ts'
import { messageOf } from '../core/errors.ts'
import { globOf } from '../core/glob.ts'
import { readReport } from '../core/read-report.ts'
import type { FailedRun, Run } from '../core/report.ts'

/** What the report files hold. */
export interface ReportInputs {
  readonly runs: readonly Run[]
  /** How many files were read as reports. */
  readonly files: number
  /** Something to tell a maintainer, though nothing is lost. */
  readonly warnings: readonly string[]
}

const OWN_NAME = /^upkeep-.*\.json$/
/** Files that lie beside reports, by their endings. */
const BESIDE = /\.evidence\.json$/

function failed(reason: string, name = 'report'): FailedRun {
  return { check: 'report', name, status: 'failed', reason }
}

/** The folder that a glob begins with, and the rest of it. */
function splitGlob(pattern: string, base: string): { readonly folder: string; readonly rest: string } {
  const parts = pattern.split(sep === '\\' ? /[\\/]/ : '/')
  const magic = parts.findIndex((part) => /[*?[{]/.test(part))
  const fixed = parts.slice(0, magic === -1 ? parts.length - 1 : magic)
  const start = fixed.join('/')
  const folder = isAbsolute(pattern) ? start || '/' : resolve(base, start)
  return { folder, rest: parts.slice(fixed.length).join('/') }
}

interface Found {
  readonly folder: string
  readonly path: string
}

interface Search {
  readonly found: readonly Found[]
  /** Folders that may hold a report and cannot be listed: nobody can tell what it would have said. */
  readonly closed: readonly FailedRun[]
}

async function search(
  folder: string,
  isReport: (path: string) => boolean,
  mayHold: (folder: string) => boolean,
): Promise<Search> {
  if (!isDirectory(folder)) return { found: [], closed: [] }
  const { files, unreadable } = await diskTree(folder).list()
  return {
    found: files.filter((path) => isReport(path) && !BESIDE.test(path)).map((path) => ({ folder, path })),
    closed: unreadable
      .filter(({ path }) => path === '.' || mayHold(path))
      .map(({ path, reason }) =>
        failed(`the folder ${path}, which may hold reports, cannot be listed: ${reason}`, path),
      ),
  }
}

function filesOf(pattern: string, base: string): Promise<Search> {
  const { folder, rest } = splitGlob(pattern, base)
  const { matches, mayMatchBelow } = globOf(rest)
  return search(folder, matches, mayMatchBelow)
}

function ownFiles(folder: string): Promise<Search> {
  const isOwn = (path: string) => OWN_NAME.test(path.slice(path.lastIndexOf('/') + 1))
  return search(folder, isOwn, () => true)
}

async function readOne({ folder, path }: Found, base: string): Promise<readonly Run[]> {
  const shown = relative(base, join(folder, path)).startsWith('..')
    ? path
    : relative(base, join(folder, path))
  try {
    const bytes = await diskTree(folder).read(path)
    const read = readReport(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
    return 'report' in read ? read.report.runs : [failed(`${shown} ${read.problem}`, shown)]
  } catch (thrown) {
    return [failed(`${shown} cannot be read: ${messageOf(thrown)}`, shown)]
  }
}

/** A run that two files have is counted once; two that differ under one name both count, and that is said. */
function withoutCopies(runs: readonly Run[]): {
  readonly runs: readonly Run[]
  readonly warnings: readonly string[]
} {
  const seen = new Map<string, Set<string>>()
  const kept = runs.filter((run) => {
    const name = `${run.check} (${run.name})`
    const texts = seen.get(name) ?? new Set()
    seen.set(name, texts)
    const text = JSON.stringify(run)
    const isNew = !texts.has(text)
    texts.add(text)
    return isNew
  })
  const warnings = [...seen].flatMap(([name, texts]) =>
    texts.size > 1
      ? [
          `${texts.size} reports are of the run ${name}: all of them count; give each run a \`name\` of its own.`,
        ]
      : [],
  )
  return { runs: kept, warnings }
}

/**
 * Reads every report file: those named (paths or globs from `base`), else all of Upkeep's below `temporary`. What is no
 * report, and a name that matches nothing, is a failed run: nobody can tell what it would have said.
 */
export async function readReports(
  names: readonly string[],
  { base, temporary }: { readonly base: string; readonly temporary: string },
): Promise<ReportInputs> {
  const problems: Run[] = []
  const found: Found[] = []
  for (const name of names) {
    const { found: files, closed } = await filesOf(name, base)
    if (files.length === 0) problems.push(failed(`no file matches ${name}`, name))
    problems.push(...closed)
    found.push(...files)
  }
  if (names.length === 0) {
    const { found: files, closed } = await ownFiles(temporary)
    found.push(...files)
    problems.push(...closed)
    if (found.length === 0)
      problems.push(
        failed('there is no report: no upkeep-*.json below RUNNER_TEMP; did a check run before this?'),
      )
  }
  const paths = new Map(found.map((one) => [join(one.folder, one.path), one]))
  const read: Run[] = []
  for (const one of paths.values()) read.push(...(await readOne(one, base)))
  const { runs, warnings } = withoutCopies(read)
  return { runs: [...runs, ...problems], files: paths.size, warnings }
}
