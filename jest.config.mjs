import { randomInt } from 'node:crypto'

// Here, because the workers take their environment from this process: one seed for all of them, told once.
if (process.env.UPKEEP_SEED === 'random') {
  process.env.UPKEEP_SEED = String(randomInt(2 ** 31))
  console.warn(`UPKEEP_SEED=${process.env.UPKEEP_SEED}`)
}

export default {
  roots: ['<rootDir>/src', '<rootDir>/actions', '<rootDir>/test'],
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  testEnvironment: 'node',
  // Jest would leave one processor idle, and of two that is half: many tests wait for servers of their own.
  maxWorkers: '100%',
  // Modules of ended tests stay in a worker's memory: 4 GB by the end of all.
  workerIdleMemoryLimit: '2GB',
  setupFiles: ['<rootDir>/test/support/seed.ts'],
  // Against hanging alone: a busy machine takes many times as long.
  testTimeout: 120_000,
  testResultsProcessor: '<rootDir>/test/support/record-result.mjs',
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2023',
          parser: { syntax: 'typescript' },
          experimental: { keepImportAttributes: true },
        },
        module: { type: 'es6' },
      },
    ],
  },
  modulePathIgnorePatterns: ['<rootDir>/test/fixtures/', '<rootDir>/build/', '<rootDir>/dist/'],
  collectCoverageFrom: ['src/**/*.ts'],
  coverageThreshold: {
    './src/core/': { lines: 95 },
    './src/checks/license-compliance/': { lines: 95 },
  },
}
