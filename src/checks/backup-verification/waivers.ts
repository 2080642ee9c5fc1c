import type { WaiverKey } from '../../core/check.ts'
import type { Finding } from '../../core/finding.ts'
import { WORDS } from './intake.ts'

const WORD_LIST: readonly string[] = WORDS

/** What a waiver of this check is told apart by. */
export const WAIVER_KEYS: Readonly<Record<string, WaiverKey>> = {
  backup: { description: 'The backup’s name.', required: true, problem: () => undefined },
  word: {
    description: 'What is wrong with it: `shrunk`. Another word is not covered.',
    required: true,
    problem: (value) => (WORD_LIST.includes(value) ? undefined : `must be one of ${WORDS.join(', ')}`),
  },
}

/** Whether a waiver's keys name this finding. */
export function covers(keys: Readonly<Record<string, string>>, { rule, target }: Finding): boolean {
  return keys['backup'] === target && rule === `backup-verification/${keys['word']}`
}
