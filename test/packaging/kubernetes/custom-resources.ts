/** Kinds that other programs add to a cluster, by their own definitions, out of their Go modules. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parse } from 'yaml';
import type { Any } from './api.ts';
import type { Lab } from './lab.ts';

const OPERATOR = 'example/prometheus-operator-crd/monitoring.coreos.com';
const DEFINITIONS: Readonly<Record<string, readonly string[]>> = {
  'github.com/cert-manager/cert-manager@v1.19.1': ['deploy/crds/cert-manager.io_certificates.yaml'],
  'github.com/prometheus-operator/prometheus-operator@v0.85.0': [
    `${OPERATOR}_podmonitors.yaml`,
    `${OPERATOR}_prometheusrules.yaml`,
  ],
};

/** Resolves when the API serves Certificate, PodMonitor and PrometheusRule. Needs `go`, which checks what it fetches. */
export async function addCustomResources(lab: Lab): Promise<void> {
  for (const [module, files] of Object.entries(DEFINITIONS)) {
    const { stdout } = await promisify(execFile)('go', ['mod', 'download', '-json', module]);
    for (const file of files) {
      const definition: Any = parse(readFileSync(join(JSON.parse(stdout).Dir, file), 'utf8'));
      const all = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
      await lab.api.do('POST', all, definition);
      const { group, names } = definition.spec;
      await lab.until(`kind ${names.kind}`, async () => {
        return (await lab.api.ask('GET', `/apis/${group}/v1/${names.plural}`)).status === 200;
      });
    }
  }
}
