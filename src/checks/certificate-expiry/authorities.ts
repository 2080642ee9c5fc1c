import { ConfigError, messageOf, RunError } from '../../core/errors.ts'
import type { Ports } from '../../core/ports.ts'
import { findIn } from './files/find.ts'
import type { Certificate } from './x509/certificate.ts'

const LIMIT = 10 * 1024 * 1024

/** A file below the directory checked, or `env:NAME`: an environment variable. Throws a RunError that says why not. */
export async function readNamed(named: string, { tree, secret }: Ports): Promise<Uint8Array> {
  const [, variable] = /^env:(.*)$/.exec(named) ?? []
  if (variable !== undefined) {
    const text = secret(variable)
    if (text === undefined || text === '')
      throw new RunError(`the environment variable ${variable} is not set`)
    return new TextEncoder().encode(text)
  }
  const bytes = await tree.read(named, LIMIT)
  if (!bytes) throw new RunError(`there is no file ${named}`)
  return bytes
}

/** The certificates in a file of authorities. Throws a RunError where there are none, or one cannot be read. */
export async function readAuthorities(named: string, ports: Ports): Promise<readonly Certificate[]> {
  const { certificates, problems } = findIn(await readNamed(named, ports))
  const [problem] = problems
  if (problem !== undefined) throw new RunError(`${named}: ${problem}`)
  if (certificates.length === 0) throw new RunError(`${named} holds no certificate`)
  return certificates.map(({ certificate }) => certificate)
}

/** The authorities of the option `ca-file`: without them nothing can be judged, so a mistake in them ends the run. */
export async function readTrusted(files: readonly string[], ports: Ports): Promise<readonly Certificate[]> {
  const authorities: Certificate[] = []
  const problems: string[] = []
  for (const file of files) {
    try {
      authorities.push(...(await readAuthorities(file, ports)))
    } catch (thrown) {
      if (!(thrown instanceof RunError)) throw thrown
      problems.push(`ca-file: ${messageOf(thrown)}`)
    }
  }
  if (problems.length > 0) throw new ConfigError(problems)
  return authorities
}
