import type { Json } from '../../core/finding.ts'
import type { Severity } from '../../core/severity.ts'
import { RULES, type RuleName } from './rules.ts'
import type { Certificate } from './x509/certificate.ts'

/** One thing that is wrong with one certificate at one place, before it is told of all places at once. */
export interface Complaint {
  readonly rule: RuleName
  readonly severity: Severity
  /** A sentence without its full stop. */
  readonly message: string
  readonly remediation: string
  /** The certificate that it is about. */
  readonly certificate: Certificate | undefined
  readonly evidence: { readonly [key: string]: Json }
}

/** As of when is judged, and when the next look is. Milliseconds since 1970. */
export interface Moment {
  readonly now: number
  readonly nextRun: number | undefined
  /** Whether the user imagines the moment: what is renewed again and again was fetched at another one. */
  readonly isImagined: boolean
}

interface Words {
  readonly message: string
  readonly certificate?: Certificate
  readonly severity?: Severity
  readonly remediation?: string
  readonly evidence?: { readonly [key: string]: Json }
}

/** A complaint with its rule's own severity and help where it has no others. */
export function complain(rule: RuleName, words: Words): Complaint {
  const { severity, help } = RULES[rule]
  return { severity, remediation: help, certificate: undefined, evidence: {}, rule, ...words }
}

/** What a certificate is called in a message. */
export function titleOf({ subject, names, serial }: Certificate): string {
  return subject.text || names.dns[0] || names.ip[0] || `serial number ${serial}`
}
