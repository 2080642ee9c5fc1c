// Reads the inventory of a directory and prints what it took, as JSON.
import { diskTree } from '../../../src/adapters/files.ts'
import { readInventory } from '../../../src/inventory/inventory.ts'

const { lockfiles, gaps } = await readInventory(diskTree(process.argv[2]))
const [lockfile] = lockfiles
const last = lockfile.packages.at(-1)
const result = {
  packages: lockfile.packages.length,
  gaps: gaps.length,
  path: lockfile.paths(last.location, 1)[0],
  megabytes: process.resourceUsage().maxRSS / 1024,
}
console.log(JSON.stringify(result))
