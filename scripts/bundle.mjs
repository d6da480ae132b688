// Joins the compiled files of dist/ into few, in dist/program: Node looks each file up for itself, in each thread anew,
// which took a ninth of the processor time to the first step.
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { posix, relative } from 'node:path';
import { build } from 'esbuild';

/** What a process or a thread begins with, and what `package.json` exports. */
const ENTRIES = [
  'cli/main',
  'cli/check-gpu/step',
  'cli/bench/rank',
  'cli/bench/picture-feed',
  'engine/thread/thread',
  'worker/checkpoint/thread',
  'worker/data/augment-thread',
  'api/index',
];
/** Packages that are joined too: 95 files, of which we need a fifth. */
const JOINED = ['zod'];
const FOLDER = 'program';

/** @param root of the repository, with a slash behind it */
export async function bundle(root) {
  const dist = `${root}dist`;
  const { dependencies } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));
  const nameOf = (entry) => entry.replaceAll('/', '-');
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: Object.fromEntries(ENTRIES.map((entry) => [nameOf(entry), `${dist}/${entry}.js`])),
    outdir: `${dist}/${FOLDER}`,
    bundle: true,
    // What two entries need is one file, so that a process has each class and each state once.
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    external: Object.keys(dependencies).filter((name) => !JOINED.includes(name)),
    sourcemap: true,
    sourcesContent: false,
    metafile: true,
    logLevel: 'warning',
    plugins: [{ name: 'places', setup: (plugin) => keepPlaces(plugin, dist) }],
  });
  for (const name of JOINED)
    copyFileSync(`${root}node_modules/${name}/LICENSE`, `${dist}/${FOLDER}/LICENSE.${name}`);
  for (const entry of ENTRIES) {
    const path = `${posix.relative(posix.dirname(entry), FOLDER)}/${nameOf(entry)}.js`;
    const { exports } = metafile.outputs[`dist/${FOLDER}/${nameOf(entry)}.js`];
    const lines = [`${exports.length > 0 ? 'export * from' : 'import'} '${path}';`];
    if (entry === 'cli/main') lines.unshift('#!/usr/bin/env node');
    writeFileSync(`${dist}/${entry}.js`, `${lines.join('\n')}\n`);
  }
}

/** Code that is moved still finds what lies beside the file that it was in. */
function keepPlaces(plugin, dist) {
  plugin.onLoad({ filter: /\.js$/ }, ({ path }) => {
    if (!path.startsWith(`${dist}/`)) return undefined;
    const folder = `${posix.dirname(relative(`${dist}/${FOLDER}`, path))}/`;
    const place = `new URL('${folder}', import.meta.url).href`;
    return { contents: readFileSync(path, 'utf8').replaceAll('import.meta.url', place) };
  });
}
