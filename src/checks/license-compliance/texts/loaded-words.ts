/**
 * Words that can change what a license allows, forbids or is about. Where a file has one of them beside what is
 * known, or lacks one, it is not that license; names, addresses and titles have none of them.
 * A word too many here costs a look, a word too few lets a restriction through.
 */
const LOADED = `
  no not non nor never none only solely exclusively except exception exceptions unless until without
  whether must shall may can cannot should could will would might ought need needs either neither other
  others otherwise else everything anything everyone anyone nobody provided provide provides however
  notwithstanding permission permissions permit permits permitted grant grants granted hereby right rights
  allow allows allowed forbid forbids forbidden prohibit prohibits prohibited restrict restricts restricted
  restriction restrictions limit limits limited limitation limitations condition conditions conditional
  subject agree agrees agreed accept accepts acceptance comply compliance obligation obligations require
  requires required requirement requirements terminate terminates terminated termination revoke revoked
  revocable irrevocable perpetual void expire expires use uses used using user users usage run runs running
  copy copies copying modify modified modification modifications merge publish published distribute
  distributes distributed distributing distribution redistribute redistributed redistribution
  redistributions sublicense sublicensed sublicensing sell sells selling sold resell rent lease lend host
  hosted hosting deploy deployed offer offered offering saas compete competes competing competition
  competitor competitors competitive derive derived derivative derivatives adapt adapted adaptation
  adaptations sharealike share shared noncommercial commercial commercially commerce academic educational
  personal private internal internally evaluation evaluate trial demo production nonproduction nonprofit
  profit profits business businesses fee fees charge charged royalty royalties pay payment payments paid
  price purchase purchased purchasing buy subscription subscribe subscriber subscribers licensee licensees
  customer customers employee employees good evil harm harmful ethical ethics military weapon weapons
  nuclear war surveillance law laws lawful unlawful illegal governments country countries export race human
  humans ai learning training model models train scrape scraping dataset datasets warranty warranties
  liable liability liabilities damages disclaim disclaims disclaimed disclaimer indemnify indemnification
  merchantability fitness infringement infringe infringes patent patents trademark trademarks endorse
  endorsed promote advertising acknowledgment acknowledge attribution attribute logo retain retained
  reproduce reproduced preserve preserved keep remove removed delete deleted alter altered change changes
  changed misrepresented executable file files folder folders directory directories third party parties
  sample samples asset assets proprietary confidential secret closed nonfree freeware shareware eula nda
  copyleft clause clauses addendum amendment amended amendments supplement supplemental supplemented
  further furthermore addition additionally moreover also instead supersede supersedes override overrides
  replace replaces prevail prevails dual multiple choice choose alternatively alternative option optional
  optionally separate separately differently different exempt exempted exclude excluded excludes excluding
  inclusion written consent prior approval approved contact purpose purposes person persons individual
  individuals entity entities foregoing hold held sue claim claims against stop end effect effective days
  day months month applies apply applied governed governs jurisdiction dispute disputes arbitration venue
  newer unrestricted unpaid less more than over under terms term send postcard postcards beer donate
  donation donations ask notify inform tell register registration sign signed credit credits crediting
  visible visibly display displayed show shown mention mandatory obligatory compulsory necessary belongs
  belong owned owns property deployment deployments seat seats corporation corporations ship shipping
  shipped avoid refuse refused deny denied block blocked ban banned stay religious political police
  gambling hire hired want key`

/** Words that matter inside of a sentence of a license, but say nothing in a title or a remark beside it. */
const BINDING = `
  license licenses licensed licensing licensor warranted intended designed with within any all each every
  both if when where while so such that which who whom whose source binary object form forms notice notices
  open publicly free freely before after during above below version later first image images icon icons
  font fonts documentation docs example examples test tests part parts machine life people additional what
  gpl gplv2 gplv3 lgpl agpl sspl busl`

/** Words of other licenses, and of pieces that may be under them; inside of a sentence they are often a name. */
const POINTING = `
  gpl gplv2 gplv3 lgpl agpl gnu affero lesser mpl mozilla epl eclipse cddl eupl sspl busl bsl elastic fsl
  polyform commons module modules component components dependency dependencies plugin plugins addons
  company companies enterprise corporate government cloud service services education research apache bsd
  mit isc zlib unlicense artistic afl w3c wtfpl`

const LOADED_WORDS: ReadonlySet<string> = new Set(LOADED.trim().split(/\s+/))
const POINTING_WORDS: ReadonlySet<string> = new Set(POINTING.trim().split(/\s+/))
const BINDING_WORDS: ReadonlySet<string> = new Set(BINDING.trim().split(/\s+/))

/** Whether a normalized word beside a license can change what it means. */
export function isLoaded(word: string): boolean {
  return LOADED_WORDS.has(word) || POINTING_WORDS.has(word)
}

/** Whether a normalized word more or less inside of a license can change what it means. */
export function isBinding(word: string): boolean {
  return LOADED_WORDS.has(word) || BINDING_WORDS.has(word)
}
