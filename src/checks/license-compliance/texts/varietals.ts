/**
 * Spellings that mean the same word: the list of the SPDX matching guidelines, guideline 8
 * (https://spdx.github.io/spdx-spec/v2.3/license-matching-guidelines-and-templates/), a pair a line,
 * normalized to the second.
 */
const PAIRS = `
acknowledgement acknowledgment
analogue analog
analyse analyze
artefact artifact
authorisation authorization
authorised authorized
calibre caliber
cancelled canceled
capitalisations capitalizations
catalogue catalog
categorise categorize
centre center
colour color
emphasised emphasized
favour favor
favourite favorite
fulfil fulfill
fulfilment fulfillment
initialise initialize
judgement judgment
labelling labeling
labour labor
licence license
licences licenses
licenced licensed
maximise maximize
modelled modeled
modelling modeling
offence offense
optimise optimize
organisation organization
organise organize
owner holder
owners holders
practise practice
programme program
realise realize
recognise recognize
signalling signaling
utilisation utilization
whilst while
wilful willful
merchantibility merchantability
merchantable merchantability
https http
`

const SPELLING: ReadonlyMap<string, string> = new Map(
  PAIRS.trim()
    .split('\n')
    .map((row): [string, string] => {
      const [from = '', to = ''] = row.split(' ')
      return [from, to]
    }),
)

/** Two words that are also written as one, with or without a hyphen. */
const JOINED: ReadonlyMap<string, string> = new Map([
  ['sub license', 'sublicense'],
  ['sub licenses', 'sublicenses'],
  ['sub licensed', 'sublicensed'],
  ['non commercial', 'noncommercial'],
  ['non infringement', 'noninfringement'],
  ['per cent', 'percent'],
])

/** The spelling that stands for a lower-case word. */
export function spellingOf(word: string): string {
  return SPELLING.get(word) ?? word
}

/** The one word that two neighbors also are, if they are. */
export function joinedOf(first: string, second: string): string | undefined {
  if (first !== 'sub' && first !== 'non' && first !== 'per') return undefined
  return JOINED.get(`${first} ${second}`)
}
