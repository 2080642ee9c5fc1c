import { type Complaint, complain, type Moment, titleOf } from './complaint.ts'
import { timeComplaints } from './endpoint.ts'
import type { DateFact, DocumentFact, FileFact } from './fact.ts'
import { standingOf } from './lifetime.ts'
import { signatureComplaints, weakComplaints } from './strength.ts'

/** Pure: what is wrong with a certificate in a file. Nobody knows what it is for, so nobody asks whom it is trusted by. */
export function fileComplaints(fact: FileFact, moment: Moment): readonly Complaint[] {
  const { certificate, isSuperseded, thresholds } = fact
  const time = timeComplaints(certificate, thresholds, moment)
  if (isSuperseded && time.length > 0) {
    const message = `${titleOf(certificate)} has a successor in the same file`
    return [complain('unneeded', { message, certificate, remediation: 'Take it out of the file.' })]
  }
  const isRoot = certificate.isSelfIssued
  // What is in a repository is often there to be weak: a test's own certificate.
  const low = (complaint: Complaint): Complaint => ({ ...complaint, severity: 'low' })
  return [
    ...time,
    ...weakComplaints([certificate]).map(low),
    ...signatureComplaints(isRoot ? [] : [certificate]).map(low),
  ]
}

const WHAT = {
  crl: 'the list of revoked certificates of',
  profile: 'the profile',
  metadata: 'the metadata of',
}

/** Pure: what is wrong with something else in a file that has an end. */
export function documentComplaints(fact: DocumentFact, moment: Moment): readonly Complaint[] {
  const { what, name, start, end, thresholds } = fact
  const about = `${WHAT[what]} ${name}`
  if (what === 'crl') {
    // It is renewed again and again, and always shortly before its end.
    const standing = standingOf({ start: undefined, end }, thresholds, { ...moment, nextRun: undefined })
    return standing.kind === 'expired'
      ? [complain('crl-stale', { message: `${about} ${standing.text}` })]
      : []
  }
  const standing = standingOf({ start, end }, thresholds, moment)
  if (standing.kind === 'fine') return []
  const severity = standing.kind === 'expiring' ? standing.severity : 'high'
  return [complain(standing.kind, { message: `${about} ${standing.text}`, severity })]
}

/** Pure: whether something that no protocol can ask for has ended, or ends soon. */
export function dateComplaints(fact: DateFact, moment: Moment): readonly Complaint[] {
  const { name, start, end, thresholds } = fact
  const standing = standingOf({ start, end }, thresholds, moment)
  if (standing.kind === 'fine' || standing.kind === 'not-yet-valid') return []
  const severity = standing.kind === 'expiring' ? standing.severity : 'high'
  return [complain('date', { message: `"${name}" ${standing.text}`, severity })]
}
