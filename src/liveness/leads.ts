import { CHECK_IDS } from '../core/ids.ts'

/** Where a `uses:` leads, as far as it may lead to a check of Upkeep. */
export type Lead =
  | { readonly kind: 'check'; readonly check: string }
  /** Into this repository: an action's folder, or a workflow's file. */
  | { readonly kind: 'local'; readonly path: string }
  /** Upkeep's reusable workflow in another repository, which cannot be read from here. */
  | { readonly kind: 'scheduled' }

const MAX_LENGTH = 1000

/** The one reusable workflow that runs checks. */
export const SCHEDULED = '.github/workflows/scheduled.yml'

/** `./` is the checkout and `$/` the workflow's own repository: for a file of this repository both are this one. */
function localPath(written: string): string | undefined {
  if (!written.startsWith('./') && !written.startsWith('$/')) return undefined
  const parts = written
    .slice(2)
    .split('/')
    .filter((part) => part !== '' && part !== '.')
  return parts.includes('..') ? undefined : parts.join('/')
}

function withoutRef(written: string): string {
  const at = written.indexOf('@')
  return at === -1 ? '' : written.slice(0, at)
}

function checkAt(path: string): string | undefined {
  return CHECK_IDS.find((id) => path === `actions/${id}` || path.endsWith(`/actions/${id}`))
}

/** Where a step leads: to a check's action, with any ref and from any repository, or to a composite action of this one. */
export function leadOfStep(uses: string): Lead | undefined {
  const written = uses.trim()
  if (written.length > MAX_LENGTH) return undefined
  const path = localPath(written)
  const check = checkAt(path ?? withoutRef(written))
  if (check !== undefined) return { kind: 'check', check }
  return path === undefined ? undefined : { kind: 'local', path }
}

/**
 * Where a job that calls a workflow leads. Other projects have a `scheduled.yml` too: one of another repository is
 * Upkeep's if that is named so, or if the call names checks.
 */
export function leadOfJob(uses: string, namesChecks: boolean): Lead | undefined {
  const written = uses.trim()
  if (written.length > MAX_LENGTH) return undefined
  const path = localPath(written)
  if (path !== undefined) return { kind: 'local', path }
  const called = withoutRef(written)
  if (!called.endsWith(`/${SCHEDULED}`)) return undefined
  const repository = called.slice(0, -SCHEDULED.length).toLowerCase()
  return namesChecks || repository.includes('upkeep') ? { kind: 'scheduled' } : undefined
}

/** The checks that a text names, in the order of CHECK_IDS. */
export function checksNamedIn(text: string): readonly string[] {
  return CHECK_IDS.filter((id) => text.includes(id))
}
