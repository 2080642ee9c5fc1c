import { readFileSync } from 'node:fs'
import { type Corpus, corpusOf } from '../../../../src/checks/license-compliance/texts/corpus.ts'
import { type Recognizer, recognizer } from '../../../../src/checks/license-compliance/texts/recognize.ts'

/** The assets as they ship. */
export function readCorpus(name: 'common' | 'all'): Corpus {
  return corpusOf(readFileSync(new URL(`../../../../assets/license-texts-${name}.br`, import.meta.url)))
}

/** A recognizer over both, as the check has it. */
export function shippedRecognizer(): Recognizer {
  return recognizer(readCorpus('common'), () => readCorpus('all'))
}

/** A real license file of an npm package, from test/fixtures/license-texts. */
export function readText(name: string): string {
  return readFileSync(new URL(`../../../fixtures/license-texts/${name}.txt`, import.meta.url), 'utf8')
}
