import { EventEmitter } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { beforeEach, expect, test, vi } from 'vitest';
import type { RunEvent } from '../../proto/events.ts';
import type { Snapshot, ViewChange } from '../../proto/snapshot.ts';
import { LiveView } from './live.ts';
import { RunView } from './view/run-view.ts';

beforeEach(() => {
  vi.useFakeTimers();
  return () => vi.useRealTimers();
});

/** A viewer that reads when it is told to. */
class Viewer extends EventEmitter {
  readonly messages: (ViewChange | Snapshot)[] = [];
  reads = true;
  destroyed = false;
  status = 0;
  #unread: string[] = [];

  get writableLength(): number {
    return this.#unread.reduce((sum, text) => sum + text.length, 0);
  }

  writeHead(status: number): this {
    this.status = status;
    return this;
  }

  write(text: string): void {
    this.#unread.push(text);
    if (this.reads) this.read();
  }

  read(): void {
    for (const text of this.#unread.splice(0)) this.messages.push(JSON.parse(text.slice('data: '.length)));
  }

  end(): void {
    this.emit('close');
  }

  destroy(): void {
    this.destroyed = true;
    this.emit('close');
  }
}

function live() {
  const view = new RunView();
  const live = new LiveView(view);
  let time = 0;
  return {
    watch: (viewer: Viewer) => live.watch({} as IncomingMessage, viewer as unknown as ServerResponse),
    happens(ms = 300) {
      const event = { type: 'worker_joined', workerId: `w${time}`, host: 'h' } as const;
      view.hear({ time: time++, runId: 'run', ...event } as RunEvent);
      live.touch();
      vi.advanceTimersByTime(ms);
    },
  };
}

const told = (viewer: Viewer) => viewer.messages.flatMap(({ happened }) => happened.items).length;

test('a viewer that does not read holds one message, however long the run goes on', () => {
  const { watch, happens } = live();
  const [slow, quick] = [new Viewer(), new Viewer()];
  watch(slow);
  watch(quick);
  slow.reads = false;
  happens();
  const held = slow.writableLength;
  for (let i = 0; i < 50; i++) happens();
  expect(slow.writableLength).toBe(held);
  expect(told(quick)).toBe(51);
});

test('one that has caught up knows the whole run, and goes on with the others', () => {
  const { watch, happens } = live();
  const slow = new Viewer();
  watch(slow);
  slow.reads = false;
  for (let i = 0; i < 5; i++) happens();
  slow.reads = true;
  slow.read();
  slow.emit('drain');
  expect(slow.messages.at(-1)).toHaveProperty('epochRows');
  expect(slow.messages.at(-1)!.happened.items).toHaveLength(5);
  happens();
  expect(slow.messages.at(-1)!.happened.items).toHaveLength(1);
});

test('one that has not read for a minute makes room for another', () => {
  const { watch, happens } = live();
  const viewers = Array.from({ length: 64 }, () => new Viewer());
  for (const viewer of viewers) watch(viewer);
  for (const viewer of viewers) viewer.reads = false;
  const turned = new Viewer();
  watch(turned);
  expect(turned.status).toBe(503);
  for (let i = 0; i < 6; i++) happens(30_000);
  expect(viewers.every(({ destroyed }) => destroyed)).toBe(true);
  const next = new Viewer();
  watch(next);
  expect(next.status).toBe(200);
});
