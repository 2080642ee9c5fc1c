/** Why a member is not safe to unpack. */
export type Hazard =
  | 'absolute name'
  | 'name that leads out'
  | 'name with a NUL'
  | 'link that leads out'
  | 'name behind a link'
  | 'device or pipe'
  | 'setuid'
  | 'too deep'

/** What an archive may hold. */
export interface ContainerLimits {
  readonly entries: number
  /** Folders in a folder. */
  readonly depth: number
  /** What is no fault, because whoever restores the archive wants it: `/etc` is full of links that lead out. */
  readonly allowed: readonly Hazard[]
}

/** More than honest archives have. */
export const CONTAINER_LIMITS: ContainerLimits = { entries: 1_000_000, depth: 512, allowed: [] }
