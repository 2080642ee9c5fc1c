import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative, sep } from 'node:path'

/** Every file below `folder`, relative to `root`, with forward slashes. */
export function listFiles(root, folder) {
  const absolute = join(root, folder)
  if (!existsSync(absolute)) return []
  return readdirSync(absolute, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'))
}

function findFault(path, file) {
  if (!existsSync(path)) return 'missing'
  if (!readFileSync(path).equals(Buffer.from(file.content))) return 'differs'
  // Windows keeps no executable bit
  const mustRun = file.executable && process.platform !== 'win32'
  return mustRun && (statSync(path).mode & 0o111) === 0 ? 'not executable' : undefined
}

/** What on disk is not as `expected` says (path from the root -> content), one line for each file. */
export function compareFiles(root, expected) {
  return [...expected].flatMap(([path, file]) => {
    const fault = findFault(join(root, path), file)
    return fault ? [`${fault}: ${path}`] : []
  })
}
