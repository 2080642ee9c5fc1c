import { spawn } from 'node:child_process'
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { transformSync } from '@swc/core'

const ROOT = resolve('.')

/** Makes the sources that an entry needs runnable by plain Node, in a folder; gives the entry's path there. */
export function compile(entry: string, folder: string): string {
  const made = new Set<string>()
  const make = (file: string) => {
    if (made.has(file)) return
    made.add(file)
    const { code } = transformSync(readFileSync(file, 'utf8'), {
      jsc: { target: 'es2023', parser: { syntax: 'typescript' } },
      module: { type: 'es6' },
    })
    const text = code.replace(/from '(\.[^']*)\.ts'|from "(\.[^"]*)\.ts"/g, (_match, one, other) => {
      make(resolve(dirname(file), `${one ?? other}.ts`))
      return `from '${one ?? other}.js'`
    })
    const target = join(folder, relative(ROOT, file)).replace(/\.ts$/, '.js')
    mkdirSync(dirname(target), { recursive: true })
    writeFileSync(target, text)
  }
  make(resolve(entry))
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}')
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'), 'junction')
  return join(folder, entry.replace(/\.ts$/, '.js'))
}

export interface Ended {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs a script (ESM) in a Node of its own with nothing but the given environment, until it ends by itself. */
export function runScript(script: string, env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], { env })
    let stdout = ''
    let stderr = ''
    child.stdout.on('data', (chunk) => {
      stdout += chunk
    })
    child.stderr.on('data', (chunk) => {
      stderr += chunk
    })
    // A child that its own sockets or timers keep alive: the test says so instead of hanging.
    const limit = setTimeout(() => child.kill('SIGKILL'), 10_000)
    child.on('error', fail)
    child.on('close', (status) => {
      clearTimeout(limit)
      done({ status, stdout, stderr })
    })
  })
}
