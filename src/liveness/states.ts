/**
 * Whether GitHub says that it does not start a workflow: `disabled_inactivity`, `disabled_manually`, `disabled_fork`
 * (https://docs.github.com/en/rest/actions/workflows#get-a-workflow).
 */
export function isDisabled(state: string): boolean {
  return state.startsWith('disabled')
}

/** Whether a schedule may start it: it is neither disabled nor gone. */
export function isStarted(state: string): boolean {
  return !isDisabled(state) && state !== 'deleted'
}
