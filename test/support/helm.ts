import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseAllDocuments } from 'yaml';
import { kubernetesTools } from './kubernetes-tools.ts';

export const CHART = fileURLToPath(new URL('../../charts/lockstep', import.meta.url));

const tools = await kubernetesTools();

/** The real helm: what LOCKSTEP_HELM names, else that of the cache, else of the PATH; undefined without any. */
export const HELM = [process.env.LOCKSTEP_HELM, tools && join(tools, 'helm'), 'helm'].find(
  (program) => program && spawnSync(program, ['version']).status === 0,
);

/** The real kubectl, of the cache or the PATH. */
export const KUBECTL = tools ? join(tools, 'kubectl') : 'kubectl';

/** A Kubernetes object; its exact type is checked in test/charts/schemas.test.ts. */
export interface Manifest {
  kind: string;
  metadata: { name: string; labels?: Record<string, string> };
  // biome-ignore lint/suspicious/noExplicitAny: fields of many kinds
  [field: string]: any;
}

export interface RenderOptions {
  readonly chart?: string;
  readonly release?: string;
  readonly namespace?: string;
}

/** What the chart installs with these values. @throws with helm's words when it refuses them */
export function render(values: object = {}, options: RenderOptions = {}): Manifest[] {
  const { chart = CHART, release = 'mnist', namespace = 'lab' } = options;
  const folder = mkdtempSync(join(tmpdir(), 'lockstep-helm-'));
  try {
    const file = join(folder, 'values.json');
    writeFileSync(file, JSON.stringify(values));
    return renderWith(release, ['--namespace', namespace, '--values', file], chart);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The same, with helm's own flags. */
export function renderWith(release: string, flags: readonly string[], chart = CHART): Manifest[] {
  const args = ['template', release, chart, ...flags];
  const text = execFileSync(HELM!, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  return parseAllDocuments(text)
    .map((document) => {
      if (document.errors[0]) throw document.errors[0];
      return document.toJS();
    })
    .filter((object) => object !== null);
}

/** The one object of this kind whose name ends so. */
export function find(manifests: readonly Manifest[], kind: string, ending = ''): Manifest {
  const found = manifests.filter((one) => one.kind === kind && one.metadata.name.endsWith(ending));
  if (found.length === 1) return found[0]!;
  throw new Error(`${found.length} objects of kind ${kind} are named *${ending}`);
}
