import type { Scene } from './scene.ts'
import { CHAIN_SCENES } from './scenes-chain.ts'
import { GAP_SCENES } from './scenes-gaps.ts'
import { MISSING_SCENES } from './scenes-missing.ts'
import { NAME_SCENES } from './scenes-name.ts'
import { REVOCATION_SCENES } from './scenes-revocation.ts'
import { SEVERAL_SCENES } from './scenes-several.ts'
import { STRENGTH_SCENES } from './scenes-strength.ts'
import { TIME_SCENES } from './scenes-time.ts'
import { TRUST_SCENES } from './scenes-trust.ts'
import { VALIDITY_SCENES } from './scenes-validity.ts'

/** Conditions of servers, each with the verdict that is right: healthy ones, faults of each rule, and gaps. */
export const SCENES: readonly Scene[] = [
  ...TIME_SCENES,
  ...CHAIN_SCENES,
  ...TRUST_SCENES,
  ...NAME_SCENES,
  ...STRENGTH_SCENES,
  ...VALIDITY_SCENES,
  ...REVOCATION_SCENES,
  ...MISSING_SCENES,
  ...SEVERAL_SCENES,
  ...GAP_SCENES,
]
