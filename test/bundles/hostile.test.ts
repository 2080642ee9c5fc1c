import { join } from 'node:path'
import { afterAll, describe, expect, test } from '@jest/globals'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { gfmFromMarkdown } from 'mdast-util-gfm'
import { gfm } from 'micromark-extension-gfm'
import { runCheckBundle } from '../support/bundles/action.ts'
import { workspaces } from '../support/bundles/workspace.ts'
import { injectedCommands } from '../support/runner/assert-no-injected-commands.ts'
import { interpretStep } from '../support/runner/interpret-step.ts'
import { runCli } from '../support/runner/run-cli.ts'

const temp = workspaces()
afterAll(temp.remove)

const MARK = 'pwned'
const PAYLOADS = [
  `x\n::error::${MARK}`,
  `x\r::add-mask::${MARK}`,
  `::error::${MARK}`,
  `  ::set-output name=${MARK}::1`,
  `\u00a0::set-output name=${MARK}::1`,
  `\u2028::notice::${MARK}`,
  `x ##[error]${MARK}`,
  `##[add-path]/tmp/${MARK}`,
  `#\u200b#[error]${MARK}`,
  `#\u00ad#[warning]${MARK}`,
  `x%0A::error::${MARK}`,
  `x\nghadelimiter_x\n${MARK}=1`,
  `x\n::stop-commands::${MARK}`,
  `\u0301##[error]${MARK}`,
  `\u0301::error::${MARK}`,
  `\u{1f3fb}##[add-mask]${MARK}`,
  `\u0e33##[warning]${MARK}`,
  `\u001b[2K\u001b]8;;https://e.example\u0007${MARK}`,
  `</details><img src=x onerror=${MARK}>`,
  `| a | b |\n|---|---|\n@${MARK} #1 [x](https://e.example/${MARK})`,
  `![x](https://e.example/${MARK}.png) www.${MARK}.example https://e.example/${MARK}`,
  '`'.repeat(5) + MARK,
]

/** Every field that comes from a lockfile or a manifest holds the payload. */
function hostileProject(payload: string): string {
  const manifest = {
    name: `app ${payload}`,
    version: '1.0.0',
    dependencies: { [payload]: payload, [`missing ${payload}`]: payload },
  }
  const entry = (license: unknown) => ({ version: '1.0.0', license, resolved: payload })
  const lock = {
    name: payload,
    lockfileVersion: 3,
    packages: {
      '': manifest,
      [`node_modules/${payload}`]: entry(payload),
      [`node_modules/a ${payload}`]: { ...entry('GPL-3.0-only'), name: `real ${payload}` },
      'node_modules/list': entry([payload, { type: payload }]),
      'node_modules/fine': { ...entry('MIT'), version: `1.0.0-${payload}` },
      [`vendor/v ${payload.replaceAll('/', '_')}`]: { license: payload },
      [payload]: payload,
    },
  }
  return temp.make({ 'package.json': JSON.stringify(manifest), 'package-lock.json': JSON.stringify(lock) })
}

function nodeTypes(markdown: string): ReadonlySet<string> {
  const types = new Set<string>()
  const open: { type: string; value?: string; children?: readonly object[] }[] = [
    fromMarkdown(markdown, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] }),
  ]
  for (let node = open.pop(); node; node = open.pop()) {
    types.add(node.type === 'html' ? `html ${node.value?.trim().split('\n')[0]}` : node.type)
    open.push(...((node.children ?? []) as typeof open))
  }
  return types
}

const EXPECTED_NODES = [
  'root',
  'heading',
  'paragraph',
  'text',
  'list',
  'listItem',
  'table',
  'tableRow',
  'tableCell',
  'break',
  'inlineCode',
  'strong',
  ...['<code>', '</code>', '<details>', '</details>', '<sub>', '</sub>', '<br>'].map((tag) => `html ${tag}`),
]

describe.each(PAYLOADS.map((payload) => [JSON.stringify(payload), payload] as const))(
  '%s in every field',
  (_shown, payload) => {
    test('the action obeys nothing, says no pass, and its summary is text', async () => {
      const workspace = hostileProject(payload)
      const result = await runCheckBundle('license-compliance', { workspace, inputs: {}, root: temp.make() })
      const outputs = ['verdict', 'report-path', 'findings', 'examined']
      expect(injectedCommands(result, MARK, { outputs })).toEqual([])
      expect(result.outputs['verdict']).toBe('fail')
      expect(result.stdout).toContain(MARK)
      expect(result.summary).toContain(MARK)
      const odd = [...nodeTypes(result.summary)].filter(
        (type) => !EXPECTED_NODES.includes(type) && type !== 'html <summary>All 4 rows</summary>',
      )
      expect(odd.filter((type) => !/^html <(details|summary)>/.test(type))).toEqual([])
      expect(({} as Record<string, unknown>)[MARK]).toBeUndefined()
    })

    test.each(['text', 'json', 'markdown', 'sarif', 'html'])(
      'the command line in a step prints %s without a command',
      async (format) => {
        const cwd = hostileProject(payload)
        const cli = join(import.meta.dirname, '../../dist/cli/index.js')
        const { stdout, stderr, exitCode } = await runCli({
          cli,
          cwd,
          args: ['license-compliance', '--format', format],
        })
        expect(exitCode).toBe(1)
        const chunks = [
          { stream: 'stdout' as const, bytes: Buffer.from(stdout) },
          { stream: 'stderr' as const, bytes: Buffer.from(stderr) },
        ]
        const outcome = interpretStep({ workspace: cwd, chunks })
        expect(outcome.commands).toEqual([])
        expect(stdout).toContain(MARK)
      },
    )
  },
)
