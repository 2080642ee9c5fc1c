import type { RdbLoaded } from '../../core/other-engine-ports.ts'
import type { ProcessEnd } from './throwaway-process.ts'

type Reason = Extract<RdbLoaded, { kind: 'refused' }>['reason']

/** What rdb.c of Redis and Valkey writes before it gives up on a snapshot. */
const WORDS: readonly (readonly [RegExp, Reason])[] = [
  [/Can't handle RDB format version/i, 'newer'],
  [/Wrong signature trying to load DB/i, 'foreign'],
  [/module (?:data|type|AUX)[^\n]*can't load|no matching module|module data I can't/i, 'module'],
  [/Unknown RDB encoding type|Unknown RDB (?:type|string encoding)|unrecognized RDB opcode/i, 'damaged'],
  [/wrong RDB checksum/i, 'damaged'],
  [/configured to handle more than/i, 'foreign'],
  [/Short read or OOM|Internal error in RDB|Terminating server after rdb file reading failure/i, 'damaged'],
  [/--- RDB ERROR DETECTED ---/, 'damaged'],
  [/Unexpected EOF reading RDB|Bad file format|Fatal error loading the DB/i, 'damaged'],
]

/** Why a server ended while it loaded; undefined where its reason is not the snapshot. */
export function refusalOf(said: string, { signal }: ProcessEnd): Reason | undefined {
  const found = WORDS.find(([words]) => words.test(said))?.[1]
  if (found !== undefined) return found
  return signal === undefined && !/crashed by signal|Out Of Memory/i.test(said) ? undefined : 'crashed'
}
