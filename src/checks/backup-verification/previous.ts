import type { RestoredTable } from './restore/restored.ts'

/** What an earlier run verified of a backup. */
export interface Verified {
  readonly name: string
  /** Bytes. */
  readonly size: number
  readonly sha256?: string
  /** Its tables, where it was restored. */
  readonly tables: readonly RestoredTable[]
}

function fieldOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined
}

function listIn(value: unknown, key: string): readonly unknown[] {
  const list = fieldOf(value, key)
  return Array.isArray(list) ? list : []
}

function tableOf(value: unknown): readonly RestoredTable[] {
  const [database, name, rows] = ['database', 'name', 'rows'].map((key) => fieldOf(value, key))
  const isTable = typeof database === 'string' && typeof name === 'string' && Number.isSafeInteger(rows)
  return isTable ? [{ database, name, rows: rows as number }] : []
}

function verifiedIn(backup: unknown): readonly (readonly [string, Verified])[] {
  const id = fieldOf(backup, 'name')
  // What was found wrong then is nothing to compare with.
  if (typeof id !== 'string' || fieldOf(backup, 'status') !== 'ok') return []
  const [artifact] = listIn(backup, 'artifacts')
  const [name, size, sha256] = ['name', 'size', 'sha256'].map((key) => fieldOf(artifact, key))
  if (typeof name !== 'string' || typeof size !== 'number' || !Number.isSafeInteger(size)) return []
  const tables = listIn(artifact, 'tables').flatMap(tableOf)
  return [[id, { name, size, tables, ...(typeof sha256 === 'string' ? { sha256 } : {}) }]]
}

/** What the evidence file of an earlier run verified, by the backups' names; a problem where it is no such file. */
export function readEvidence(
  bytes: Uint8Array,
): { readonly verified: ReadonlyMap<string, Verified> } | { readonly problem: string } {
  let value: unknown
  try {
    value = JSON.parse(Buffer.from(bytes).toString('utf8'))
  } catch {
    return { problem: 'is no JSON' }
  }
  if (fieldOf(value, 'kind') !== 'upkeep-backup-evidence')
    return { problem: 'is no evidence file of this check' }
  if (fieldOf(value, 'schema') !== 1) return { problem: 'is of a schema that this version does not know' }
  return { verified: new Map(listIn(value, 'backups').flatMap(verifiedIn)) }
}
