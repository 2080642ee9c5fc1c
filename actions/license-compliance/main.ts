import { licenseCompliance } from '../../src/checks/license-compliance/index.ts'
import { runCheckAction } from '../../src/shell/check-action.ts'
import { licensePorts } from '../../src/shell/license-ports.ts'

await runCheckAction(licenseCompliance, licensePorts)
