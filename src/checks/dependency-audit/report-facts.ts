import { messageOf } from '../../core/errors.ts'
import type { Gap, Note } from '../../core/finding.ts'
import type { Ports, Tree } from '../../core/ports.ts'
import type { ReportedFact, ReportFact } from './fact.ts'
import { readReport } from './reports.ts'

export interface Reports {
  readonly facts: readonly (ReportFact | ReportedFact)[]
  readonly gaps: readonly Gap[]
  readonly notes: readonly Note[]
  readonly paths: readonly string[]
}

async function readOne(tree: Tree, path: string): Promise<Omit<Reports, 'paths'>> {
  const gap = (reason: string): Gap => ({ target: path, subject: path, reason })
  const missing = {
    facts: [],
    gaps: [gap('the report is not there: its scanner did not write it')],
    notes: [],
  }
  try {
    const bytes = await tree.read(path)
    if (!bytes) return missing
    const read = readReport(path, bytes)
    if ('problem' in read) return { facts: [], gaps: [gap(`the report ${read.problem}`)], notes: [] }
    const tools = [...new Set(read.facts.map(({ tool }) => tool))].join(', ')
    const aside = read.facts.filter(({ suppressed }) => suppressed !== undefined).length
    const said = [
      `${read.facts.length} results of ${tools || 'its scanner'}.`,
      ...(aside === 0 ? [] : [`${aside} of them its scanner itself sets aside.`]),
      ...read.notes,
    ]
    // That a report was read is a fact, also where it holds nothing.
    const itself: ReportFact = { kind: 'report', report: path, tools, results: read.facts.length }
    const notes = said.map((text) => ({ subject: path, text }))
    return { facts: [itself, ...read.facts], gaps: read.gaps.map(gap), notes }
  } catch (thrown) {
    return { facts: [], gaps: [gap(`the report ${messageOf(thrown)}`)], notes: [] }
  }
}

/** A report that is committed says nothing about the change that it is part of. */
function refused(path: string): Omit<Reports, 'paths'> {
  const reason = 'the report is committed, so the change itself could have written it'
  return { facts: [], gaps: [{ target: path, subject: path, reason }], notes: [] }
}

/** Reads the reports of other scanners; one that is missing or unreadable is a gap: that scanner did not look. */
export async function readReports(
  paths: readonly string[],
  { tree, repository }: Ports,
  isChange: boolean,
): Promise<Reports> {
  const tracked = isChange ? await repository.tracked(paths) : new Set<string>()
  const read: Omit<Reports, 'paths'>[] = []
  for (const path of paths) read.push(tracked.has(path) ? refused(path) : await readOne(tree, path))
  return {
    facts: read.flatMap(({ facts }) => facts),
    gaps: read.flatMap(({ gaps }) => gaps),
    notes: read.flatMap(({ notes }) => notes),
    paths,
  }
}
