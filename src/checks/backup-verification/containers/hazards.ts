import type { Fault } from '../intake.ts'
import type { ContainerLimits, Hazard } from './limits.ts'
import { type Member, shownName } from './member.ts'

/** Anything in a name that is more than folders and a file. */
const ODD = /(^|[\\/])\.{0,2}[\\/]|[\\/]\.{1,2}$|^\.{1,2}$|^[A-Za-z]:[\\/]|\0/
const SHOWN = 3
/** Beyond that many links names behind them are not looked for. */
const MAX_LINKS = 100_000
const SET_IDS = 0o6000

/** A name's parts, without what says nothing: `./a//b/` is `a/b`. A backslash parts names where a name climbs by it. */
function partsOf(name: string): readonly string[] {
  const text = /(^|[\\/])\.\.([\\/]|$)/.test(name) ? name.replaceAll('\\', '/') : name
  return text.split('/').filter((part) => part !== '' && part !== '.')
}

function isAbsolute(name: string): boolean {
  return /^[\\/]|^[A-Za-z]:[\\/]/.test(name)
}

function climbsOut(parts: readonly string[]): boolean {
  let depth = 0
  for (const part of parts) {
    depth += part === '..' ? -1 : 1
    if (depth < 0) return true
  }
  return false
}

/** A member's name without what says nothing, by which two members are the same. */
export function plainName(name: string): string {
  if (!ODD.test(name)) return name.endsWith('/') ? name.slice(0, -1) : name
  return partsOf(name).join('/')
}

function hazardOfName(name: string, limits: ContainerLimits): Hazard | undefined {
  if (ODD.test(name)) {
    if (name.includes('\0')) return 'name with a NUL'
    if (isAbsolute(name)) return 'absolute name'
    if (partsOf(name).includes('..')) return 'name that leads out'
  }
  return name.length > limits.depth && partsOf(name).length > limits.depth ? 'too deep' : undefined
}

/** A symbolic link leads on from its own folder, a hard link from the archive's root. */
function leadsOut({ name, type, linkName }: Member): boolean {
  if (isAbsolute(linkName) || linkName.includes('\0')) return true
  const from = type === 'symlink' ? partsOf(name).slice(0, -1) : []
  return climbsOut([...from, ...partsOf(linkName)])
}

function isBehind(links: ReadonlySet<string>, plain: string): boolean {
  if (links.size === 0) return false
  for (let at = plain.indexOf('/'); at !== -1; at = plain.indexOf('/', at + 1)) {
    if (links.has(plain.slice(0, at))) return true
  }
  return false
}

/** Looks at an archive's members in their order for what could harm whoever unpacks it. */
export interface HazardSearch {
  /** `plain` is the member's plain name. */
  readonly look: (member: Member, plain: string) => void
  /** One fault for all, with how many there are and the first names; none where there is nothing. */
  readonly faults: () => readonly Fault[]
}

function hazardOf(
  member: Member,
  plain: string,
  links: ReadonlySet<string>,
  limits: ContainerLimits,
): Hazard | undefined {
  const hazard = hazardOfName(member.name, limits)
  if (hazard) return hazard
  const { type } = member
  if (isBehind(links, plain)) return 'name behind a link'
  if ((type === 'symlink' || type === 'hardlink') && leadsOut(member)) return 'link that leads out'
  if (type === 'hardlink' && isBehind(links, plainName(member.linkName))) return 'name behind a link'
  if (type === 'device' || type === 'fifo') return 'device or pipe'
  const isProgram = type === 'file' || type === 'sparse'
  return isProgram && ((member.mode ?? 0) & SET_IDS) !== 0 ? 'setuid' : undefined
}

/** Names that lead out, links that do, devices and the like; what is allowed is passed over. */
export function searchHazards(limits: ContainerLimits): HazardSearch {
  const links = new Set<string>()
  const first: string[] = []
  let count = 0
  return {
    look: (member, plain) => {
      const hazard = hazardOf(member, plain, links, limits)
      if (member.type === 'symlink' && links.size < MAX_LINKS) links.add(plain)
      if (!hazard || limits.allowed.includes(hazard)) return
      count += 1
      if (first.length < SHOWN) first.push(`${shownName(member.name)} (${hazard})`)
    },
    faults: () => {
      if (count === 0) return []
      const rest = count > SHOWN ? ` and ${count - SHOWN} more` : ''
      const members = count === 1 ? 'a member' : `${count} members`
      return [
        {
          word: 'unsafe',
          level: 3,
          text: `has ${members} that should not be unpacked: ${first.join(', ')}${rest}`,
        },
      ]
    },
  }
}
