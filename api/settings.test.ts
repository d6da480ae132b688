import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { bundleJob } from './bundle.ts';
import { loadJob } from './load.ts';
import { settings, settingsIn, withSettings } from './settings.ts';

/** The name of a job that writes its settings into it. */
async function nameWith(given: Record<string, string>): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'lockstep-settings-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'job.ts');
  writeFileSync(
    file,
    `import { defineJob, mnist, settings } from 'lockstep';
    const { rate, kind, deep } = settings({ rate: 0.5, kind: 'plain', deep: false });
    const name = [rate, kind, deep].map((one) => typeof one + '-' + String(one).replace('.', '-')).join('-');
    export default defineJob({ name, data: mnist(), model: () => null as never, optimizer: () => null as never,
      loss: 'meanSquaredError', batchSize: 1, epochs: 1 });`,
  );
  return loadJob((await bundleJob(file, { settings: given })).source).name;
}

test('a job has its defaults, or what is set, of the same kind', async () => {
  expect(await nameWith({})).toBe('number-0-5-string-plain-boolean-false');
  expect(await nameWith({ rate: '2', kind: '7', deep: 'true' })).toBe('number-2-string-7-boolean-true');
});

test.each([
  [{ rat: '1' }, 'the job has no setting "rat": did you mean "rate"?'],
  [{ colour: '1' }, 'the job has no setting "colour": use one of: rate, kind, deep'],
  [{ rate: 'much' }, 'the setting rate is "much", but must be a number'],
  [{ rate: '' }, 'the setting rate is "", but must be a number'],
  [{ deep: '1' }, 'the setting deep is "1", but must be true or false'],
])('%j is refused', async (given, message) => {
  await expect(nameWith(given)).rejects.toThrow(message);
});

test('a job without settings says how it gets one', () => {
  const source = withSettings('module.exports.default = {};', { rate: '1' });
  expect(() => loadJob(source)).toThrow(
    expect.objectContaining({ hint: expect.stringContaining('settings({ rate: 1 })') }),
  );
});

test('settings travel at the head of the script', () => {
  const given = { a: '1', b: 'two\nlines\u2028' };
  expect(settingsIn(withSettings('code', given))).toEqual(given);
  expect(withSettings('code', {})).toBe('code');
  expect(settingsIn('code')).toEqual({});
  expect(settings({ a: 1 })).toEqual({ a: 1 });
});
