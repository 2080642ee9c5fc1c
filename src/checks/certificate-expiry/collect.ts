import type { Collected } from '../../core/check.ts'
import type { Gap, Target } from '../../core/finding.ts'
import type { CertificatePorts } from '../../core/ports.ts'
import { collectEndpoints } from './endpoint-facts.ts'
import type { CertificateFact, DateFact } from './fact.ts'
import { collectFiles } from './file-facts.ts'
import { createReader } from './intern.ts'
import type { Options } from './options.ts'
import { readPlan } from './schedule-fact.ts'

function dateFacts({ dates, warn, critical }: Options): readonly DateFact[] {
  return dates.map(({ name, start, end, ...own }) => ({
    kind: 'date',
    name,
    start,
    end,
    thresholds: {
      warn: own.warn ?? { ...warn, share: start === undefined ? undefined : warn.share },
      critical: own.critical ?? { ...critical, share: start === undefined ? undefined : critical.share },
    },
  }))
}

/** Not a mistake of the configuration: `upkeep check` must be able to read one that is about other checks. */
const NOTHING_ASKED = 'there is nothing to look at: give hosts, files or dates'

function targetOf(fact: CertificateFact): string {
  if (fact.kind === 'endpoint') return fact.target
  return fact.kind === 'date' ? fact.name : fact.path
}

/** Every host that was asked for, and every file and date; whole where nothing about it could not be looked at. */
function targetsOf(
  options: Options,
  facts: readonly CertificateFact[],
  gaps: readonly Gap[],
): readonly Target[] {
  const incomplete = new Set(gaps.map(({ target }) => target))
  const ids = [...options.hosts.map(({ target }) => target), ...facts.map(targetOf), ...incomplete]
  return [...new Set(ids)].map((id) => ({ id, complete: !incomplete.has(id) }))
}

function bySubject<T extends { readonly subject: string }>(a: T, b: T): number {
  return a.subject < b.subject ? -1 : Number(a.subject > b.subject)
}

/** Looks at the hosts, reads the files and the dates, and finds out when this check runs next. */
export async function collect(
  options: Options,
  ports: CertificatePorts,
): Promise<Collected<CertificateFact>> {
  const read = createReader()
  const endpoints = await collectEndpoints(options, read, ports)
  const files = await collectFiles(options, ports)
  const plan = await readPlan(options, ports)
  const subjects: readonly CertificateFact[] = [...endpoints.facts, ...files.facts, ...dateFacts(options)]
  // A schedule is no certificate: alone it is nothing that was examined.
  const facts = subjects.length > 0 ? [...subjects, ...plan.facts] : []
  const isEmpty = options.hosts.length + options.files.length + options.dates.length === 0
  const nothing = { target: options.path, subject: 'certificate-expiry', reason: NOTHING_ASKED }
  const gaps = [...(isEmpty ? [nothing] : []), ...endpoints.gaps, ...files.gaps, ...plan.gaps].toSorted(
    bySubject,
  )
  return {
    facts,
    gaps,
    notes: [...endpoints.notes, ...files.notes, ...plan.notes].toSorted(bySubject),
    targets: targetsOf(options, facts, gaps),
    partial: false,
  }
}
