import { fileURLToPath } from 'node:url';
import { configDefaults, defineConfig } from 'vitest/config';

/** What is not ours to test, or is compiled from what is. */
const ELSEWHERE = [...configDefaults.exclude, '**/dist/**', '**/runs/**'];
/** Only a test that hangs takes so long, on however busy a machine; and it is told of before a job of CI is cut off. */
const HANGS_MS = 1_800_000;

export default defineConfig({
  resolve: { alias: { lockstep: fileURLToPath(new URL('api/index.ts', import.meta.url)) } },
  test: {
    pool: 'forks',
    // Vitest would leave one core of two idle.
    maxWorkers: '100%',
    testTimeout: HANGS_MS,
    hookTimeout: HANGS_MS,
    globalSetup: 'test/support/global-setup.ts',
    reporters: ['default', 'test/support/skipped.ts'],
    projects: [
      {
        extends: true,
        test: {
          name: 'quick',
          include: ['**/*.test.ts'],
          exclude: [...ELSEWHERE, '**/*.long.test.ts', '**/*.kubernetes.test.ts'],
        },
      },
      { extends: true, test: { name: 'long', include: ['**/*.long.test.ts'], exclude: ELSEWHERE } },
      {
        extends: true,
        // A control plane each: one after the other.
        test: {
          name: 'kubernetes',
          include: ['**/*.kubernetes.test.ts'],
          exclude: ELSEWHERE,
          fileParallelism: false,
        },
      },
    ],
  },
});
