import { judgeEncryption } from './ciphers/encryption.ts'
import type { BytesKind } from './codecs/bytes-kind.ts'
import type { Member } from './containers/member.ts'
import type { PlacedFault, PlacedRemark } from './fact.ts'
import type { Layer } from './layers/layer.ts'
import { isSecretName } from './texts/secrets.ts'

type Demand = 'any' | 'secrets' | 'always' | undefined

const MOST_NAMED = 3

/** Members whose names are those of files with secrets. */
export interface SecretWatch {
  readonly see: (path: readonly string[], member: Pick<Member, 'type'>) => void
  readonly names: () => readonly string[]
}

/** Looks for names of files with secrets; keeps the first hundred. */
export function watchSecrets(): SecretWatch {
  const names: string[] = []
  return {
    see: (path, { type }) => {
      const name = path.at(-1) ?? ''
      if (type === 'file' && names.length < 100 && isSecretName(name)) names.push(name.slice(-100))
    },
    names: () => names,
  }
}

/** Kinds from the outside in, as far as one is wrapped in the other. */
function kindsOf(layer: Layer): readonly BytesKind[] {
  const own = layer.kind === 'folder' ? [] : [layer.kind]
  const [inner] = layer.contents.type === 'packed' ? layer.inner : []
  return inner ? [...own, ...kindsOf(inner)] : own
}

/** Which files hold secrets as a rule, and are in the clear. */
function tellSecrets(names: readonly string[]): string {
  const more = names.length > MOST_NAMED ? ` and ${names.length - MOST_NAMED} more` : ''
  return `holds files that mostly have secrets in them, and is not encrypted: ${names.slice(0, MOST_NAMED).join(', ')}${more}`
}

/** What is said of something that is not encrypted, by what is demanded: `always` is of the second level, secrets are of the third. */
interface SecrecyReading {
  readonly faults: readonly PlacedFault[]
  readonly remarks: readonly PlacedRemark[]
}

const QUIET: SecrecyReading = { faults: [], remarks: [] }

function judgeSecrets(demand: Demand, secrets: readonly string[]): SecrecyReading {
  if (secrets.length === 0) return QUIET
  const text = tellSecrets(secrets)
  if (demand === 'secrets') return { faults: [{ word: 'unsafe', level: 3, text, path: [] }], remarks: [] }
  return { faults: [], remarks: [{ text, path: [] }] }
}

/** What is to be said of an artifact that is not encrypted: second level where that is demanded of it. */
export function judgeSecrecy(demand: Demand, layer: Layer, secrets: readonly string[]): SecrecyReading {
  const fault = judgeEncryption(kindsOf(layer))
  if (!fault) return QUIET
  if (demand === 'always') return { faults: [{ ...fault, path: [] }], remarks: [] }
  return judgeSecrets(demand, secrets)
}

/** The files of a folder that are in the clear, each of which is an artifact's part of its own. */
export interface FolderSecrecy {
  /** One file, and the names of those with secrets in it; its layer is undefined for a part of pg_dump's, which is in the clear. */
  readonly see: (name: string, layer: Layer | undefined, secrets: readonly string[]) => void
  readonly judge: () => SecrecyReading
}

/** Watches over what is demanded of each file of a folder; tells it once for all of them. */
export function watchFolderSecrecy(demand: Demand): FolderSecrecy {
  const secret: string[] = []
  let first: string | undefined
  let count = 0
  return {
    see: (name, layer, secrets) => {
      if (layer && !judgeEncryption(kindsOf(layer))) return
      first ??= name
      count += 1
      secret.push(...secrets.slice(0, Math.max(0, 100 - secret.length)))
    },
    judge: () => {
      if (first === undefined) return QUIET
      if (demand !== 'always') return judgeSecrets(demand, secret)
      const more = count > 1 ? `; ${count - 1} more are not` : ''
      const text = `holds ${first.slice(-100)}, which is not encrypted${more}`
      return { faults: [{ word: 'unsafe', level: 2, text, path: [] }], remarks: [] }
    },
  }
}
