import { dependencyAudit } from '../../src/checks/dependency-audit/index.ts'
import { runCheckAction } from '../../src/shell/check-action.ts'
import { commonPorts } from '../../src/shell/world.ts'

await runCheckAction(dependencyAudit, commonPorts)
