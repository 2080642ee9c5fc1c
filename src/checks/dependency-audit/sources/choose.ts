import { isAbsolute, relative, resolve } from 'node:path'
import type { Ports } from '../../../core/ports.ts'
import type { Options } from '../options.ts'
import { collectFaults } from './faults.ts'
import { githubSource } from './github.ts'
import { npmSource } from './npm.ts'
import { offlineSource } from './offline.ts'
import { osvSource } from './osv.ts'
import { type Answer, keyOf, type Source } from './source.ts'

/** Whether a path lies in a directory. */
function isIn(path: string, directory: string): boolean {
  const way = relative(directory, path)
  return way === '' || !(way.startsWith('..') || isAbsolute(way))
}

/** A database that the change itself could have written says nothing about that change. */
function refused(path: string): Source {
  const reason = `the database ${path} lies in the checkout, where the change could have altered it`
  const ask = async (queries: Parameters<Source['ask']>[0]): Promise<Answer> => {
    const faults = collectFaults()
    faults.add(reason, queries.map(keyOf))
    return { advisories: [], faults: faults.faults(), notes: [] }
  }
  return { id: path, place: path, knows: () => true, ask }
}

/** The sources that the options name, in their order. */
export function sourcesOf(options: Options, ports: Ports, isChange: boolean): readonly Source[] {
  const { http, github, local, elapsed } = ports
  const network = { http, deadline: options.timeout, now: elapsed }
  return options.source.map((name): Source => {
    if (name === 'osv') return osvSource({ ...network, url: options['osv-url'] })
    if (name === 'npm') return npmSource({ ...network, registry: options.registry })
    if (name === 'github') {
      const own = options['github-url']
      // The token is for the API of this workflow and goes to no other.
      const token = own === '' || own.replace(/\/+$/, '') === github.url ? github.token : ''
      return githubSource({ ...network, url: own || github.url, token: token || undefined })
    }
    const path = resolve(local.directory, name)
    if (isChange && isIn(path, local.directory)) return refused(name)
    return offlineSource({ path, cache: local.cache, maxAge: options['max-age'], now: ports.clock() })
  })
}
