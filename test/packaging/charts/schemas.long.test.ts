import { spawnSync } from 'node:child_process';
import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { HELM, type Manifest, render } from '../../support/helm.ts';
import { temporaryFolder } from '../../support/lockstep.ts';
import { MATRIX } from './matrix.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** Where the type of a kind is found, by its apiVersion. */
const MODULES: Readonly<Record<string, string>> = {
  v1: 'kubernetes-types/core/v1',
  'apps/v1': 'kubernetes-types/apps/v1',
  'policy/v1': 'kubernetes-types/policy/v1',
  'networking.k8s.io/v1': 'kubernetes-types/networking/v1',
  'autoscaling/v2': 'kubernetes-types/autoscaling/v2',
  'cert-manager.io/v1': join(ROOT, 'test/packaging/charts/cert-manager.ts'),
  'monitoring.coreos.com/v1': join(ROOT, 'test/packaging/charts/prometheus-operator.ts'),
};

/**
 * The manifest as a TypeScript constant of its kind: the compiler then refuses unknown fields, wrong types
 * and missing fields wherever in the object they are. `status` and `readonly` aside, all is writable.
 */
function asConstant({ apiVersion, kind, ...rest }: Manifest, name: string): string {
  const module = MODULES[apiVersion];
  if (!module) throw new Error(`the test knows no types of apiVersion ${apiVersion}`);
  const value = JSON.stringify({ apiVersion, kind, ...rest }, null, 1);
  return `export const ${name}: import('${module}').${kind} = ${value};\n`;
}

const WRONG = `
export const unknownField: import('kubernetes-types/apps/v1').StatefulSet = {
  // @ts-expect-error
  spec: { replicsa: 2, serviceName: 'x', selector: {}, template: {} },
};
export const wrongType: import('kubernetes-types/core/v1').Pod = {
  // @ts-expect-error
  spec: { containers: [{ name: 'x', ports: [{ containerPort: '80' }] }] },
};
`;

test.skipIf(!HELM)('every manifest has the fields and types of its kind (needs helm)', () => {
  const folder = temporaryFolder();
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  const files = Object.entries(MATRIX).map(([label, values], file) => {
    const constants = render(values).map((manifest, i) => asConstant(manifest, `object${i}`));
    writeFileSync(join(folder, `case-${file}.ts`), `// ${label}\n${constants.join('')}`);
    return `case-${file}.ts`;
  });
  writeFileSync(join(folder, 'wrong.ts'), WRONG);
  const options = ['--noEmit', '--strict', '--skipLibCheck', '--allowImportingTsExtensions'];
  options.push('--module', 'ESNext', '--moduleResolution', 'bundler');
  const { stdout, status } = spawnSync(
    process.execPath,
    [join(ROOT, 'node_modules/typescript/bin/tsc'), ...options, ...files, 'wrong.ts'],
    { cwd: folder, encoding: 'utf8' },
  );
  expect(status, stdout).toBe(0);
});
