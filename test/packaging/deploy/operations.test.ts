/** The commands of docs/operations.md: programs, flags, values and objects that they name are there. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { flagsOf } from '../../support/flags.ts';
import { HELM, renderWith } from '../../support/helm.ts';
import { temporaryFolder } from '../../support/lockstep.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const text = readFileSync(join(ROOT, 'docs/operations.md'), 'utf8');

const commands = [...text.matchAll(/```sh\n(.*?)```/gs)]
  .flatMap(([, block]) => block!.split('\n'))
  .concat([...text.matchAll(/`((?:npx lockstep|kubectl|helm|docker) [^`]+)`/g)].map(([, inline]) => inline!))
  .map((line) => line.replace(/\s+#.*/, ''))
  .filter((line) => line && !line.startsWith('#'));
const of = (program: string) =>
  [...new Set(commands)].filter((line) => line.startsWith(program)).map((line) => [line]);
/** Certificates take a moment to make. */
const GIVEN = ['--set', 'tls.coordinatorSecret=a', '--set', 'tls.workerSecret=b'];

test('the page has commands', () => {
  expect(commands.length).toBeGreaterThan(20);
});

test.each(of('npx lockstep'))('%s', (line) => {
  const [, , command, ...words] = line.split(' ');
  const flags = words.filter((word) => word.startsWith('--'));
  expect([...flagsOf(command!)]).toEqual(expect.arrayContaining(flags));
});

describe.skipIf(!HELM)('with values that the chart takes (needs helm)', () => {
  test.each([...of('helm install'), ...of('helm upgrade')])('%s', (line) => {
    const [, , release, chart, ...words] = line.replaceAll("'", '').split(' ');
    expect(chart).toBe('charts/lockstep');
    // Without a cluster there is nothing to reuse.
    const given = words
      .filter((word) => word !== '--reuse-values')
      .map((word) => {
        if (!word.startsWith('jobFiles.')) return word;
        const file = join(temporaryFolder(), 'job.ts');
        writeFileSync(file, 'export default {}');
        return word.replace(/=.*/, `=${file}`);
      });
    expect(renderWith(release!, [...given, ...GIVEN]).length).toBeGreaterThan(8);
  });

  const objects = HELM ? renderWith('mnist', []) : [];

  test.each(of('kubectl'))('%s', (line) => {
    const names = new Set(
      objects.flatMap(({ kind, metadata }) => {
        const pods = [0, 1].map((ordinal) => `${metadata.name}-${ordinal}`);
        return kind === 'StatefulSet' ? [`statefulset/${metadata.name}`, ...pods] : [metadata.name];
      }),
    );
    const named = line.match(/(statefulset\/)?\bmnist-[\w-]+/g) ?? [];
    for (const name of named) expect([...names]).toContain(name);
    expect(named.length > 0 || /--selector app.kubernetes.io\/instance=mnist|get pods/.test(line)).toBe(true);
  });
});

test.each([...of('docker build'), ...of('docker compose')])('%s', (line) => {
  const [, , file] = /(--file|-f) (\S+)/.exec(line)!;
  expect(existsSync(join(ROOT, file!))).toBe(true);
  const target = /--target (\S+)/.exec(line)?.[1];
  if (target) expect(readFileSync(join(ROOT, file!), 'utf8')).toContain(` AS ${target}\n`);
});
