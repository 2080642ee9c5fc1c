import type { Note } from '../../core/finding.ts'
import type { Options } from './options.ts'
import { DEFAULT_LISTS, policyOf } from './policy.ts'

/** Says aloud which policy applied, above all when it is the default that nobody chose. */
export function policyNote(options: Options): Note {
  const unknown = options.unknown === 'fail' ? 'fails' : 'warns'
  const dev = options.dev === 'fail' ? 'count like the others' : 'only warn'
  const rest = `An unknown license ${unknown}; packages of development alone ${dev}.`
  if (policyOf(options).isDefault) {
    const { deny, review } = DEFAULT_LISTS
    const text = `No allow, deny or review list is given, so the default applies: ${deny.join(', ')} are denied, ${review.join(', ')} is to be reviewed, every other category is allowed. ${rest}`
    return { subject: 'policy', text }
  }
  const lists = (['deny', 'allow', 'review'] as const).filter((name) => options[name].length > 0)
  const said = lists.map((name) => `${name}: ${options[name].join(', ')}`).join('; ')
  const other =
    options.allow.length > 0 ? 'What is not allowed is denied.' : 'Every category on no list is allowed.'
  return { subject: 'policy', text: `${said}. ${other} ${rest}` }
}
