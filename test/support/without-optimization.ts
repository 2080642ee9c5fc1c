import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'

const ROOT = join(import.meta.dirname, '..', '..')
const TYPESCRIPT = join(ROOT, 'test', 'inventory', 'support', 'typescript.mjs')

function urlOf(path: string): string {
  return pathToFileURL(join(ROOT, path)).href
}

/**
 * What a module's export gives for arguments, which are source code (it may use the `module`), in a process whose regular expressions are compiled
 * as V8 does in one that has used many: without optimization, so that each step of most loops takes a place on a stack
 * of 64 MB. What is thrown is given as its text.
 */
export async function callWithoutOptimization(
  path: string,
  name: string,
  args: Readonly<Record<string, string>>,
): Promise<Readonly<Record<string, unknown>>> {
  const script = `
    import * as module from ${JSON.stringify(urlOf(path))}
    const answers = {}
    for (const [what, args] of Object.entries({ ${Object.entries(args)
      .map(([what, source]) => `${JSON.stringify(what)}: () => [${source}]`)
      .join(', ')} })) {
      try {
        answers[what] = (await module.${name}(...args())) ?? null
      } catch (thrown) {
        answers[what] = String(thrown)
      }
    }
    console.log(JSON.stringify(answers, (_, value) => (value?.length > 1000 ? value.length : value)))`
  const flags = ['--no-regexp-optimization', '--import', pathToFileURL(TYPESCRIPT).href]
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [...flags, '--input-type=module', '--eval', script],
    { maxBuffer: 16 * 1024 * 1024, env: { PATH: process.env['PATH'] } },
  )
  return JSON.parse(stdout)
}
