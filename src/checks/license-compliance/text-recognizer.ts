import type { Ports } from '../../core/ports.ts'
import { corpusOf } from './texts/corpus.ts'
import type { Identified } from './texts/license-text.ts'
import { type Recognizer, recognizer } from './texts/recognize.ts'

const COMMON = 'common.br'
const ALL = 'all.br'

/**
 * Recognizes license texts by the known ones that ship beside the bundle: loaded with the first text, and the rarer ones
 * with the first that is not among the common ones. Each distinct text is looked at once: a tree has hundreds of copies.
 */
export function textRecognizer({ asset }: Pick<Ports, 'asset'>): Recognizer {
  const known = new Map<string, Identified | undefined>()
  let recognize: Recognizer | undefined
  return (text) => {
    if (known.has(text)) return known.get(text)
    recognize ??= recognizer(corpusOf(asset(COMMON)), () => corpusOf(asset(ALL)))
    const found = recognize(text)
    known.set(text, found)
    return found
  }
}
