import { fileURLToPath } from 'node:url'
import { worldOf } from './empty-world.ts'
import type { Sample } from './samples.ts'

const DIRECTORY = fileURLToPath(new URL('../../fixtures/backups', import.meta.url))
const WORLD = { ...worldOf({}), readableDirectory: async () => DIRECTORY }

/** Small dumps on disk; the world's moment is the day of their names. */
export const backupVerification: Sample = {
  clean: { values: { backups: '[{ name: database, path: "db_*.sql", rpo: 24h }]' }, world: WORLD },
  dirty: [
    {
      values: {
        backups: JSON.stringify([
          { name: 'cut', path: 'cut_*.sql' },
          { name: 'page', path: 'page_*.sql.gz' },
          { name: 'nothing', path: 'nothing_*.sql' },
          { name: 'none', path: 'none_*.sql' },
          { name: 'old', path: 'old_*.sql', rpo: '24h' },
        ]),
      },
      world: WORLD,
    },
  ],
}
