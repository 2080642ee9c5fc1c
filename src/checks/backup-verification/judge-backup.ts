import type { BackupEntry } from './entry.ts'
import { expectationsOf } from './expectations.ts'
import type { ArtifactFact, BackupFact, PlacedFault, PlacedLack, PlacedRemark } from './fact.ts'
import type { Reading } from './intake.ts'
import { contentOf } from './restore/expected-content.ts'
import { judgeAnswers } from './restore/judge-answers.ts'
import { judgeSeries, type SeriesReading } from './series/series.ts'
import { spell } from './series/words.ts'

/** Everything that is to be said of a backup, from its series and its artifacts alike. */
export interface BackupVerdict {
  readonly series: SeriesReading
  /** With what was only known when they were judged. */
  readonly artifacts: readonly ArtifactFact[]
  readonly faults: readonly Placed<PlacedFault>[]
  readonly remarks: readonly Placed<PlacedRemark>[]
  readonly lacks: readonly Placed<PlacedLack>[]
}

/** With the artifact that it is about; undefined for the series as a whole. */
export interface Placed<T> {
  readonly artifact: ArtifactFact | undefined
  readonly told: T
}

function ofSeries<T>(told: T): Placed<T & { readonly path: readonly string[] }> {
  return { artifact: undefined, told: { ...told, path: [] } }
}

/** A file of no bytes is told by the series already. */
function isRepeated(series: SeriesReading, { level, word }: PlacedFault): boolean {
  return level === 0 && series.faults.some((fault) => fault.word === word)
}

/** Of a place that could not be looked at nothing is said: not even that there is none. */
const UNLISTED: SeriesReading = {
  newest: undefined,
  facts: { count: 0, totalSize: 0, age: undefined, ageSource: undefined, interval: undefined },
  faults: [],
  remarks: [],
  lacks: [],
}

function judgeListed({ listed, entry, verified }: BackupFact, now: Date): SeriesReading {
  return listed ? judgeSeries(listed, expectationsOf(entry, verified), now.getTime()) : UNLISTED
}

const NOTHING: Reading = { faults: [], remarks: [], lacks: [] }

/** What the fifth level says of what a restored artifact answered. */
function judgeAnswered({ answers }: ArtifactFact, { entry, verified }: BackupFact, now: Date): Reading {
  if (!answers) return NOTHING
  return judgeAnswers(contentOf(entry.expect, entry.rpo, verified?.tables ?? []), answers, now.getTime())
}

/** Minutes and more in words; what is shorter with the seconds that it differs in. */
function spellTime(milliseconds: number): string {
  return milliseconds < 120_000 ? `${Math.round(milliseconds / 100) / 10} seconds` : spell(milliseconds)
}

/** The time that all its restores took, against the RTO. */
function judgeTime({ restores }: ArtifactFact, { entry: { rto } }: BackupFact): readonly PlacedFault[] {
  const took = restores.reduce((sum, { seconds }) => sum + seconds * 1000, 0)
  if (rto === undefined || took <= rto) return []
  const text = `took ${spellTime(took)} to restore; at most ${spellTime(rto)} are allowed`
  return [{ word: 'slow', level: 5, text, path: [] }]
}

/** An artifact with what is only known when it is judged. */
function judgedArtifact(artifact: ArtifactFact, fact: BackupFact, now: Date): ArtifactFact {
  const { faults, lacks } = judgeAnswered(artifact, fact, now)
  return {
    ...artifact,
    faults: [
      ...artifact.faults,
      ...faults.map((fault) => ({ ...fault, path: [] })),
      ...judgeTime(artifact, fact),
    ],
    lacks: [...artifact.lacks, ...lacks.map((lack) => ({ ...lack, level: 5 as const, path: [] }))],
  }
}

/** What is promised of a backup and can never be measured, however far a run goes. */
function tellUnmeasured({ rto, expect, level = expect ? 5 : 3 }: BackupEntry): readonly PlacedRemark[] {
  const told: PlacedRemark[] = []
  if (rto !== undefined && level < 4)
    told.push({ text: `its rto is measured from L4 on, and it goes to L${level}: say level: L4`, path: [] })
  if (expect && level < 5)
    told.push({ text: `what it expects is asked at L5, and it goes to L${level}: say level: L5`, path: [] })
  return told
}

/** Pure. */
export function judgeBackup(fact: BackupFact, now: Date): BackupVerdict {
  const series = judgeListed(fact, now)
  const unseen = fact.problems.map((text) => ({ what: 'place', text }))
  const artifacts = fact.artifacts.map((artifact) => judgedArtifact(artifact, fact, now))
  const own = artifacts.flatMap((artifact) =>
    artifact.faults
      .filter((fault) => !isRepeated(series, fault))
      .map((told): Placed<PlacedFault> => ({ artifact, told })),
  )
  return {
    series,
    artifacts,
    faults: [...series.faults.map(ofSeries), ...own],
    remarks: [
      ...series.remarks.map(ofSeries),
      ...tellUnmeasured(fact.entry).map((told) => ({ artifact: undefined, told })),
      ...artifacts.flatMap((artifact) => artifact.remarks.map((told) => ({ artifact, told }))),
    ],
    lacks: [
      ...[...unseen, ...series.lacks].map((lack) => ofSeries({ ...lack, level: 0 as const })),
      ...artifacts.flatMap((artifact) => artifact.lacks.map((told) => ({ artifact, told }))),
    ],
  }
}
