import { type Dump, dumpsIn, unkeptIn } from './dumps.ts'
import type { ArtifactFact, PlacedFault, PlacedLack, PlacedRemark, RestoreFact } from './fact.ts'
import type { Layer } from './layers/layer.ts'
import { contentOf } from './restore/expected-content.ts'
import { type Answers, askQuestions, type NewestAnswer, type QueryAnswer } from './restore/questions.ts'
import type { DumpSource } from './restore-postgres.ts'
import { fillDump } from './restored-dump.ts'
import type { Verification } from './verification.ts'

export type RestoreOutcome = Pick<
  ArtifactFact,
  'faults' | 'remarks' | 'lacks' | 'restores' | 'answers' | 'checks'
>

/** What one dump adds. */
interface One {
  readonly faults: readonly PlacedFault[]
  readonly remarks: readonly PlacedRemark[]
  readonly lacks: readonly PlacedLack[]
  readonly restores: readonly RestoreFact[]
  readonly answers: Answers | undefined
}

const NO_DUMP =
  'nothing in it can be restored into an engine: L3 is as far as it can be verified, so say level: L3 for this backup'

function tooMany(unkept: number): string {
  return `it holds ${unkept} more databases than are restored of one backup: name what is not wanted in ignore`
}

function lackAlone(path: readonly string[], text: string): One {
  const lack = { what: 'engine', text, level: 4, path } as const
  return { faults: [], remarks: [], lacks: [lack], restores: [], answers: undefined }
}

async function restoreOne(verification: Verification, dump: Dump, from: DumpSource): Promise<One> {
  const { entry, wanted, verified } = verification
  const { path } = dump
  const filled = await fillDump(verification, dump, from)
  if ('lack' in filled) return lackAlone(path, filled.lack)
  const { restored, asked, close } = filled
  const { engine, seconds, tables, faults, remarks, lacks } = restored
  try {
    const isFine = faults.length + lacks.length === 0
    const expected = contentOf(entry.expect, entry.rpo, verified?.tables ?? [])
    const answers =
      wanted < 5 || !isFine
        ? undefined
        : asked
          ? await askQuestions(asked, expected)
          : { tables, newest: [], queries: [] }
    return {
      faults: faults.map((fault) => ({ ...fault, path })),
      remarks: remarks.map((remark) => ({ ...remark, path })),
      lacks: lacks.map((lack) => ({ ...lack, level: 4, path })),
      restores: engine === '' ? [] : [{ path, engine, seconds, tables }],
      answers,
    }
  } finally {
    await close()
  }
}

/** Where several dumps were asked the same, the first that had an answer counts. */
function firstAnswer<A extends NewestAnswer | QueryAnswer>(given: readonly (A | undefined)[]): A | undefined {
  const told = given.filter((one) => one !== undefined)
  return (
    told.find(({ kind }) => kind === 'moment' || kind === 'value' || kind === 'no-value') ??
    told.find(({ kind }) => kind !== 'absent') ??
    told[0]
  )
}

function merge(
  all: readonly Answers[],
  counts: { readonly newest: number; readonly queries: number },
): Answers {
  const each = <A extends NewestAnswer | QueryAnswer>(
    length: number,
    pick: (one: Answers, index: number) => A | undefined,
  ) =>
    Array.from(
      { length },
      (_, index) => firstAnswer(all.map((one) => pick(one, index))) ?? { kind: 'unasked' as const },
    )
  return {
    tables: all.flatMap(({ tables }) => tables),
    newest: each<NewestAnswer>(counts.newest, (one, index) => one.newest[index]),
    queries: each<QueryAnswer>(counts.queries, (one, index) => one.queries[index]),
  }
}

/** Restores every dump that level 3 found, one after the other, each into an engine of its own, and asks what is expected. */
export async function restoreDumps(
  verification: Verification,
  layers: readonly Layer[],
  sourceFor: (dump: Dump) => DumpSource | Promise<DumpSource>,
): Promise<RestoreOutcome> {
  const dumps = dumpsIn(layers)
  const { expect } = verification.entry
  if (dumps.length === 0) return { ...lackAlone([], NO_DUMP), checks: [] }
  const unkept = unkeptIn(layers)
  const all: One[] = unkept > 0 ? [lackAlone([], tooMany(unkept))] : []
  for (const dump of dumps) all.push(await restoreOne(verification, dump, await sourceFor(dump)))
  const answers = all.flatMap((one) => one.answers ?? [])
  const counts = { newest: expect?.newest?.length ?? 0, queries: expect?.queries?.length ?? 0 }
  const restores = all.flatMap((one) => one.restores)
  const isAsked = answers.length === dumps.length
  return {
    faults: all.flatMap(({ faults }) => faults),
    remarks: all.flatMap(({ remarks }) => remarks),
    lacks: all.flatMap(({ lacks }) => lacks),
    restores,
    answers: isAsked ? merge(answers, counts) : undefined,
    checks: [
      ...restores.map(({ engine, tables }) => ({
        level: 4 as const,
        text: `restored into ${engine}, ${tables.length} tables`,
      })),
      ...(isAsked ? [{ level: 5 as const, text: 'asked what is expected of it' }] : []),
    ],
  }
}
