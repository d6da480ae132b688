import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { temporaryFolder } from '../../test/support/lockstep.ts';
import { exportRun } from './export.ts';

/** What `lockstep export` prints for a model of one layer. */
async function printed(className: string): Promise<string[]> {
  const folder = temporaryFolder();
  const config = { name: 'p', units: 2, batch_input_shape: [null, 3] };
  const layers = [{ class_name: className, config }];
  const model = {
    modelTopology: { class_name: 'Sequential', config: { name: 'm', layers } },
    weightsManifest: [{ weights: [{ name: 'p/kernel', shape: [3, 2], dtype: 'float32' }] }],
    userDefinedMetadata: { layers: [{ name: 'p', weights: ['p/kernel'] }] },
  };
  writeFileSync(join(folder, 'model.json'), JSON.stringify(model));
  writeFileSync(join(folder, 'weights.bin'), new Uint8Array(4 * 3 * 2));
  const log = vi.spyOn(console, 'log').mockImplementation(() => {});
  try {
    await exportRun(folder, join(folder, 'out.keras'));
    return log.mock.calls.map(([line]) => String(line).replace(`${folder}/`, '').replace(`${folder}/`, ''));
  } finally {
    log.mockRestore();
  }
}

test("Keras is told of a layer of the job's own, and of no other", async () => {
  expect(await printed('Dense')).toEqual(['out.keras: keras.models.load_model("out.keras", compile=False)']);
  const [load, needs] = await printed('PowerDense');
  expect(load).toContain('compile=False, custom_objects={"PowerDense": PowerDense})');
  expect(needs).toMatch(/^Keras needs PowerDense in Python/);
});
