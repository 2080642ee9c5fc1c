import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { messageOf, RunError } from '../core/errors.ts'

/** A file of a folder that ships beside the bundle, wherever that is. Throws a RunError where it is not there. */
export function readAsset(folder: string, name: string): Uint8Array {
  try {
    return readFileSync(createRequire(import.meta.url).resolve(`${folder}/${name}`))
  } catch (thrown) {
    throw new RunError(`${name} of this installation could not be read: ${messageOf(thrown)}`)
  }
}
