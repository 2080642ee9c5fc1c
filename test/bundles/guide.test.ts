import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { afterAll, expect, test } from '@jest/globals'
import { runCheckBundle } from '../support/bundles/action.ts'
import { type Locked, npmProject } from '../support/bundles/locks.ts'
import { workspaces } from '../support/bundles/workspace.ts'

const temp = workspaces()
afterAll(temp.remove)

/** The license chapter of the OSSA operations guide, word for word but for where the tool is. */
const ALLOWED_LICENSES = 'MIT,Apache-2.0,BSD-3-Clause,BSD-2-Clause,ISC'
const FORBIDDEN_LICENSES = 'GPL-2.0,GPL-3.0,AGPL-3.0,LGPL-2.1,LGPL-3.0'
const SNIPPET = [
  `ALLOWED_LICENSES="${ALLOWED_LICENSES}"`,
  'FORBIDDEN_FOUND=$(node "$LICENSE_CHECKER" --production --onlyAllow "$ALLOWED_LICENSES" --summary 2>&1 | grep -c "FORBIDDEN")',
  'if [ "$FORBIDDEN_FOUND" -gt 0 ]; then',
  '    echo "Forbidden licenses found!"',
  '    exit 1',
  'else',
  '    echo "All licenses are compliant"',
  'fi',
].join('\n')

const PACKAGES: readonly Locked[] = [
  { name: 'fine', license: 'MIT' },
  { name: 'forbidden', license: 'GPL-3.0-only' },
  { name: 'worse', license: 'AGPL-3.0-or-later' },
  { name: 'both', license: 'MIT AND LGPL-2.1-only' },
]

function installed(): string {
  const own = PACKAGES.map(({ name, license }) => [
    `node_modules/${name}/package.json`,
    JSON.stringify({ name, version: '1.0.0', license }),
  ])
  return temp.make({ ...npmProject(PACKAGES), ...Object.fromEntries(own) })
}

function followTheGuide(directory: string): string {
  const checker = join(import.meta.dirname, '../../node_modules/license-checker/bin/license-checker')
  const env = { PATH: process.env['PATH'], LICENSE_CHECKER: checker }
  return execFileSync('bash', ['-c', SNIPPET], { cwd: directory, env, encoding: 'utf8' })
}

test('the guide’s snippet finds a tree of GPL packages compliant; its lists as a policy do not', async () => {
  const directory = installed()
  expect(followTheGuide(directory)).toBe('All licenses are compliant\n')

  const inputs = { allow: ALLOWED_LICENSES, deny: FORBIDDEN_LICENSES }
  const result = await runCheckBundle('license-compliance', {
    workspace: directory,
    inputs,
    root: temp.make(),
  })
  expect(result.outputs['verdict']).toBe('fail')
  const names = result.run.judged
    .filter((one) => one.disposition === 'fail')
    .map(({ finding }) => finding.evidence['name'])
  expect(names.sort()).toEqual(['both', 'forbidden', 'worse'])
})

test('the same lists pass a tree that holds what they allow', async () => {
  const packages = ['MIT', 'Apache-2.0', 'ISC', '(MIT OR GPL-3.0-only)'].map((license, i) => ({
    name: `p${i}`,
    license,
  }))
  const inputs = { allow: ALLOWED_LICENSES, deny: FORBIDDEN_LICENSES }
  const workspace = temp.make(npmProject(packages))
  const result = await runCheckBundle('license-compliance', { workspace, inputs, root: temp.make() })
  expect(result.outputs['verdict']).toBe('pass')
})
