import { chmodSync, mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { MakeFolder } from '../core/engine-ports.ts'
import { messageOf, RunError } from '../core/errors.ts'
import { lastActs } from './child-exit.ts'

const OPTIONS = { recursive: true, force: true, maxRetries: 3 } as const

/** Makes every folder in a folder one that its entries can be removed from; links are not followed. */
function unlock(folder: string): void {
  chmodSync(folder, 0o700)
  for (const entry of readdirSync(folder, { withFileTypes: true }))
    if (entry.isDirectory()) unlock(join(folder, entry.name))
}

/** Removes a folder; what cannot be removed, because somebody else is writing into it or owns it, stays. */
function removeNow(folder: string): void {
  try {
    rmSync(folder, OPTIONS)
  } catch {
    try {
      unlock(folder)
      rmSync(folder, OPTIONS)
    } catch {
      // Nobody is left to be told.
    }
  }
}

async function remove(folder: string): Promise<void> {
  try {
    await rm(folder, OPTIONS)
  } catch {
    removeNow(folder)
  }
}

/**
 * Makes folders below a base: each new, of this user alone (0700), and removed with all that is in it, also where a
 * restored folder is read-only, and also when this process ends by itself or by a signal.
 */
export function folderMaker(base: string): MakeFolder {
  const acts = lastActs()
  return async () => {
    try {
      const path = realpathSync(mkdtempSync(join(base, 'upkeep-')))
      const forget = acts.add(() => removeNow(path))
      return { path, remove: () => remove(path).finally(forget) }
    } catch (thrown) {
      throw new RunError(`No temporary folder could be made: ${messageOf(thrown)}`)
    }
  }
}
