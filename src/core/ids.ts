/** The checks that exist or are planned, by the word that is theirs everywhere. A config may hold all of them. */
export const CHECK_IDS = [
  'dependency-audit',
  'license-compliance',
  'certificate-expiry',
  'backup-verification',
] as const
