/** What a member is, as far as it matters to whoever unpacks it. `sparse` is a file whose holes are not stored. */
export type MemberType = 'file' | 'folder' | 'symlink' | 'hardlink' | 'device' | 'fifo' | 'sparse' | 'other'

/** One member of an archive; its texts are hostile. */
export interface Member {
  /** As it stands in the archive. */
  readonly name: string
  readonly type: MemberType
  /** Bytes, when unpacked. */
  readonly size: number
  /** Milliseconds since 1970; undefined where it is not known. */
  readonly modified: number | undefined
  /** Permission bits of Unix; undefined where it is not known. */
  readonly mode: number | undefined
  /** Of a link: where it leads; empty otherwise. */
  readonly linkName: string
}

const MAX_SHOWN = 100

/** A name in a sentence: cut to 100 characters. */
export function shownName(name: string): string {
  return JSON.stringify(name.length > MAX_SHOWN ? `${name.slice(0, MAX_SHOWN)}…` : name)
}
