import type { BackupPorts } from './backup-ports.ts'
import type { CertificatePorts, LicensePorts } from './ports.ts'

/** What the checks there are need together: the command line runs any of them. */
export interface AllPorts extends LicensePorts, CertificatePorts, BackupPorts {}
