// Compiles the sources into dist/. Kept apart from prepare.mjs so that editing needs no set-up.
import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
rmSync(`${root}dist`, { recursive: true, force: true });
execFileSync(process.execPath, [`${root}node_modules/typescript/bin/tsc`, '-p', 'tsconfig.build.json'], {
  cwd: root,
  stdio: 'inherit',
});
cpSync(`${root}native`, `${root}dist/native`, {
  recursive: true,
  filter: (path) => !path.endsWith('.ts'),
});
const page = `${root}page`;
const builtPage = `${root}dist/page`;
buildSync({
  entryPoints: [`${page}/main.ts`, `${page}/compare.ts`, `${page}/style.css`],
  outdir: builtPage,
  bundle: true,
  minify: true,
  format: 'iife',
  target: 'es2022',
});
for (const name of ['index.html', 'compare.html']) cpSync(`${page}/${name}`, `${builtPage}/${name}`);
cpSync(`${root}api/keras/modules.d.ts`, `${root}dist/api/keras/modules.d.ts`);
cpSync(`${root}cli/bench/peer.py`, `${root}dist/cli/bench/peer.py`);
cpSync(`${root}test/support/keras_server.py`, `${root}dist/test/support/keras_server.py`);
cpSync(`${root}test/keras-table/keras_architecture.py`, `${root}dist/test/keras-table/keras_architecture.py`);
cpSync(`${root}proto/gen`, `${root}dist/proto/gen`, { recursive: true });
chmodSync(`${root}dist/cli/main.js`, 0o755);
