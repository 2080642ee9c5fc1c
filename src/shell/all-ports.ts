import type { AllPorts } from '../core/all-ports.ts'
import { backupPorts } from './backup-ports.ts'
import { certificatePorts } from './certificate-ports.ts'
import { licensePorts } from './license-ports.ts'
import type { World } from './world.ts'

/** What any check may know: for the command line, which runs them all. */
export function allPorts(world: World): AllPorts {
  return { ...licensePorts(world), ...certificatePorts(world), ...backupPorts(world) }
}
