import { httpClient } from '../../../../src/adapters/http.ts'
import { githubSource } from '../../../../src/checks/dependency-audit/sources/github.ts'
import { npmSource } from '../../../../src/checks/dependency-audit/sources/npm.ts'
import { osvSource } from '../../../../src/checks/dependency-audit/sources/osv.ts'
import type { Network } from '../../../../src/checks/dependency-audit/sources/session.ts'
import {
  type Answer,
  keyOf,
  type Query,
  type Source,
} from '../../../../src/checks/dependency-audit/sources/source.ts'
import { speakGithub } from '../../../support/advisories/github-server.ts'
import { speakNpm } from '../../../support/advisories/npm-server.ts'
import { speakOsv } from '../../../support/advisories/osv-server.ts'
import { type OsvRecord, recordsOf } from '../../../support/advisories/records.ts'
import type { Speak } from '../../../support/advisories/server.ts'

export const NPM_RECORDS = recordsOf('npm')
export const ALL_RECORDS = recordsOf('npm', 'pypi', 'go')

/** The real client, with a clock that only its own waiting moves. */
export function network(deadline = 60_000): Network {
  let time = Date.UTC(2026, 10, 23)
  const now = () => time
  const wait = async (milliseconds: number) => {
    time += milliseconds
  }
  return { http: httpClient({ env: {}, now, wait, random: () => 0.5 }), deadline, now }
}

/** The sources on the network: how each is made, and the server that it wants. */
export const SOURCES: Readonly<
  Record<
    'osv' | 'npm' | 'github',
    { make: (url: string, deadline?: number) => Source; speak: (records: readonly OsvRecord[]) => Speak }
  >
> = {
  osv: {
    make: (url, deadline) => osvSource({ url, ...network(deadline) }),
    speak: (records) => speakOsv(records),
  },
  npm: { make: (registry, deadline) => npmSource({ registry, ...network(deadline) }), speak: speakNpm },
  github: {
    make: (url, deadline) => githubSource({ url, token: undefined, ...network(deadline) }),
    speak: (records) => speakGithub(records),
  },
}

export function npmQuery(name: string, version: string): Query {
  return { ecosystem: 'npm', name, version }
}

/** Two that are affected and two that are not. */
export const QUERIES: readonly Query[] = [
  npmQuery('lodash', '4.17.20'),
  npmQuery('axios', '0.21.0'),
  npmQuery('left-pad', '1.3.0'),
  npmQuery('@scope/never-bad', '1.0.0-beta.1'),
]

/** The keys that an answer leaves open. */
export function openKeys({ faults }: Answer): ReadonlySet<string> {
  return new Set(faults.flatMap(({ unanswered }) => [...unanswered]))
}

export function reasonsOf({ faults }: Answer): string {
  return faults.map(({ reason }) => reason).join('\n')
}

export const keysOf = (queries: readonly Query[]) => new Set(queries.map(keyOf))
