import type { Rule } from '../../core/finding.ts'
import type { Severity } from '../../core/severity.ts'
import { WORDS, type Word } from './intake.ts'

const TEXTS: Readonly<Record<Word, readonly [title: string, help: string]>> = {
  corrupt: [
    'A backup is damaged',
    'Keep the older ones, make a new backup now, and look at the disk and the transfer: compare `sha256sum` at the source and here.',
  ],
  incomplete: [
    'A backup ends before its end, or lacks parts',
    'Make a new backup now. Let the job fail when the dump fails: `set -o pipefail`, and write to a `.part` file that is renamed at the end.',
  ],
  empty: [
    'There is nothing in a backup',
    'Look at the log of the job that makes it: it ran and had nothing to write. Make a new backup now.',
  ],
  missing: [
    'There is no backup',
    'Look whether the job that makes it still runs, and whether `path` is where it writes to.',
  ],
  stale: [
    'The newest backup is too old',
    'Look whether the job that makes it still runs: nothing newer than the RPO has come.',
  ],
  shrunk: [
    'A backup is much smaller than the one before',
    'Compare what is in it with the one before; where it was meant to shrink, set `shrink` for this backup once, or waive it with an end.',
  ],
  'wrong-content': [
    'A backup is not what it should be',
    'Look at its first bytes: `head -c 300`. An error message or a web page was saved in its place.',
  ],
  unsafe: [
    'A backup would do harm when restored, or is not encrypted',
    'Do not restore it by hand. Find out who can write to it; where what it holds is wanted, name it in `allow`.',
  ],
  undecryptable: [
    'A backup cannot be decrypted with the keys that there are',
    'Find the key that fits before it is needed, or encrypt new backups for the keys that you have.',
  ],
  slow: [
    'A restore takes longer than it may',
    'Make the restore faster (a parallel one, larger machines, smaller dumps), or promise what can be kept.',
  ],
}

const MODERATE: readonly Word[] = ['stale', 'shrunk', 'slow']

/** Backups that are late or small warn; all others fail by default. */
export function severityOf(word: Word): Severity {
  return MODERATE.includes(word) ? 'moderate' : 'high'
}

function ruleOf(word: Word): Rule {
  const [title, help] = TEXTS[word]
  return { id: `backup-verification/${word}`, title, help, severity: severityOf(word) }
}

/** One rule for each word: `env` is none of them, because it is a gap. */
export const RULES = Object.fromEntries(WORDS.map((word) => [word, ruleOf(word)])) as Readonly<
  Record<Word, Rule>
>
