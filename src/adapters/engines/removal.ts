import { rmSync } from 'node:fs'

/** Removes a folder with all that is in it, without following links. Never throws. */
export function removeNow(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
  } catch {
    // Nobody is left to be told.
  }
}
