#!/usr/bin/env node
import { exitWith, thisProcess } from '../adapters/environment.ts'
import { CHECKS } from '../checks/index.ts'
import { runCli } from './cli.ts'
import { VERSION } from './version.ts'

exitWith(await runCli({ process: thisProcess(), checks: Object.values(CHECKS), version: VERSION }))
