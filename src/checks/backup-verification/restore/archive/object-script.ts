/** Writes one large object. */
export interface ObjectScript {
  readonly begin: () => Promise<void>
  readonly data: (bytes: Buffer) => Promise<void>
  readonly end: () => Promise<void>
}

const AT_ONCE = 32 * 1024

/**
 * A large object as statements that can be played in any transaction. Before format 1.12 (PostgreSQL 9.0) its data create
 * it, because no entry does.
 */
export function createObjectScript(
  number: number,
  isCreator: boolean,
  send: (sql: string) => Promise<void>,
): ObjectScript {
  let stage: Buffer = Buffer.alloc(0)
  let offset = 0

  async function put(bytes: Buffer): Promise<void> {
    if (bytes.length === 0) return
    const hex = bytes.toString('hex')
    await send(`SELECT pg_catalog.lo_put(${number}, ${offset}, pg_catalog.decode('${hex}', 'hex'));\n`)
    offset += bytes.length
  }

  return {
    begin: async () => {
      if (isCreator) await send(`SELECT pg_catalog.lo_create('${number}');\n`)
    },
    data: async (bytes) => {
      stage = Buffer.concat([stage, bytes])
      let at = 0
      for (; stage.length - at >= AT_ONCE; at += AT_ONCE) await put(stage.subarray(at, at + AT_ONCE))
      stage = stage.subarray(at)
    },
    end: () => put(stage),
  }
}
