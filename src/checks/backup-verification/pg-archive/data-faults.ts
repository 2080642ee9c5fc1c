import type { Fault, Level, Word } from '../intake.ts'
import type { DataEntry } from './archive-facts.ts'
import type { DataCount } from './data-rows.ts'

const LEVEL: Level = 3

/** A fault of an archive: its structure is what level 3 looks at. */
export function archiveFault(word: Word, text: string): Fault {
  return { word, level: LEVEL, text }
}

function mayMisfit(entry: DataEntry, count: DataCount): boolean {
  return entry.columns !== undefined && count.columns !== undefined && count.rows > 0 && count.form === 'copy'
}

/** What is wrong with the data of one table, which were read to their end. */
export function dataFaults(entry: DataEntry, count: DataCount): readonly Fault[] {
  if (count.complaint !== undefined)
    return [archiveFault('corrupt', `data of ${entry.name}: ${count.complaint}`)]
  if (mayMisfit(entry, count) && count.columns !== entry.columns) {
    const text = `data of ${entry.name} have ${count.columns} columns, not ${entry.columns}`
    return [archiveFault('corrupt', text)]
  }
  if (count.isEnded) return []
  const text = count.size === 0 ? 'there are none, not even the mark of their end' : 'they end too early'
  return [archiveFault('incomplete', `data of ${entry.name}: ${text}`)]
}
