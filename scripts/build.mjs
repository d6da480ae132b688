// Compiles the sources into dist/. Kept apart from prepare.mjs so that editing needs no set-up.
import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import { bundle } from './bundle.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
// Written last: a build that was broken off is not taken for a whole one.
const built = `${root}node_modules/.lockstep-built`;
rmSync(built, { force: true });
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
  entryPoints: [
    `${page}/main.ts`,
    `${page}/compare.ts`,
    `${page}/serve.ts`,
    `${page}/data.ts`,
    `${page}/style.css`,
  ],
  outdir: builtPage,
  bundle: true,
  minify: true,
  format: 'iife',
  target: 'es2022',
});
for (const name of ['index.html', 'compare.html', 'serve.html', 'data.html'])
  cpSync(`${page}/${name}`, `${builtPage}/${name}`);
cpSync(`${root}api/keras/modules.d.ts`, `${root}dist/api/keras/modules.d.ts`);
for (const name of ['peer.py', 'peer_models.py', 'whole.py', 'pictures.py'])
  cpSync(`${root}cli/bench/${name}`, `${root}dist/cli/bench/${name}`);
// An image is built without the tests.
if (existsSync(`${root}test`))
  for (const path of ['support/keras_server.py', 'keras-table/keras_architecture.py'])
    cpSync(`${root}test/${path}`, `${root}dist/test/${path}`);
cpSync(`${root}proto/gen`, `${root}dist/proto/gen`, { recursive: true });
takeOver();
await bundle(root);
writeFileSync(built, '');
chmodSync(`${root}dist/cli/main.js`, 0o755);

/** What engine/runtime/vendored.ts names, with the licenses. */
function takeOver() {
  const packages = `${root}node_modules`;
  const vendor = `${root}dist/vendor`;
  const binding = `${packages}/@tensorflow/tfjs-node-gpu`;
  buildSync({
    stdin: {
      // The package's own entry would look for a binding that its install script never fetched.
      contents: `require('@tensorflow/tfjs-node-gpu/dist/register_all_kernels');
        module.exports = require('@tensorflow/tfjs-node-gpu/dist/nodejs_kernel_backend');`,
      resolveDir: root,
    },
    outfile: `${vendor}/tfjs-node-gpu/kernels.cjs`,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    minifyWhitespace: true,
    legalComments: 'eof',
    // A job must see the very instance of tfjs that the kernels are registered with.
    external: ['@tensorflow/tfjs', '@tensorflow/tfjs-core'],
  });
  cpSync(`${binding}/binding`, `${vendor}/tfjs-node-gpu/binding`, { recursive: true });
  cpSync(`${root}LICENSE`, `${vendor}/tfjs-node-gpu/LICENSE`);
  cpSync(`${packages}/google-protobuf/LICENSE.md`, `${vendor}/tfjs-node-gpu/LICENSE.google-protobuf`);
  cpSync(`${packages}/node-api-headers/include`, `${vendor}/node-api-headers/include`, { recursive: true });
  cpSync(`${packages}/node-api-headers/LICENSE`, `${vendor}/node-api-headers/LICENSE`);
}
