/** What the chart renders, held to the API server's own decoding, defaults and validation: server-validation/main.go. */
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { sha256 } from '../../../base/hash.ts';
import { cacheDir } from '../../../cli/flags.ts';
import { HELM, type Manifest, render } from '../../support/helm.ts';
import { once } from '../../support/once.ts';
import { MATRIX } from './matrix.ts';

const MODULE = fileURLToPath(new URL('server-validation', import.meta.url));
const GO = spawnSync('go', ['version']).status === 0;

/** Custom resources have no validation but their schema, to which schemas.long.test.ts holds them. */
const CUSTOM = /^(cert-manager\.io|monitoring\.coreos\.com)\//;

/** Built by Go from the modules of Kubernetes, when first asked for. */
const validator = once.bind(
  undefined,
  join(cacheDir(), `server-validation-${hashOfModule()}`),
  async (folder) => {
    const args = ['build', '-trimpath', '-ldflags=-s -w', '-o', join(folder, 'validate'), '.'];
    execFileSync('go', args, { cwd: MODULE, env: { ...process.env, CGO_ENABLED: '0' }, stdio: 'inherit' });
  },
);

function hashOfModule(): string {
  const files = ['go.mod', 'go.sum', 'main.go'].map((name) => readFileSync(join(MODULE, name), 'utf8'));
  return sha256(files.join('')).toString('hex').slice(0, 16);
}

/** What is wrong with each manifest, in the server's words. */
async function faultsOf(manifests: readonly object[]): Promise<string[][]> {
  const program = join(await validator(), 'validate');
  const options = { input: JSON.stringify(manifests), encoding: 'utf8', maxBuffer: 1 << 26 } as const;
  return JSON.parse(execFileSync(program, options));
}

describe.skipIf(!GO || !HELM)('what the API server says of the chart (needs go, helm)', () => {
  test.each(Object.entries(MATRIX))('%s: nothing', async (_, values) => {
    const manifests = render(values).filter(({ apiVersion }) => !CUSTOM.test(apiVersion));
    const faults = await faultsOf(manifests);
    expect(faults).toHaveLength(manifests.length);
    for (const [i, { kind, metadata }] of manifests.entries()) {
      expect(faults[i], `${kind} ${metadata.name}`).toEqual([]);
    }
  });

  const template = { metadata: { labels: { app: 'x' } }, spec: { containers: [{ name: 'x', image: 'x' }] } };
  const spec = { serviceName: 'x', selector: { matchLabels: { app: 'x' } }, template };
  const set = {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name: 'x' },
    spec,
  } satisfies Manifest;
  const policy = { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata: { name: 'x' } };
  test.each([
    ['', set],
    ['spec.replicas', { ...set, spec: { ...spec, replicas: -1 } }],
    ['unknown field "spec.replica"', { ...set, spec: { ...spec, replica: 1 } }],
    ['`selector` does not match', { ...set, spec: { ...spec, selector: { matchLabels: { app: 'y' } } } }],
    ['metadata.name', { ...set, metadata: { name: 'X_y' } }],
    ['cannot be both set', { ...policy, spec: { minAvailable: 1, maxUnavailable: 1, selector: {} } }],
    ['no validation of *core.Namespace', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'x' } }],
  ])('it finds what is wrong: %s', async (fault, manifest) => {
    const [faults] = await faultsOf([manifest]);
    if (fault === '') expect(faults).toEqual([]);
    else expect(faults!.join('\n')).toContain(fault);
  });
});
