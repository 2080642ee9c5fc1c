import { runReportAction } from '../../src/shell/report-action.ts'

await runReportAction()
