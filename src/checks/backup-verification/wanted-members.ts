import { globOf } from '../../core/glob.ts'
import type { Member } from './containers/member.ts'
import type { Fault } from './intake.ts'

/** Which of the members that an archive must have are there. */
export interface WantedMembers {
  readonly see: (path: readonly string[], member: Pick<Member, 'type'>) => void
  /** Third level; none where all were seen. */
  readonly faults: () => readonly Fault[]
}

interface Wanted {
  readonly written: string
  readonly matches: (name: string) => boolean
  isSeen: boolean
}

/** `storage/` is a folder, or anything in it; other patterns are of files, at any depth. */
function wantedOf(written: string): Wanted {
  const plain = written.replace(/^\.?\//, '')
  const isFolder = plain.endsWith('/')
  const stem = isFolder ? plain.slice(0, -1) : plain
  const globs = (isFolder ? [`${stem}`, `${stem}/**`] : [stem]).map((one) => globOf(one, 'alone'))
  return {
    written,
    isSeen: false,
    matches: (name) => globs.some((glob) => glob.matches(name)),
  }
}

/** A name, and what is left of it without its first folders: archives mostly hold one folder that is named for the day. */
function namesOf(name: string): readonly string[] {
  const names = [name]
  for (let at = name.indexOf('/'); at !== -1 && names.length < 8; at = name.indexOf('/', at + 1))
    names.push(name.slice(at + 1))
  return names
}

/** A path that is longer is one of no file (PATH_MAX of Linux), and takes long to compare. */
export const LONGEST_NAME = 4096

/** Looks for members by globs. */
export function watchMembers(globs: readonly string[]): WantedMembers {
  const wanted = globs.map(wantedOf)
  return {
    see: (path) => {
      const name = path.at(-1) ?? ''
      if (name.length > LONGEST_NAME) return
      for (const one of wanted) if (!one.isSeen) one.isSeen = namesOf(name).some(one.matches)
    },
    faults: () =>
      wanted
        .filter(({ isSeen }) => !isSeen)
        .map(({ written }) => ({
          word: 'incomplete',
          level: 3,
          text: `lacks ${written}, which it must have`,
        })),
  }
}
