import { certificateExpiry } from '../../src/checks/certificate-expiry/index.ts'
import { certificatePorts } from '../../src/shell/certificate-ports.ts'
import { runCheckAction } from '../../src/shell/check-action.ts'

await runCheckAction(certificateExpiry, certificatePorts)
