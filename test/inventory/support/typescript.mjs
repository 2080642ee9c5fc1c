// Lets a child process import .ts files under every Node that the tests run on: node --import <this file> …
import { readFileSync } from 'node:fs'
import { register } from 'node:module'
import { fileURLToPath } from 'node:url'
import { transformSync } from '@swc/core'

const OPTIONS = {
  jsc: { target: 'es2023', parser: { syntax: 'typescript' } },
  module: { type: 'es6' },
}

/** A hook of node:module; it runs on a thread of its own. */
export async function load(url, context, next) {
  if (!url.endsWith('.ts')) return next(url, context)
  const { code } = transformSync(readFileSync(fileURLToPath(url), 'utf8'), OPTIONS)
  return { format: 'module', source: code, shortCircuit: true }
}

register(import.meta.url)
