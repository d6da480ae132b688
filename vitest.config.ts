import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { alias: { lockstep: fileURLToPath(new URL('api/index.ts', import.meta.url)) } },
  test: {
    include: ['**/*.test.ts'],
    exclude: ['**/node_modules/**', 'dist/**', 'runs/**'],
    pool: 'forks',
    testTimeout: 60_000,
  },
});
