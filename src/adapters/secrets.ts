import type { Environment } from './environment.ts'

/**
 * Reads secrets from environment variables. Each is masked before it is handed out, so that no line of the log can
 * show it whatever happens to it later.
 */
export function secretsOf(
  env: Environment,
  mask: (secret: string) => void,
): (name: string) => string | undefined {
  return (name) => {
    const secret = env[name]
    if (secret === undefined) return undefined
    // The runner masks every line of a secret: a blank one would mask what is between all words.
    if (secret.trim() !== '') mask(secret)
    return secret
  }
}
