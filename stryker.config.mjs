export default {
  // what decides pass or fail, and what keeps hostile text harmless
  mutate: [
    'src/core/policy.ts',
    'src/checks/license-compliance/{declaration,expression,policy,verdict}.ts',
    'src/formats/escape.ts',
  ],
  testRunner: 'jest',
  testRunnerNodeArgs: ['--experimental-vm-modules'],
  // the tests that are about these files; thousands of others only pass through them
  jest: {
    configFile: 'jest.config.mjs',
    config: {
      testMatch: [
        '<rootDir>/test/core/judge*.test.ts',
        '<rootDir>/test/checks/license-compliance/{declaration,differential,expression,policy,verdict}.test.ts',
        '<rootDir>/test/formats/escape*.test.ts',
      ],
    },
    enableFindRelatedTests: false,
  },
  // what runs once at import would need every test for every mutant
  ignoreStatic: true,
  coverageAnalysis: 'perTest',
  // TypeScript 7 has no JavaScript API for Stryker to read a tsconfig with
  tsconfigFile: 'none',
  ignorePatterns: ['.ci', 'bench', 'build', 'coverage', 'docs', 'reports'],
  reporters: ['clear-text', 'progress', 'html'],
  concurrency: 2,
  thresholds: { high: 95, low: 90, break: 85 },
}
