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

/** What is to be said of an artifact that is not encrypted: second level where that is demanded of it. */
export function judgeSecrecy(
  demand: Demand,
  layer: Layer,
  secrets: readonly string[],
): { readonly faults: readonly PlacedFault[]; readonly remarks: readonly PlacedRemark[] } {
  const fault = judgeEncryption(kindsOf(layer))
  if (!fault) return { faults: [], remarks: [] }
  if (demand === 'always') return { faults: [{ ...fault, path: [] }], remarks: [] }
  if (secrets.length === 0) return { faults: [], remarks: [] }
  const more = secrets.length > MOST_NAMED ? ` and ${secrets.length - MOST_NAMED} more` : ''
  const text = `holds files that mostly have secrets in them, and is not encrypted: ${secrets.slice(0, MOST_NAMED).join(', ')}${more}`
  if (demand === 'secrets') return { faults: [{ word: 'unsafe', level: 3, text, path: [] }], remarks: [] }
  return { faults: [], remarks: [{ text, path: [] }] }
}
