import { execFileSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'

/** Compiles src/ and actions/ to a fresh build/: Node 20 cannot import .ts, and ncc cannot drive TypeScript 7. */
export function compile(root) {
  rmSync(join(root, 'build'), { recursive: true, force: true })
  const tsc = join(root, 'node_modules/typescript/bin/tsc')
  execFileSync(process.execPath, [tsc, '-p', join(root, 'tsconfig.json')], { cwd: root, stdio: 'inherit' })
}
