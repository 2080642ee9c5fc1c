import { opendir } from 'node:fs/promises'
import { RunError } from '../core/errors.ts'

/** The directory itself, once it was seen that it can be listed. Throws a RunError where it cannot. */
export async function readableDirectory(directory: string): Promise<string> {
  try {
    const listing = await opendir(directory)
    await listing.close()
    return directory
  } catch (thrown) {
    const { code = 'no reason given' } = thrown as NodeJS.ErrnoException
    throw new RunError(`the directory cannot be listed (${code})`)
  }
}
