import type { Intake } from '../intake.ts'
import { createJsonReader } from './json.ts'
import type { TextKind, TextReading } from './text-reading.ts'
import { createYamlReader } from './yaml.ts'

/** Reads a text of this kind; everything it finds is of the third level, and nothing of the text is told. */
export function createTextReader(kind: TextKind): Intake<TextReading> {
  return kind === 'yaml' ? createYamlReader() : createJsonReader(kind === 'ndjson')
}

/** What kind of text a file of this name is; undefined where it is none of these. */
export function textKindOf(name: string): TextKind | undefined {
  const [, extension] = /\.(json|ndjson|jsonl|ya?ml)$/i.exec(name) ?? []
  if (extension === undefined) return undefined
  if (/^y/i.test(extension)) return 'yaml'
  return extension.toLowerCase() === 'json' ? 'json' : 'ndjson'
}
