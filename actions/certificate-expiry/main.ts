import { certificateExpiry } from '../../src/checks/certificate-expiry/index.ts'
import { runCheckAction } from '../../src/shell/check-action.ts'

await runCheckAction(certificateExpiry)
