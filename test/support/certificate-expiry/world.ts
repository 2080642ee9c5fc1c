import type { Tls } from '../../../src/core/ports.ts'
import { NOW } from '../contract/empty-world.ts'
import { type Minted, mint } from '../pki/mint.ts'

const DAY = 24 * 60 * 60 * 1000

function moment(days: number): Date {
  return new Date(NOW.getTime() + days * DAY)
}

/** An authority, and servers' certificates of it that end in so many days, as of the contract's moment. */
export interface Company {
  readonly root: Minted
  readonly issue: (name: string, days: number) => Minted
}

export function createCompany(): Company {
  const root = mint({ subject: 'Company root', from: moment(-1000), to: moment(1000), ca: true })
  const issue = (name: string, days: number) =>
    mint({ subject: name, by: root, dns: [name], from: moment(days - 90), to: moment(days) })
  return { root, issue }
}

/** A network in which each host shows one certificate at one address, and its authority is trusted. */
export function tlsOf({ root }: Company, servers: Readonly<Record<string, Minted>>): Tls {
  return {
    resolve: async () => ({ addresses: [{ address: '192.0.2.1', family: 4 }], problem: undefined }),
    look: async ({ serverName, keyType }) => {
      const shown = servers[serverName]
      if (shown === undefined)
        return { kind: 'unserved', fault: 'refused', reason: 'it refuses the connection' }
      if (keyType !== undefined)
        return { kind: 'unserved', fault: 'handshake', reason: 'it has no such certificate' }
      return { kind: 'served', chain: [shown.der], version: 'TLSv1.3', complaint: '' }
    },
    roots: () => ({ everywhere: [root.der], here: [] }),
  }
}
