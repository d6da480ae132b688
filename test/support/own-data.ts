/** A user's own files, in a folder that is gone after a file's tests, and what becomes of them. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll } from 'vitest';
import yazl from 'yazl';
import * as api from '../../api/index.ts';
import type { Job } from '../../api/job.ts';
import { splitOf } from '../../datasets/decode.ts';
import { loadJobData } from '../../datasets/load.ts';
import type { Records } from '../../datasets/records.ts';

const never = () => {
  throw new Error('no test here makes a model');
};

/** A job whose data is all that counts. */
export const jobOf = (data: api.DataSource, loss: api.LossName): Job =>
  api.defineJob({ name: 'own', data, model: never, optimizer: never, loss, batchSize: 4, epochs: 1 });

const inMemory = (records: Records) => splitOf(records, [...Array(records.info.length).keys()]);

/** To be called at the top of a test's file. */
export function ownFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'lockstep-own-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  return {
    folder,
    /** @returns its name */
    file(name: string, content: string | Uint8Array): string {
      writeFileSync(join(folder, name), content);
      return name;
    },
    /** All that a job is given of it, with the samples of each split in memory. */
    async load(data: api.DataSource, loss: api.LossName) {
      const context = { dataDir: folder, cacheDir: join(folder, 'cache'), allowDownload: false };
      const { dataset, ...others } = await loadJobData(jobOf(data, loss), context);
      const [train, test] = [await inMemory(dataset.train), await inMemory(dataset.test)];
      const validation = dataset.validation && (await inMemory(dataset.validation));
      await dataset.close();
      return { ...others, dataset: { ...dataset, train, validation, test } };
    },
  };
}

/** An array as NumPy writes it. @param type as NumPy says it, `<f4` */
export function npy(type: string, shape: readonly number[], values: ArrayBufferView): Buffer {
  const said = `{'descr': '${type}', 'fortran_order': False, 'shape': (${shape.join(', ')},), }`;
  const header = Buffer.from(`${said.padEnd(117)}\n`);
  const size = Buffer.alloc(2);
  size.writeUInt16LE(header.length);
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  return Buffer.concat([Buffer.from('\x93NUMPY\x01\x00', 'latin1'), size, header, bytes]);
}

/** Arrays of NumPy in one file, by name. */
export async function npz(arrays: Readonly<Record<string, Buffer>>): Promise<Buffer> {
  const zip = new yazl.ZipFile();
  for (const [member, content] of Object.entries(arrays)) zip.addBuffer(content, `${member}.npy`);
  zip.end();
  return await buffer(zip.outputStream);
}
