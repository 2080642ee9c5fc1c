import type { Fault, Remark } from '../intake.ts'
import { ageOf, type Dated, dateOf } from './dated.ts'
import type { Artifact } from './expectations.ts'
import { shown, spell } from './words.ts'

/** What copying tools call a file until it is whole; rsync puts a dot before and six letters behind. */
const UNFINISHED =
  /\.(?:part|partial|tmp|temp|filepart|crdownload|inprogress|download)$|~$|^\.[^/]+\.(?=[a-z]*[A-Z0-9])[A-Za-z0-9]{6}$/

/** No upload takes longer. */
const PATIENCE = 24 * 3_600_000

/** Whether a name is that of a file that somebody began and did not finish. */
export function isLeftover(name: string): boolean {
  return UNFINISHED.test(name.slice(name.lastIndexOf('/') + 1))
}

/** Says of unfinished files what they are; one that is newer than every whole one, and a day old, is a backup that failed. */
export function tellLeftovers(
  leftovers: readonly Artifact[],
  newest: Dated | undefined,
  offset: number,
  now: number,
): { readonly faults: readonly Fault[]; readonly remarks: readonly Remark[] } {
  const [first] = leftovers
  if (!first) return { faults: [], remarks: [] }
  const failed = leftovers.find((one) => {
    const date = dateOf(one, offset)
    return date && ageOf(date, now) > PATIENCE && date.from > (newest?.from ?? 0)
  })
  const count = leftovers.length === 1 ? '' : `, and ${leftovers.length - 1} more`
  const remark = { text: `${shown(first.name)} was begun and not finished${count}; it is not counted` }
  if (!failed) return { faults: [], remarks: [remark] }
  const date = dateOf(failed, offset)
  const text = `${shown(failed.name)} was not finished in ${spell(date ? ageOf(date, now) : 0)}, and nothing newer is there`
  return { faults: [{ word: 'incomplete', level: 0, text }], remarks: [] }
}
