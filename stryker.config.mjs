export default {
  // what decides pass or fail, and what keeps hostile text harmless
  mutate: [
    'src/core/policy.ts',
    'src/checks/license-compliance/{declaration,expression,policy,verdict}.ts',
    'src/formats/escape.ts',
  ],
  testRunner: 'jest',
  testRunnerNodeArgs: ['--experimental-vm-modules'],
  // bundles run in processes of their own, where no mutant is; the others are about other code
  jest: {
    configFile: 'jest.config.mjs',
    config: { testPathIgnorePatterns: ['/test/(bundles|adapters|inventory|support-tests)/', '/test/(architecture|contract)'] },
  },
  coverageAnalysis: 'perTest',
  // TypeScript 7 has no JavaScript API for Stryker to read a tsconfig with
  tsconfigFile: 'none',
  ignorePatterns: ['.ci', 'bench', 'build', 'coverage', 'docs', 'reports'],
  reporters: ['clear-text', 'progress', 'html'],
  concurrency: 2,
  thresholds: { high: 95, low: 90, break: 85 },
}
