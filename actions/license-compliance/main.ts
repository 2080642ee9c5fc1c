import { licenseCompliance } from '../../src/checks/license-compliance/index.ts'
import { runCheckAction } from '../../src/shell/check-action.ts'

await runCheckAction(licenseCompliance)
