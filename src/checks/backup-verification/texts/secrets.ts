/** How many of a file's first bytes `isSecretStart` wants. */
export const SECRET_START_BYTES = 256

/** Names of files in which secrets stand as they are. */
const SECRET_NAMES: readonly RegExp[] = [
  /^\.env(?:$|[._-])/i,
  /^[\w.-]+\.env$/i,
  /^id_(?:rsa|dsa|ecdsa|ed25519)(?:_sk)?$/i,
  /^ssh_host_\w+_key$/i,
  /\.(?:key|ppk|jks|keystore|kdbx|p12|pfx)$/i,
  /^(?:\.pgpass|\.my\.cnf|\.netrc|\.pypirc|\.git-credentials|\.htpasswd|\.vault-token)$/i,
  /^(?:credentials|secrets?)(?:\.(?:json|ya?ml|toml|ini|txt))?$/i,
  /^(?:shadow|gshadow|master\.key)$/i,
  /^terraform\.tfstate/i,
  /^service[-_]account[\w-]*\.json$/i,
]

/** The same, but made to be shown: templates, public halves, and what is encrypted already. */
const HARMLESS_NAMES: readonly RegExp[] = [
  /^\.env[._-](?:example|sample|template|dist|defaults?|schema)$/i,
  /^\.env\.(?:[\w-]+\.)?(?:example|sample|template|dist|defaults?)$/i,
  /(?:example|sample|template)\.env$/i,
  /\.(?:pub|enc|age|gpg|asc|sops|vault)$/i,
  /^(?:public|pub)[\w.-]*\.key$/i,
]

/**
 * Whether a file of this name (a path, `/`-separated) holds secrets in clear as a rule: `.env` files, private keys, files of
 * credentials. `.pem` is not among them: most hold certificates, and `isSecretStart` tells.
 */
export function isSecretName(name: string): boolean {
  const base = name.slice(name.lastIndexOf('/') + 1)
  if (HARMLESS_NAMES.some((harmless) => harmless.test(base))) return false
  return SECRET_NAMES.some((secret) => secret.test(base))
}

const PRIVATE_KEY =
  /^(?:\uFEFF)?\s*-----BEGIN (?:(?:RSA|DSA|EC|OPENSSH|SSH2 ENCRYPTED|ANY) )?PRIVATE KEY(?: BLOCK)?-----|^\s*-----BEGIN PGP PRIVATE KEY BLOCK-----/
const PASSWORD_KEPT = /ENCRYPTED/
const OTHER_KEYS = /^(?:PuTTY-User-Key-File-\d|AGE-SECRET-KEY-1|# created: .{1,60}\n# public key: age1)/

/**
 * Whether these first bytes are those of a private key that nothing protects: PEM (RFC 7468), OpenSSH, PuTTY, age, PGP.
 * Not keys under a password where the first bytes say so; OpenSSH's do not.
 */
export function isSecretStart(first: Uint8Array): boolean {
  const text = Buffer.from(first.buffer, first.byteOffset, first.byteLength).toString(
    'latin1',
    0,
    SECRET_START_BYTES,
  )
  if (OTHER_KEYS.test(text)) return !/^Encryption: (?!none)/m.test(text)
  return PRIVATE_KEY.test(text.replace(/^\xef\xbb\xbf/, '')) && !PASSWORD_KEPT.test(text)
}
