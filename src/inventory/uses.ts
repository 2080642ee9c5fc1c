/** One `uses:` that leads out of the repository. */
export interface Use {
  readonly path: string
  /** Counted from 1. */
  readonly line: number | undefined
  /** `owner/repository`, with the path in it (`owner/repository/path`); or `docker://image`. */
  readonly name: string
  /** A tag, branch or commit; of an image its digest (`sha256:…`), else its tag. Empty for an image without either. */
  readonly ref: string
  /** What stands behind `#` on its line. */
  readonly comment?: string
}

const MAX_LENGTH = 1000
const DOCKER = 'docker://'

/** `docker://host:port/image:tag@digest`: a colon before the last slash belongs to the host. */
function parseImage(written: string): Pick<Use, 'name' | 'ref'> | undefined {
  const [image = '', digest, more] = written.slice(DOCKER.length).split('@')
  const colon = image.indexOf(':', image.lastIndexOf('/') + 1)
  const name = colon === -1 ? image : image.slice(0, colon)
  const tag = colon === -1 ? '' : image.slice(colon + 1)
  if (name === '' || digest === '' || more !== undefined) return undefined
  return { name: `${DOCKER}${name}`, ref: digest ?? tag }
}

/**
 * What a value of `uses:` names: `local` for one of the repository itself, undefined for what GitHub would refuse. An
 * expression is none there, and so is text like any other.
 */
export function parseUse(value: string): Pick<Use, 'name' | 'ref'> | 'local' | undefined {
  const written = value.trim()
  if (written.length > MAX_LENGTH) return undefined
  if (/^\.\.?[\\/]/.test(written) || written === '.') return 'local'
  if (written.toLowerCase().startsWith(DOCKER)) return parseImage(written)
  const [name = '', ref = '', more] = written.split('@')
  const [owner = '', repository = ''] = name.split('/')
  return owner === '' || repository === '' || ref === '' || more !== undefined ? undefined : { name, ref }
}
