import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, test } from 'vitest';
import { addonPath, MANIFEST, runtimeFolder, TENSORFLOW_VERSION } from '../engine/runtime/layout.ts';
import { ADDON_NAMES } from '../native/addons.ts';
import { readCertificates } from '../net/certificates.ts';
import { authority, member } from '../test/support/certificates.ts';
import { runtime } from '../test/support/engines.ts';
import { plans } from '../test/support/mesh.ts';
import type { RunConfig } from './introduce.ts';
import { openEndpoint } from './peer-endpoint.ts';

const { signal } = new AbortController();
const root = mkdtempSync(join(tmpdir(), 'lockstep-peers-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((thing) => thing.close()));
});
const tls = readCertificates(member(join(root, 'worker'), authority(), 'worker'), 'worker', Date.now());
// Ranks that share memory say so to those that cannot.
const config = { transport: 'auto', heartbeatMs: 1_000, heartbeatTimeoutMs: 60_000 } as RunConfig;

/** A cache whose addons no Node can load. */
function brokenCache(): string {
  const cache = mkdtempSync(join(root, 'cache-'));
  const folder = runtimeFolder(cache, 'cpu');
  mkdirSync(folder, { recursive: true });
  for (const name of ADDON_NAMES) writeFileSync(addonPath(folder, name), 'no library');
  const manifest = { tensorflowVersion: TENSORFLOW_VERSION, flavor: 'cpu', binding: 'none', files: {} };
  writeFileSync(join(folder, MANIFEST), JSON.stringify(manifest));
  return cache;
}

const working = () => join(runtime!.folder, '..', '..');
const CACHES: [name: string, cache: () => string, said: RegExp][] = [
  [
    'no runtime',
    () => mkdtempSync(join(root, 'empty-')),
    /^without the native exchange, .*: see lockstep setup$/,
  ],
  ['an addon that does not load', brokenCache, /^without the native exchange, .*: .*cannot be loaded: /],
];
if (runtime) CACHES.push(['the native exchange', working, /^with the native exchange$/]);

test.each(
  CACHES.flatMap(([name, cache, said]) => [
    { name, links: 'TLS', protection: tls, cache, said },
    { name, links: 'TCP', protection: undefined, cache, said },
  ]),
)('$links with $name: the log says so, and it links with a worker of any other kind', async (one) => {
  for (const [, other] of CACHES) {
    const heard: string[] = [];
    const endpoints = [];
    for (const cacheDir of [one.cache(), other()]) {
      const where = { peerHost: '127.0.0.1', peerPort: 0, tls: one.protection, cacheDir };
      endpoints.push(await openEndpoint(config, { ...where, onStatus: (text) => heard.push(text) }));
    }
    const all = plans(endpoints);
    const ranks = await Promise.all(endpoints.map((endpoint, rank) => endpoint.connect(all[rank]!, signal)));
    open.push(...ranks, ...endpoints);
    const [prefix, said] = heard[0]!.split(`${one.links} `);
    expect(prefix).toBe('all-reduce: ');
    expect(said).toMatch(one.said);
    const tag = { step: 1, bucket: 0, sequence: 0 };
    await ranks[0]!.send(1, tag, Uint8Array.of(7), signal);
    const received = new Uint8Array(1);
    await ranks[1]!.receive(0, tag, received, signal);
    expect([...received]).toEqual([7]);
  }
});
