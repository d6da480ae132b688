import { join } from 'node:path';
import { writeDigits } from '../../support/digits.ts';
import { readEvents, temporaryFolder } from '../../support/lockstep.ts';
import type { NatsServer } from '../../support/nats.ts';

export function trainArguments(nats: NatsServer, epochs: number): { args: string[]; runDir: string } {
  const folder = temporaryFolder();
  const data = writeDigits(join(folder, 'data'), 1_000, 100);
  const runDir = join(folder, `run-${process.pid}`);
  const args = ['train', 'mnist-mlp', '--workers', '2', '--epochs', String(epochs), '--data-dir', data];
  return { args: [...args, '--run-dir', runDir, '--nats', nats.url], runDir };
}

/** Events of the run directory that go to NATS: all but the steps of ranks other than 0. */
export function expected(runDir: string): string[] {
  const published = readEvents(runDir).filter(({ type, rank }) => type !== 'step' || rank === 0);
  return published.map(({ type, step }) => `${type} ${step ?? ''}`);
}

export const named = (events: { type: string; step?: number }[]) =>
  events.map(({ type, step }) => `${type} ${step ?? ''}`);
