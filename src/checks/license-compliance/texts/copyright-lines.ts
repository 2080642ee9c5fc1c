const MENTION = /copyr|copr|©|\(c\)/i
const START =
  /^[^\p{L}\p{N}©(]*(?:(?:[a-z0-9.-]{1,40} )?(?:original|modified|derived|new) work |portions |parts |some )?(copyright(?:s|ed)?|copr\.?|©|\(c\))(.*)$/isu
const INSIDE = /copyright(?: ?:)? (?:©|\(c\)|\([0-9]{4}|[0-9]{4}|[<[{](?:year|yyyy))|© ?[0-9]{4}/iu
const YEAR = /(?:19|20)[0-9]{2}|[<[{](?:year|yyyy|date)/iu
const MARK = /^[ :,]*(?:©|\(c\)|by\b|[<[{$]|[0-9]{4})/iu
/** The word in a definition, or no name behind it. */
const QUOTED = /^["'”’]/u
const LOWER = /^[^\p{L}\p{N}]*\p{Ll}/u
/** What stands after "copyright" in a sentence of a license. */
const NO_HOLDER =
  /^[ ,.;:)"'”]*(?:notices?|holders?|owners?|laws?|license|licence|and|or|interest|statements?|acts?|is|are|in|on|also|means|protected|protection|treaties|ownership|management|rights?|claims?|permission|permissions|messages?|for|to|the|of|under|status|information|disclaimer|registration|transfer|assignment|grant|infringement|works?|in|date|header|line|lines|year|years|material|page|text|infringements|may|shall)\b/iu
/** Words that begin the license itself on the line of its copyright. */
const STARTERS =
  /\b(?:permission is|permission to|licensed under|redistribution|this (?:software|program|file|work|library|package|code|product|project|source|is|license|module)|the (?:software|following|above)|released under|distributed under|you (?:may|can)|everyone is|mit license|all rights reserved|some rights reserved|use of this|your use|is licensed|is released|is free|is distributed|under the)\b/iu

const WORK = /(?:original|modified|derived|new) work/iu
/** What stands in no name: a line that has one of them says more than who holds the copyright. */
const MORE =
  /\b(?:not|no|non|none|never|without|except|unless|until|subject|use|uses|used|using|user|users|commercial|commercially|noncommercial|must|shall|cannot|prohibited|forbidden|restricted|permitted|allowed|required|requires|needs|license|licensed|licence|licenced|terms|agreement|eula|permission|grant|granted|sell|sold|sale|distribute|distributed|modify|modified|copy|copies|fee|pay|paid|buy|purchase|proprietary|confidential|evaluation|trial|research|academic|personal|internal|private|gpl|lgpl|agpl|evil|good|military|please|cite|credit)\b/iu

/**
 * A line without the copyright statement on it: what comes before it, and what follows from
 * the first words that begin a license. A line that only speaks of copyright or says more is left as it is.
 */
export function withoutCopyright(line: string): string {
  if (!MENTION.test(line)) return line
  const start = startOf(line)
  if (start === undefined) return line
  const rest = line.slice(start)
  const next = STARTERS.exec(rest)
  const statement = next ? rest.slice(0, next.index) : rest
  if (MORE.test(withoutAddresses(statement).replace(WORK, ''))) return line
  return `${line.slice(0, start)} ${next ? rest.slice(next.index) : ''}`
}

/** An address may hold any word: `acme@example.no`. */
function withoutAddresses(text: string): string {
  return text
    .split(' ')
    .filter((word) => !word.includes('@') && !word.includes('://'))
    .join(' ')
}

function startOf(line: string): number | undefined {
  const inside = INSIDE.exec(line)
  const match = START.exec(line)
  const [, sign = '', rest = ''] = match ?? []
  if (match && isStatement(sign, rest)) return 0
  return inside?.index
}

function isStatement(sign: string, rest: string): boolean {
  if (sign === '©') return true
  // GNU's licenses, their lines broken as GNU does: "software which is / copyrighted by the Free Software Foundation".
  if (sign === 'copyrighted' && rest.startsWith(' by ') && !YEAR.test(rest)) return false
  if (sign === '(c)') return YEAR.test(rest.slice(0, 200)) || rest.includes('@')
  if (MARK.test(rest)) return true
  // A sentence that is broken before "copyright" goes on in lower case; a statement has a capital, or its holder.
  const isInSentence = sign.startsWith('c') && LOWER.test(rest)
  return rest.trim() !== '' && !QUOTED.test(rest) && !isInSentence && !NO_HOLDER.test(rest)
}
