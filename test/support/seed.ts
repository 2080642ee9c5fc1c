import fc from 'fast-check'

/** What every run tries unless it is told to search elsewhere: a result must belong to the commit, not to luck. */
const SEED = 20261123

function seedOf(given: string | undefined): number {
  if (given === undefined || given === '') return SEED
  if (!/^-?\d{1,10}$/.test(given)) throw new Error(`UPKEEP_SEED is a number or "random", not ${given}`)
  return Number(given)
}

fc.configureGlobal({ seed: seedOf(process.env['UPKEEP_SEED']) })
