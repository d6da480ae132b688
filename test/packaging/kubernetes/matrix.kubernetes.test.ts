/** Every case of the chart's values, as an API server would take it: admission, defaults, validation, schemas, warnings. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, onTestFinished, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { CHART, HELM } from '../../support/helm.ts';
import { MATRIX } from '../charts/matrix.ts';
import { podsOf } from '../charts/pods.ts';
import { CONTROL_PLANE, GO } from './control-plane.ts';
import { addCustomResources } from './custom-resources.ts';
import { Lab, NAMESPACE } from './lab.ts';

describe.skipIf(!CONTROL_PLANE || !GO || !HELM)(
  'an API server and the chart (needs a control plane, go, helm)',
  () => {
    let lab: Lab;
    let values: string;

    beforeAll(async () => {
      const folder = mkdtempSync(join(inject('scratch'), 'matrix-'));
      values = join(folder, 'matrix.json');
      lab = await Lab.start(folder);
      await addCustomResources(lab);
    });
    afterAll(() => lab?.stop());

    test.each(Object.entries(MATRIX))('%s: accepted, without a warning', async (_, given) => {
      writeFileSync(values, JSON.stringify(given));
      const args = ['mnist', CHART, '--values', values, '--dry-run=server'];
      await lab.helm('install', ...args);
      const text = await lab.helm('template', ...args);
      const manifests = parseAllDocuments(text)
        .map((document) => document.toJS())
        .filter(Boolean);
      // A pod needs its account, which a dry run does not leave.
      const accounts = `/api/v1/namespaces/${NAMESPACE}/serviceaccounts`;
      const names = new Set(podsOf(manifests).map(({ spec }) => spec.serviceAccountName));
      names.delete('default');
      for (const name of names) await lab.api.do('POST', accounts, { metadata: { name } });
      onTestFinished(async () => {
        for (const name of names) await lab.api.do('DELETE', `${accounts}/${name}`);
      });
      writeFileSync(values, text);
      const said = await lab.kubectl(
        'apply',
        '--server-side',
        '--force-conflicts',
        '--dry-run=server',
        '-f',
        values,
      );
      expect(
        said
          .trim()
          .split('\n')
          .filter((line) => !line.endsWith('serverside-applied (server dry run)')),
      ).toEqual([]);
      expect(said.trim().split('\n')).toHaveLength(manifests.length);
    });

    const template = {
      metadata: { labels: { app: 'x' } },
      spec: { containers: [{ name: 'x', image: 'x' }] },
    };
    const spec = { serviceName: 'x', selector: { matchLabels: { app: 'x' } }, template };
    test.each([
      ['spec.replicas: Invalid value', { ...spec, replicas: -1 }],
      ['field not declared in schema', { ...spec, replica: 1 }],
      ['`selector` does not match', { ...spec, selector: { matchLabels: { app: 'y' } } }],
      ['would violate PodSecurity "restricted', spec],
    ])('it says what is wrong: %s', async (fault, spec) => {
      const set = { apiVersion: 'apps/v1', kind: 'StatefulSet', metadata: { name: 'x' }, spec };
      writeFileSync(values, JSON.stringify(set));
      const asked = lab.kubectl('apply', '--server-side', '--dry-run=server', '-f', values);
      expect(await asked.catch(String)).toContain(fault);
    });
  },
);
