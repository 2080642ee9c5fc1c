import { dependencyAudit } from '../../src/checks/dependency-audit/index.ts'
import { runCheckAction } from '../../src/shell/check-action.ts'

await runCheckAction(dependencyAudit)
