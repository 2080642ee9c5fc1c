import type { GitHubAnswer } from '../../../../src/core/github-ports.ts'
import { blobHash, describeFile, type FakeCommit, treeEntries } from '../commit.ts'
import { forbidden } from './access.ts'
import { json, notFound } from './answers.ts'
import type { Call } from './state.ts'
import { repositoryView } from './views.ts'

const RAW = 'application/vnd.github.raw+json'

function commitOf({ rules }: Call, ref: string): FakeCommit | undefined {
  return Object.hasOwn(rules.commits, ref) ? rules.commits[ref] : undefined
}

/** The repository, whatever the permissions. */
export function getRepository(call: Call): GitHubAnswer {
  return json(200, repositoryView(call))
}

/** A file: in Base64 with its description, or its bytes as text with the media type for that. */
export function getContents(call: Call): GitHubAnswer {
  const refusal = forbidden(call, 'contents', 'read')
  if (refusal) return refusal
  const [path = ''] = call.parameters
  const commit = commitOf(call, call.query['ref'] ?? 'main')
  const file = commit && Object.hasOwn(commit, path) ? commit[path] : undefined
  if (file === undefined) return notFound()
  const content = Buffer.from(describeFile(file).content)
  if (call.headers['accept'] === RAW)
    return { status: 200, headers: { 'content-type': `${RAW}; charset=utf-8` }, body: content.toString() }
  const sha = blobHash(content)
  const url = `${call.apiUrl}${call.path}`
  const git = `${call.apiUrl}/repos/${call.rules.repository}/git/blobs/${sha}`
  return json(200, {
    ...{ type: 'file', name: path.split('/').at(-1), path, sha, size: content.length, encoding: 'base64' },
    content: content.toString('base64').replace(/.{60}/g, '$&\n'),
    ...{ url, git_url: git, html_url: null, download_url: null },
    _links: { self: url, git, html: null },
  })
}

/** The entries of a ref, with `recursive` those in folders too. */
export function getTree(call: Call): GitHubAnswer {
  const refusal = forbidden(call, 'contents', 'read')
  if (refusal) return refusal
  const [ref = ''] = call.parameters
  const commit = commitOf(call, ref)
  if (!commit) return notFound()
  const base = `${call.apiUrl}/repos/${call.rules.repository}`
  const all = treeEntries(commit, base) as readonly { readonly path: string }[]
  // GitHub takes any value of `recursive`, even "false".
  const tree = call.query['recursive'] === undefined ? all.filter(({ path }) => !path.includes('/')) : all
  const sha = blobHash(Buffer.from(ref))
  return json(200, { sha, url: `${base}/git/trees/${sha}`, tree, truncated: false })
}
