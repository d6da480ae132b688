// Fetches an archive of data and unpacks it: `node fetch.mjs <url> <folder> [sha256]`. What is already
// unpacked there is kept, so a pod that starts again fetches nothing. Needs nothing but Node and tar.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createWriteStream, existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

const [url, folder, expected] = process.argv.slice(2);
const done = join(folder, '.fetched');
const archive = join(folder, '.archive.part');

if (!existsSync(done)) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} answers with ${response.status}`);
  const hash = createHash('sha256');
  const hashed = async function* (chunks) {
    for await (const chunk of chunks) {
      hash.update(chunk);
      yield chunk;
    }
  };
  await pipeline(Readable.fromWeb(response.body), hashed, createWriteStream(archive));
  const sha256 = hash.digest('hex');
  if (expected && sha256 !== expected) throw new Error(`${url} has sha256 ${sha256}, not ${expected}`);
  execFileSync('tar', ['-xf', archive, '-C', folder, '--no-same-owner'], { stdio: 'inherit' });
  rmSync(archive);
  writeFileSync(done, `${sha256}\n`);
  console.log(`${url} is unpacked in ${folder} (sha256 ${sha256})`);
}
