// Generates proto/gen from proto/lockstep/v1. With --check: fails when the result differs from what is committed.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const sources = ['control', 'data', 'peers', 'serving'].map((name) => `proto/lockstep/v1/${name}.proto`);
const cli = (name) => join(root, 'node_modules/protobufjs-cli/bin', name);
const run = (tool, args) =>
  execFileSync(process.execPath, [cli(tool), ...args], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });

const check = process.argv.includes('--check');
const out = check ? mkdtempSync(join(tmpdir(), 'lockstep-proto-')) : join(root, 'proto/gen');
try {
  run('pbjs', [
    ...['-t', 'static-module', '-w', 'es6', '--force-number', '--no-create', '--no-verify', '--no-delimited'],
    ...['--no-service', '-o', join(out, 'lockstep.js'), ...sources],
  ]);
  run('pbts', ['-o', join(out, 'lockstep.d.ts'), join(out, 'lockstep.js')]);
  // Node resolves ES modules by their full name.
  const js = join(out, 'lockstep.js');
  writeFileSync(js, readFileSync(js, 'utf8').replace('"protobufjs/minimal"', '"protobufjs/minimal.js"'));
  if (check) {
    for (const name of ['lockstep.js', 'lockstep.d.ts']) {
      if (readFileSync(join(out, name), 'utf8') !== readFileSync(join(root, 'proto/gen', name), 'utf8')) {
        console.error(`proto/gen/${name} differs from its .proto sources. Run: npm run proto`);
        process.exitCode = 1;
      }
    }
  }
} finally {
  if (check) rmSync(out, { recursive: true, force: true });
}
