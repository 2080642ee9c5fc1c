import type { PostgresEngine, PostgresNeed, Started, StartPostgres } from '../../core/engine-ports.ts'
import { messageOf, RunError } from '../../core/errors.ts'
import { useGiven } from './given-engine.ts'
import { type Lifetime, startLifetime } from './lifetime.ts'
import { PGLITE_MAJOR, startEmbedded } from './pglite-engine.ts'
import type { PostgresContext } from './postgres-context.ts'
import { findServers, type PostgresPrograms } from './postgres-programs.ts'
import { startServer } from './postgres-server.ts'

/** The first that is used at all: later options are needed by what is started. */
const OLDEST = 11

type Attempt = () => Promise<PostgresEngine>

/** What is tried, in this order, each with a name. */
function attemptsFor(
  context: PostgresContext,
  need: PostgresNeed,
  servers: readonly PostgresPrograms[],
  life: Lifetime,
): readonly (readonly [string, Attempt])[] {
  const least = Math.max(need.major, OLDEST)
  const fitting = servers.filter(({ major }) => major >= least)
  const own = fitting.map(
    (programs) => [`PostgreSQL ${programs.version}`, () => startServer(context, programs, life)] as const,
  )
  const embedded = [['PGlite', () => startEmbedded(context, life)]] as const
  return need.major <= PGLITE_MAJOR ? [...own, ...embedded] : own
}

function lackOf(
  need: PostgresNeed,
  servers: readonly PostgresPrograms[],
  reasons: readonly string[],
): string {
  const versions = [...servers.map(({ version }) => version), `PGlite of PostgreSQL ${PGLITE_MAJOR}`]
  const wanted = need.major === 0 ? 'PostgreSQL' : `PostgreSQL ${need.major} or newer`
  const tried = reasons.length === 0 ? '' : ` (${reasons.join('; ')})`
  return `${wanted} is needed and there is ${versions.join(', ')}${tried}; install its server, or give the URL of an empty throwaway database`
}

async function startOwn(
  context: PostgresContext,
  need: PostgresNeed,
  life: Lifetime,
): Promise<Started<PostgresEngine>> {
  const servers = await findServers(context)
  const reasons: string[] = []
  for (const [name, attempt] of attemptsFor(context, need, servers, life)) {
    try {
      return { engine: await attempt() }
    } catch (thrown) {
      if (life.over() !== undefined) return { lack: `${life.over()} before ${name} had started` }
      reasons.push(`${name} could not be started: ${messageOf(thrown)}`)
      context.progress(reasons.at(-1) ?? '')
    }
  }
  return { lack: lackOf(need, servers, reasons) }
}

async function startGiven(
  context: PostgresContext,
  need: PostgresNeed,
  life: Lifetime,
): Promise<Started<PostgresEngine>> {
  const engine = await useGiven(need.url, life, context.progress)
  if (engine.major >= need.major) return { engine }
  await engine.stop()
  return { lack: `PostgreSQL ${need.major} or newer is needed and the given database is ${engine.version}` }
}

/**
 * Gives what starts a throwaway PostgreSQL: the given database where there is a URL; else the highest server of this
 * machine that is new enough; else PGlite; else what is lacking. Throws a RunError where the given database is refused.
 */
export function postgresStarter(context: PostgresContext): StartPostgres {
  return async (need) => {
    const life = startLifetime(need.deadline)
    const started = need.url === '' ? startOwn : startGiven
    try {
      const result = await started(context, need, life)
      if ('lack' in result) life.end('nothing was started')
      return result
    } catch (thrown) {
      life.end('nothing was started')
      throw thrown instanceof RunError ? thrown : new RunError(messageOf(thrown))
    }
  }
}
