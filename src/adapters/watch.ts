/** Ends a connection by its signal: at a deadline, or when nothing has come for too long. */
export interface Watch {
  /** Its reason is a sentence where nothing came. */
  readonly signal: AbortSignal
  /** Something came: the time without anything begins anew. */
  readonly touch: () => void
  /** While this runs nothing is expected to come: whoever takes the bytes is busy. */
  readonly pause: (work: () => void | Promise<void>) => Promise<void>
  /** Ends both clocks; must be called. */
  readonly stop: () => void
}

const LONGEST = 2 ** 31 - 1

/** Starts both clocks, in milliseconds. */
export function startWatch(deadline: number, idle: number): Watch {
  const controller = new AbortController()
  let isBusy = false
  const giveUp = () => {
    if (!isBusy) controller.abort(`nothing came for ${Math.ceil(idle / 1000)} s`)
  }
  const end = setTimeout(() => controller.abort(), Math.min(Math.ceil(deadline), LONGEST))
  const silence = setTimeout(giveUp, Math.min(idle, LONGEST))
  return {
    signal: controller.signal,
    touch: () => void silence.refresh(),
    pause: async (work) => {
      isBusy = true
      try {
        await work()
      } finally {
        isBusy = false
        silence.refresh()
      }
    },
    stop: () => {
      clearTimeout(end)
      clearTimeout(silence)
    },
  }
}
