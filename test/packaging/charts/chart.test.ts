import { execFileSync } from 'node:child_process';
import { cpSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { readCertificates } from '../../../net/certificates.ts';
import { CHART, find, HELM, render } from '../../support/helm.ts';
import { readJson, temporaryFolder } from '../../support/lockstep.ts';

const text = (name: string) => readFileSync(join(CHART, name), 'utf8');
const GIVEN = { coordinatorSecret: 'a', workerSecret: 'b' };
const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

test('the chart has the version of the program', () => {
  const { version } = readJson(ROOT, 'package.json');
  expect(parse(text('Chart.yaml'))).toMatchObject({ version, appVersion: version });
});

describe('values', () => {
  test('each has a comment, its own or that of the value before it', () => {
    const bare: string[] = [];
    let documented = false;
    for (const line of text('values.yaml').split('\n')) {
      if (line.trim() === '') documented = false;
      else if (line.trim().startsWith('#')) documented = true;
      else if (!line.endsWith(':') && !documented) bare.push(line);
    }
    expect(bare).toEqual([]);
  });

  test('are those of the schema, no more and no fewer', () => {
    const paths = (schema: { properties?: object }, at: string): string[] =>
      Object.entries(schema.properties ?? {}).flatMap(([name, inner]) =>
        inner.properties ? paths(inner, `${at}${name}.`) : [`${at}${name}`],
      );
    const inSchema = paths(readJson(CHART, 'values.schema.json'), '').filter(
      (path) => path !== 'global' && !path.startsWith('training.'),
    );
    const values = parse(text('values.yaml'));
    const present = inSchema.filter(
      (path) => path.split('.').reduce((at, name) => at?.[name], values) !== undefined,
    );
    expect(present).toEqual(inSchema);
    // Each flag of training is shown as a comment.
    const { training } = readJson(CHART, 'values.schema.json').properties;
    for (const name of Object.keys(training.properties)) {
      expect(text('values.yaml')).toMatch(new RegExp(`^ {2}(# )?${name}: `, 'm'));
    }
  });

  test.each(['', '/workers', '/coordinator/persistence', '/tls', '/training', '/nats'])(
    'the schema refuses what it does not know in "%s"',
    (path) => {
      const schema = path
        .split('/')
        .slice(1)
        .reduce((at, name) => at.properties[name], readJson(CHART, 'values.schema.json'));
      expect(schema.additionalProperties).toBe(false);
    },
  );

  test.skipIf(!HELM).each([
    ['an unknown value', { wrokers: {} }, /wrokers/],
    ['a value of another type', { workers: { replicas: 'four' } }, /workers.replicas/],
    ['two GPUs for one rank', { workers: { gpu: 2 } }, /workers.gpu/],
    ['no limit', { workers: { resources: { limits: { memory: null } } } }, /memory/],
    ['the user root', { user: 0 }, /user/],
    ['a password in a URL', { nats: { url: 'nats://me:secret@host:4222' } }, /nats.url/],
    ['a job file that is not given', { job: 'mine.ts' }, /--set-file 'jobFiles.mine\\.ts=mine.ts'/],
    ['half of the certificates', { tls: { workerSecret: 'x' } }, /both tls.coordinatorSecret and/],
    ['certificates from two sides', { tls: { ...GIVEN, issuer: { name: 'ca' } } }, /set one of them/],
    ['an issuer without a name', { tls: { issuer: { kind: 'Issuer' } } }, /tls.issuer/],
    [
      'a figure that nobody serves',
      { autoscaling: { enabled: true, by: 'scaling' }, metrics: { enabled: false }, tls: GIVEN },
      /needs metrics.enabled/,
    ],
    ['two NATS servers', { nats: { enabled: true, url: 'nats://a:4222' } }, /set one of them/],
  ])('refused: %s (needs helm)', (_, values, message) => {
    expect(() => render(values)).toThrow(message);
  });
});

test.skipIf(!HELM)('helm lint finds nothing (needs helm)', () => {
  expect(execFileSync(HELM!, ['lint', '--strict', CHART], { encoding: 'utf8' })).toContain(
    '0 chart(s) failed',
  );
});

test.skipIf(!HELM)('the notes name objects that exist (needs helm)', () => {
  const chart = join(temporaryFolder(), 'chart');
  cpSync(CHART, chart, { recursive: true });
  const notes = join(chart, 'templates/notes.yaml');
  renameSync(join(chart, 'templates/NOTES.txt'), notes);
  const body = readFileSync(notes, 'utf8');
  const wrapped = `{{- define "notes" }}${body}{{ end }}\napiVersion: v1\nkind: Notes\nmetadata: { name: notes }\ntext: {{ include "notes" . | quote }}\n`;
  writeFileSync(notes, wrapped);
  const manifests = render({ job: 'mnist-cnn', workers: { replicas: 3 } }, { chart });
  const { text } = find(manifests, 'Notes');
  expect(text).toContain('mnist-cnn trains as run mnist on 3 workers.');
  for (const [, kind, name] of text.matchAll(/(statefulset|pvc|hpa)[/ ]([a-z-]+)/g)) {
    const kinds = {
      statefulset: 'StatefulSet',
      pvc: 'PersistentVolumeClaim',
      hpa: 'HorizontalPodAutoscaler',
    };
    expect(find(manifests, kinds[kind as keyof typeof kinds], name).metadata.name).toBe(name);
  }
  const commands = text.split('\n').filter((line: string) => /kubectl|helm/.test(line));
  expect(commands.length).toBeGreaterThan(4);
  for (const command of commands) expect(command).toContain('-n lab');
});

test.skipIf(!HELM)('each member’s certificate is for its role, by one authority (needs helm)', () => {
  const manifests = render();
  const [coordinator, worker] = ['-coordinator-tls', '-worker-tls'].map(
    (name) => find(manifests, 'Secret', name).data,
  );
  expect(coordinator['ca.crt']).toBe(worker['ca.crt']);
  const folderOf = (data: Record<string, string>) => {
    const folder = temporaryFolder();
    for (const [name, content] of Object.entries(data)) {
      writeFileSync(join(folder, name), Buffer.from(content, 'base64'));
    }
    return folder;
  };
  // As the program itself reads them.
  const inTenYears = Date.now() + 3649 * 24 * 3600 * 1000;
  expect(readCertificates(folderOf(coordinator), 'coordinator', inTenYears).expires).toBeInstanceOf(Date);
  expect(readCertificates(folderOf(worker), 'worker', inTenYears).expires).toBeInstanceOf(Date);
  expect(() => readCertificates(folderOf(worker), 'coordinator', Date.now())).toThrow(
    /not DNS:lockstep-coordinator/,
  );
});

test.skipIf(!HELM)('an upgrade keeps token and certificates (needs helm)', () => {
  // Stands in for a cluster: `lookup` finds what the values hold.
  const chart = join(temporaryFolder(), 'chart');
  cpSync(CHART, chart, { recursive: true });
  const file = join(chart, 'templates/secrets.yaml');
  const looked = readFileSync(file, 'utf8').replaceAll(
    /lookup "v1" "Secret" \$ns \$name/g,
    'get (default dict $.Values.global.cluster) $name | default dict',
  );
  expect(looked).not.toContain('lookup "v1"');
  writeFileSync(file, looked);
  const secrets = (values: object) =>
    render({ global: { cluster: {} }, ...values }, { chart }).filter(({ kind }) => kind === 'Secret');
  const installed = secrets({});
  expect(installed).toHaveLength(3);
  const cluster = Object.fromEntries(installed.map(({ metadata, data }) => [metadata.name, { data }]));
  expect(secrets({ global: { cluster }, workers: { replicas: 9 } })).toEqual(installed);
  // Of certificates that are not whole, none is kept: one authority must sign both.
  delete cluster['mnist-worker-tls'];
  const [token, coordinator] = secrets({ global: { cluster } });
  expect(token).toEqual(installed[0]);
  expect(coordinator!.metadata.name).toBe('mnist-coordinator-tls');
  expect(coordinator!.data).not.toEqual(installed[1]!.data);
});

test('what the chart carries for monitoring is what deploy/ has', () => {
  const originals = readdirSync(join(ROOT, 'deploy'), { recursive: true, encoding: 'utf8' });
  for (const copy of readdirSync(join(CHART, 'monitoring'))) {
    const original = originals.find((path) => basename(path) === copy);
    if (!original) continue;
    const command = `cp deploy/${original} charts/lockstep/monitoring/${copy}`;
    expect(text(`monitoring/${copy}`), command).toBe(readFileSync(join(ROOT, 'deploy', original), 'utf8'));
  }
});
