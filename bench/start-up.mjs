import { statSync } from 'node:fs'
import { join } from 'node:path'
import { compare } from './measure.mjs'

/** Goals of docs/architecture.md: 60 ms over bare Node, 700 KB of eager code. */
export async function bench({ root, runs = 15 }) {
  const cli = join(root, 'dist/cli/index.js')
  const cases = [
    { name: 'bare Node', args: ['-e', '0'] },
    { name: 'upkeep --version', args: [cli, '--version'] },
    { name: 'upkeep license-compliance --help', args: [cli, 'license-compliance', '--help'] },
  ]
  const [bare, ...ours] = compare(
    cases.map((one) => ({ ...one, cwd: root })),
    runs,
  )
  const size = (path) => `${Math.round(statSync(join(root, path)).size / 1024)} KB`
  return [
    '| | ms | ms over bare Node |',
    '|---|---|---|',
    ...[bare, ...ours].map(
      ({ name, seconds }) =>
        `| ${name} | ${(seconds * 1000).toFixed(0)} | ${((seconds - bare.seconds) * 1000).toFixed(0)} |`,
    ),
    '',
    `Eager code: license-compliance ${size('dist/license-compliance/index.js')}, cli ${size('dist/cli/index.js')}.`,
  ]
}
