import { existsSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'

/** The root of this repository. */
export const ROOT = resolve(import.meta.dirname, '../..')

/** A block of YAML in a page, and where it stands. */
export interface Block {
  readonly place: string
  readonly text: string
}

/** The blocks of YAML in a page, without their indentation. */
export function blocksIn(path: string, page: string): readonly Block[] {
  return [...page.matchAll(/^( *)```ya?ml\n([\s\S]*?)^\1```$/gm)].map((match) => ({
    place: `${path}:${page.slice(0, match.index).split('\n').length}`,
    text: (match[2] ?? '').replaceAll(new RegExp(`^${match[1]}`, 'gm'), ''),
  }))
}

/** The pages that people copy YAML from, relative to the root. */
export function pages(): readonly string[] {
  const docs = readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
  const actions = readdirSync(join(ROOT, 'actions')).map((id) => `actions/${id}/README.md`)
  return [
    'README.md',
    ...actions.filter((path) => existsSync(join(ROOT, path))),
    ...docs.filter((path) => path.endsWith('.md')).map((path) => `docs/${path}`),
  ]
}
