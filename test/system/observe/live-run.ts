import { join } from 'node:path';
import { start, temporaryFolder } from '../../support/lockstep.ts';
import { digits, JOB } from '../../support/runs.ts';

/** A run that goes on for long; gives the address of its page. */
export async function liveRun(): Promise<string> {
  const folder = temporaryFolder();
  const args = ['train', JOB, '--workers', '2', '--epochs', '1000', '--data-dir', await digits()];
  const { prints } = start([...args, '--run-dir', join(folder, 'run')]);
  const [, url] = await prints(/watch it at (http:\S+\/)/);
  await prints(/Epoch 2\/1000/);
  return url!;
}
