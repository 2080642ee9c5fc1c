import { readdirSync, readFileSync } from 'node:fs'

/** A process group, by the process that leads it. */
export interface ChildGroup {
  /** Asks all of it to end, and ends by force what is still there after GRACE. Resolves when nothing is, or it was forced. */
  readonly end: () => Promise<void>
  /** Ends it by force, now. */
  readonly kill: () => void
}

/** Milliseconds between SIGTERM and SIGKILL. */
const GRACE = 2000
const STEP = 10
/** How often all processes are looked through. */
const LOOK = 50

/** Whether there was anybody to get it. */
function signal(leader: number, name: NodeJS.Signals | 0): boolean {
  try {
    process.kill(-leader, name)
    return true
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Whether a process of the group still runs: one that has ended and that nobody has asked for is a member, too. */
function isRunning(leader: number): boolean {
  try {
    return readdirSync('/proc').some((pid) => /^\d+$/.test(pid) && isMember(pid, leader))
  } catch {
    // Not Linux.
    return true
  }
}

/** By /proc/PID/stat, whose second field is a name in parentheses that may hold anything (proc(5)). */
function isMember(pid: string, leader: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    const [state, , group] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return state !== 'Z' && state !== 'X' && Number(group) === leader
  } catch {
    return false
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}

async function endGroup(leader: number): Promise<void> {
  if (!signal(leader, 'SIGTERM')) return
  // One that was stopped would get the signal only when it is continued.
  signal(leader, 'SIGCONT')
  for (let waited = STEP; waited < GRACE; waited += STEP) {
    await pause(STEP)
    if (!signal(leader, 0)) return
    // In a container whose first process asks for nobody, what has ended stays.
    if (waited % LOOK === 0 && !isRunning(leader)) return
  }
  signal(leader, 'SIGKILL')
}

/** The group of a child that was started as the leader of one. */
export function childGroup(leader: number): ChildGroup {
  let ending: Promise<void> | undefined
  return {
    end: () => {
      ending ??= endGroup(leader)
      return ending
    },
    kill: () => {
      signal(leader, 'SIGKILL')
    },
  }
}
