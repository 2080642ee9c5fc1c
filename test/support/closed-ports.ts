import { RunError } from '../../src/core/errors.ts'
import type { AllPorts } from '../../src/core/ports.ts'

/** Ports with nothing behind them, for worlds in which nobody should ask for a server, a secret or a workflow. */
export const CLOSED: Pick<AllPorts, 'tls' | 'pkcs12' | 'secret' | 'workflow'> = {
  tls: {
    resolve: async (host) => {
      throw new RunError(`there is no network to find ${host} in`)
    },
    look: async () => ({ kind: 'unserved', fault: 'refused', reason: 'it refuses connections' }),
    roots: () => ({ everywhere: [], here: [] }),
  },
  pkcs12: async () => ({ kind: 'unreadable', reason: 'nobody opens it here' }),
  secret: () => undefined,
  workflow: { path: undefined, isScheduled: false, cron: undefined },
}
