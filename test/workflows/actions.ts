import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { load } from 'js-yaml'
import { ROOT } from '../docs/blocks.ts'
import { only, recordOf } from './yaml.ts'

/** The inputs of an action by name: which must be given. */
export type Inputs = Readonly<Record<string, { readonly required: boolean }>>

/** Of other people's actions, those inputs that our workflows and pages give. */
const FOREIGN: Readonly<Record<string, readonly string[]>> = {
  'actions/checkout': ['persist-credentials', 'fetch-depth', 'ref'],
  'actions/upload-artifact': ['name', 'path', 'if-no-files-found', 'retention-days'],
  'actions/download-artifact': ['name', 'pattern', 'path', 'merge-multiple'],
  'github/codeql-action/upload-sarif': ['sarif_file', 'category'],
}

function optional(names: readonly string[]): Inputs {
  return Object.fromEntries(names.map((name) => [name, { required: false }]))
}

/** The inputs of one of our actions, from its action.yml; undefined where there is no such action. */
export function inputsOfOurs(id: string): Inputs | undefined {
  const file = join(ROOT, 'actions', id, 'action.yml')
  if (!existsSync(file)) return undefined
  const inputs = recordOf(recordOf(load(readFileSync(file, 'utf8')))['inputs'])
  return Object.fromEntries(
    Object.entries(inputs).map(([name, input]) => [
      name,
      { required: recordOf(input)['required'] === true && recordOf(input)['default'] === undefined },
    ]),
  )
}

/** The inputs of an action of somebody else as far as we use them; undefined for one that we do not use. */
export function inputsOfForeign(name: string): Inputs | undefined {
  return only(FOREIGN[name]).map(optional)[0]
}

/** The id of our action that a `uses:` names, in any of the three ways. */
export function ourActionIn(uses: string): string | undefined {
  return /^(?:\.\/|\$\/|[\w.-]+\/upkeep\/)actions\/([a-z-]+)(?:@.*)?$/.exec(uses)?.[1]
}
