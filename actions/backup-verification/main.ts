import { backupVerification } from '../../src/checks/backup-verification/index.ts'
import { backupPorts } from '../../src/shell/backup-ports.ts'
import { runCheckAction } from '../../src/shell/check-action.ts'

await runCheckAction(backupVerification, backupPorts)
