import { posix } from 'node:path'
import { RunError } from '../core/errors.ts'

/** The parts of a path in a package, none for its root. Throws a RunError for one that leads out of it. */
export function partsOfPath(path: string): readonly string[] {
  const parts = posix.normalize(path).split('/')
  if (path.includes('\0') || path.startsWith('/') || parts[0] === '..') {
    throw new RunError('lies outside of the package')
  }
  return parts.filter((part) => part !== '.' && part !== '')
}
