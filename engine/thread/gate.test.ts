import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { CLOSED, Gate, SUMMED } from './gate.ts';

/** As compiled: a thread runs JavaScript. */
const COMPILED = new URL('../../dist/engine/thread/gate.js', import.meta.url).href;

/** Says that it waits, then what it found, `rounds` times. */
const WAITER = `
const { parentPort, workerData } = require('node:worker_threads');
import(workerData.compiled).then(({ Gate }) => {
  const gate = new Gate(workerData.memory);
  for (let i = 0; i < workerData.rounds; i++) {
    gate.close();
    parentPort.postMessage('waits');
    parentPort.postMessage({ verdict: gate.wait(), asked: Atomics.load(workerData.asked, 0) });
  }
});`;

interface Answer {
  readonly verdict: number;
  readonly asked: number;
}

async function withWaiter(
  rounds: number,
  onWaits: (gate: Gate, asked: Int32Array) => void,
): Promise<Answer[]> {
  const gate = new Gate();
  const asked = new Int32Array(new SharedArrayBuffer(4));
  const workerData = { compiled: COMPILED, memory: gate.memory, asked, rounds };
  const thread = new Worker(WAITER, { eval: true, workerData });
  const answers: Answer[] = [];
  await new Promise<void>((resolve, reject) => {
    thread.on('error', reject);
    thread.on('exit', () => resolve());
    thread.on('message', (message: Answer | 'waits') => {
      if (message === 'waits') onWaits(gate, asked);
      else answers.push(message);
    });
  });
  return answers;
}

test('a notify that comes late, of an opening before, lets nobody through', async () => {
  const answers = await withWaiter(20, (gate, asked) => {
    // What is left of the opening before: it wakes the waiter, and the gate is still closed.
    const until = performance.now() + 5_000;
    while (Atomics.notify(gate.memory, 0) === 0 && performance.now() < until);
    expect(Atomics.load(gate.memory, 0)).toBe(CLOSED);
    Atomics.add(asked, 0, 1);
    gate.open(SUMMED);
  });
  expect(answers).toEqual(Array.from({ length: 20 }, (_, i) => ({ verdict: SUMMED, asked: i + 1 })));
});
