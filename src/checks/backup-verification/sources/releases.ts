import type { Download } from '../../../core/download-ports.ts'
import { RunError } from '../../../core/errors.ts'
import { globOf } from '../../../core/glob.ts'
import type { ReleasePlace } from './place.ts'
import {
  type Asset,
  apiHeaders,
  assetsOf,
  listReleases,
  type ReleaseQuestions,
  refusalOf,
} from './release-list.ts'
import { openRemote, type RemoteFile } from './remote-file.ts'
import { byName, type Item, type Source, type SourceProblem } from './source.ts'

/** What is needed beside the place. */
export interface ReleaseContext extends Omit<ReleaseQuestions, 'repository'> {
  readonly download: Download
  /** `OWNER/REPO` that the workflow is in (GITHUB_REPOSITORY); empty outside of one. */
  readonly current: string
  /** Milliseconds for the bytes of one asset. */
  readonly readDeadline: number
  /** Left out otherwise: a backup that nobody can see yet is none, and a trial is none. */
  readonly drafts?: boolean
  readonly prereleases?: boolean
}

function nameOf({ tag, name }: Asset): string {
  return `${tag}/${name}`
}

function itemOf(asset: Asset): Item {
  const { size, modified, sha256 } = asset
  const checksums = sha256 === undefined ? {} : { sha256 }
  return { name: nameOf(asset), kind: 'file', size, files: 1, modified, etag: '', checksums }
}

async function findAssets(
  place: ReleasePlace,
  questions: ReleaseQuestions,
  { drafts = false, prereleases = false }: ReleaseContext,
): Promise<readonly Asset[]> {
  const [tags, assets] = [globOf(place.tags, 'alone'), globOf(place.assets, 'alone')]
  const meant = (await listReleases(questions)).filter(
    ({ tag, isDraft, isPrerelease }) =>
      tags.matches(tag) && (drafts || !isDraft) && (prereleases || !isPrerelease),
  )
  const found: Asset[] = []
  for (const release of meant) {
    const all = await assetsOf(release, questions)
    found.push(...all.filter(({ name }) => assets.matches(name)))
  }
  return found
}

/** The bytes of an asset: the API answers with them, or with where they are, at another host that gets no token. */
function fetchAsset(asset: Asset, questions: ReleaseQuestions, context: ReleaseContext): RemoteFile['fetch'] {
  const { github, repository } = questions
  return async (range, onChunk) => {
    const answer = await context.download(
      {
        url: `${github.url}/repos/${repository}/releases/assets/${asset.id}`,
        headers: apiHeaders(github, 'application/octet-stream'),
        deadline: context.readDeadline,
        limit: asset.size,
        redirects: 'any-without-authorization',
        ...(range ? { range } : {}),
      },
      onChunk,
    )
    if (answer.status !== 200 && answer.status !== 206)
      throw new RunError(`cannot be read: ${refusalOf(answer, questions)}`)
  }
}

/** Assets of a repository's releases. The list is asked for once. */
export function releaseSource(place: ReleasePlace, context: ReleaseContext): Source {
  const repository = place.repository || context.current
  const questions: ReleaseQuestions = { ...context, repository }
  let asked: Promise<readonly Asset[]> | undefined
  const subjectOf = (name: string) => {
    const slash = name.lastIndexOf('/')
    return `release:${repository}@${name.slice(0, slash)}/${name.slice(slash + 1)}`
  }
  const find = async () => {
    if (repository === '')
      throw new RunError('names no repository, and this runs in none: write release:OWNER/REPO@TAG/ASSET')
    asked ??= findAssets(place, questions, context)
    return asked
  }
  return {
    subjectOf,
    list: async () => {
      const assets = await find()
      const problems: readonly SourceProblem[] = assets
        .filter(({ isWhole }) => !isWhole)
        .map((asset) => ({ subject: subjectOf(nameOf(asset)), reason: 'was not uploaded to its end' }))
      return {
        items: assets
          .filter(({ isWhole }) => isWhole)
          .map(itemOf)
          .sort(byName),
        problems,
      }
    },
    inside: async () => ({ items: [], problems: [] }),
    open: async (name) => {
      const asset = (await find()).find((one) => nameOf(one) === name && one.isWhole)
      if (!asset) throw new RunError('is not there')
      const { size, modified, checksums } = itemOf(asset)
      return openRemote({ size, modified, checksums, etag: '', fetch: fetchAsset(asset, questions, context) })
    },
  }
}
