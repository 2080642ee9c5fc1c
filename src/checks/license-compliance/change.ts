import type { Ports } from '../../core/ports.ts'
import { type Change, type KeysOf, readChange } from '../../inventory/change.ts'
import type { Inventory } from '../../inventory/inventory.ts'
import type { Package } from '../../inventory/package.ts'
import type { Options } from './options.ts'

/** Name, version, source, license and whether production needs it: what makes two copies the same to this check. */
function keyOf(pkg: Package, license: unknown): string {
  return JSON.stringify([pkg.name, pkg.version, pkg.source, license ?? null, pkg.scope === 'dev'])
}

/** What of the packages is new; a base that recorded no license (lockfile version 1) does not make every one new. */
export function licenseChange(head: Inventory, options: Options, ports: Ports): Promise<Change> {
  const scope = { excluded: options.exclude }
  const keysOf: KeysOf = (pkg) => [keyOf(pkg, pkg.license), keyOf(pkg, undefined)]
  return readChange({ head, wanted: options.base, scope, keysOf }, ports.repository)
}
