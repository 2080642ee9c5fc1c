import type { Check } from '../core/check.ts'
import { backupVerification } from './backup-verification/index.ts'
import { certificateExpiry } from './certificate-expiry/index.ts'
import { dependencyAudit } from './dependency-audit/index.ts'
import { licenseCompliance } from './license-compliance/index.ts'

/** Every check there is, one line each: the command line, the schemas and the contract test go through them all. */
export const CHECKS = {
  'dependency-audit': dependencyAudit,
  'license-compliance': licenseCompliance,
  'certificate-expiry': certificateExpiry,
  'backup-verification': backupVerification,
} as const satisfies Record<string, Check>
