import type { BytesKind } from '../codecs/bytes-kind.ts'
import type { External } from '../codecs/external.ts'
import type { UnpackLimits } from '../codecs/limits.ts'
import type { ContainerLimits } from '../containers/limits.ts'
import type { Member } from '../containers/member.ts'
import type { RandomAccess } from '../containers/zip-end.ts'
import type { Intake, Level, Reading } from '../intake.ts'
import type { LeafReader } from './layer.ts'

/** How bytes are encrypted. */
export type CipherKind = 'age' | 'gpg' | 'openssl'

/** What deciphering said, and what the reader of the plain bytes made of them. */
export interface DecipherReading<T> extends Reading {
  readonly inner: T
}

/** Undoes one cipher with the keys of this backup. */
export type Decipher = <T>(kind: CipherKind, into: Intake<T>) => Intake<DecipherReading<T>>

/** Bytes that had to be written into a file of our own, to be read at any place. */
export interface Spooled {
  /** Absolute. */
  readonly path: string
  readonly access: RandomAccess
  readonly close: () => Promise<void>
}

/** Takes bytes into a file; what could not be kept (no room, too many) is told in words instead. */
export type Spool = () => Intake<Spooled | { readonly problem: string }>

/** What the readers of one backup share. */
export interface LayerContext {
  /** How deep to look: 1 is what bytes begin as, 2 unpacks, 3 reads structures. */
  readonly level: Level
  readonly unpack: UnpackLimits
  readonly container: ContainerLimits
  readonly external: External
  readonly decipher: Decipher
  readonly spool: Spool
  readonly leaf: LeafReader
  /** Members that nobody wants to be looked into. */
  readonly isIgnored: (name: string) => boolean
  /** Who else wants the files that lie directly in one folder of an archive, unpacked; then nobody else reads them. */
  readonly takeMember?: {
    /** As a layer's path; that of the archive itself where its own members are meant. */
    readonly folder: readonly string[]
    readonly member: (name: string) => Intake<void> | undefined
  }
  /** Told of every member of every archive. */
  readonly onMember: (path: readonly string[], member: Member) => void
}

/** Where bytes stand that are to be read. */
export interface LayerPlace {
  readonly path: readonly string[]
  /** The last part of the name, without the words of layers that are off already. */
  readonly fileName: string
  /** What the rest of the name promises, from here inward. */
  readonly promises: readonly BytesKind[]
  /** How many layers are around it. */
  readonly depth: number
  /** The bytes at any place, where they lie in a file. */
  readonly access?: RandomAccess
}
