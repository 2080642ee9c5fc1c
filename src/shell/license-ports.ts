import { checkInstalled } from '../adapters/license-checker.ts'
import type { LicensePorts } from '../core/ports.ts'
import type { World } from './world.ts'

/** Beside every bundle, in a folder of its own: loaded only when it is needed. */
const LICENSE_CHECKER = '../license-checker/index.cjs'

/** What license-compliance may know. */
export function licensePorts({ ports, directory }: World): LicensePorts {
  return { ...ports, licenseChecker: () => checkInstalled(LICENSE_CHECKER, directory) }
}
