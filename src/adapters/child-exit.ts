/** Cleaning that must be done when this process ends while something of its own is still there. */
export interface LastActs {
  /** Has it done, whatever ends us (but SIGKILL). It is synchronous and must not throw. The answer takes it back. */
  readonly add: (act: () => void) => () => void
}

const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const

/**
 * Listens to the end of this process only as long as there is something to do then, with one listener for all of it. A
 * signal that nobody else listens to ends the process as it would have without us.
 */
export function lastActs(): LastActs {
  const acts = new Set<() => void>()
  function perform(): void {
    for (const act of acts) act()
    acts.clear()
    listen(false)
  }
  function onSignal(signal: NodeJS.Signals): void {
    perform()
    if (process.listenerCount(signal) === 0) process.kill(process.pid, signal)
  }
  function listen(isOn: boolean): void {
    const change = isOn ? 'on' : 'off'
    process[change]('exit', perform)
    for (const signal of SIGNALS) process[change](signal, onSignal)
  }
  return {
    add: (act) => {
      if (acts.size === 0) listen(true)
      // Wrapped, so that the same act may be there twice.
      const own = () => act()
      acts.add(own)
      return () => {
        if (acts.delete(own) && acts.size === 0) listen(false)
      }
    },
  }
}
