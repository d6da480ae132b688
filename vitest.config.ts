import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { alias: { lockstep: fileURLToPath(new URL('api/index.ts', import.meta.url)) } },
  test: {
    include: ['{proto,api,coordinator,worker,cli,jobs,test}/**/*.test.ts'],
    pool: 'forks',
    testTimeout: 60_000,
  },
});
