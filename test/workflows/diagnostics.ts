import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { validate } from '@actions/languageservice'
import type { ActionMetadata, ActionReference } from '@actions/languageservice/action'
import { TextDocument } from 'vscode-languageserver-textdocument'
import { ROOT } from '../docs/blocks.ts'
import { type Inputs, inputsOfForeign, inputsOfOurs } from './actions.ts'

/**
 * A step's whole `env` may be one expression: the runner evaluates it (ConvertToStepEnvironment of
 * https://github.com/actions/runner). The service expects a mapping, and is given one with that expression in it.
 */
const WHOLE_ENV = /^( *env: )(\$\{\{.*\}\})$/gm

function metadataOf(name: string, inputs: Inputs): ActionMetadata {
  const described = Object.entries(inputs).map(([input, { required }]) => [
    input,
    { description: '', required },
  ])
  return { name, description: '', inputs: Object.fromEntries(described) }
}

async function metadata({ owner, name, path }: ActionReference): Promise<ActionMetadata | undefined> {
  const [, id = ''] = /^actions\/([a-z-]+)$/.exec(path ?? '') ?? []
  const inputs =
    name === 'upkeep'
      ? inputsOfOurs(id)
      : inputsOfForeign([owner, name, path].filter((part) => part).join('/'))
  return inputs && metadataOf(name, inputs)
}

/** A file of this repository, whether it is named by path or as OWNER/upkeep at a commit. */
async function getFileContent(reference: { readonly path: string; readonly repository?: string }) {
  const { path, repository = 'upkeep' } = reference
  if (repository !== 'upkeep') throw new Error(`${repository} is not this repository`)
  return { name: path, content: asSeen(readFileSync(join(ROOT, path), 'utf8')) }
}

/** The service looks into actions at `$/` alone; here `./` is this repository, too. */
function asSeen(text: string): string {
  return text.replaceAll('uses: ./actions/', 'uses: $/actions/').replaceAll(WHOLE_ENV, '$1{ ALL: "$2" }')
}

/** What GitHub's own language service says of a workflow of this repository, and of the actions and workflows that it uses. */
export async function complaintsOf(text: string): Promise<readonly string[]> {
  // It remembers by name what it has parsed.
  const name = `${createHash('sha256').update(text).digest('hex')}.yml`
  const document = TextDocument.create(`file:///upkeep/.github/workflows/${name}`, 'yaml', 1, asSeen(text))
  const found = await validate(document, {
    fileProvider: { getFileContent },
    actionsMetadataProvider: { fetchActionMetadata: metadata },
  })
  return found.map(({ message, range }) => `line ${range.start.line + 1}: ${message}`)
}
