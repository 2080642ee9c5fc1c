import type { Location } from '../../core/finding.ts'
import { coarsenessOf } from './coarseness.ts'
import type { Complaint, Moment } from './complaint.ts'
import { endpointComplaints } from './endpoint.ts'
import type { CertificateFact, EndpointFact, ScheduleFact } from './fact.ts'
import type { Options } from './options.ts'
import { dateComplaints, documentComplaints, fileComplaints } from './other.ts'

/** A fact, and all that is wrong with it. */
export interface Told {
  readonly fact: CertificateFact
  readonly target: string
  /** Tells apart what is in one file. */
  readonly id: string | undefined
  /** Where, of several places of one target: an address. */
  readonly place: string | undefined
  readonly location: Location | undefined
  readonly complaints: readonly Complaint[]
}

function isSchedule(fact: CertificateFact): fact is ScheduleFact {
  return fact.kind === 'schedule'
}

/** As of when is judged: the next run is what the schedule says. */
export function momentOf(facts: readonly CertificateFact[], options: Options, now: Date): Moment {
  const isImagined = options.now !== undefined
  return { now: now.getTime(), nextRun: facts.find(isSchedule)?.nextRun, isImagined }
}

function ofEndpoint(fact: EndpointFact, moment: Moment): Told {
  const { target, address: place } = fact
  return {
    fact,
    target,
    id: undefined,
    place,
    location: undefined,
    complaints: endpointComplaints(fact, moment),
  }
}

function tell(fact: CertificateFact, facts: readonly CertificateFact[], moment: Moment): Told {
  const none = { place: undefined, id: undefined, location: undefined }
  switch (fact.kind) {
    case 'endpoint':
      return ofEndpoint(fact, moment)
    case 'file': {
      const { path, line, certificate } = fact
      const { subject, names, serial } = certificate
      const id = subject.text || names.dns.join(', ') || serial
      const location = { path, ...(line === undefined ? {} : { line }) }
      return { fact, target: path, id, place: undefined, location, complaints: fileComplaints(fact, moment) }
    }
    case 'document': {
      const { path, what, name } = fact
      const complaints = documentComplaints(fact, moment)
      return { fact, target: path, id: `${what} ${name}`, place: undefined, location: { path }, complaints }
    }
    case 'date':
      return { ...none, fact, target: fact.name, complaints: dateComplaints(fact, moment) }
    case 'schedule':
      return {
        ...none,
        fact,
        target: fact.path,
        location: { path: fact.path },
        complaints: coarsenessOf(fact, facts),
      }
  }
}

/** Pure: every fact with what is wrong with it. */
export function tellAll(facts: readonly CertificateFact[], options: Options, now: Date): readonly Told[] {
  const moment = momentOf(facts, options, now)
  return facts.map((fact) => tell(fact, facts, moment))
}
