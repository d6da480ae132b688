import { expect, test } from 'vitest';
import type { Order } from '../../proto/commands.ts';
import { type JournalEntry, NOTHING_TOLD, told } from './journal-state.ts';
import { NO_ORDERS, ordered, ordersLeft, ordersMessage } from './orders.ts';

const ordersBefore = (entries: JournalEntry[], resumedByHand: boolean) =>
  ordersLeft(entries.reduce(told, NOTHING_TOLD).orders, resumedByHand);
const commands = (...orders: Order[]): JournalEntry[] => orders.map((order) => ({ type: 'command', order }));
const stored: JournalEntry = { type: 'checkpoint', path: 'checkpoints/step-5.safetensors', sha256: '' };

test('without an order a generation carries none; with one it carries all that hold', () => {
  expect(ordersMessage(NO_ORDERS)).toBeUndefined();
  const orders = [{ command: 'pause' }, { command: 'learning-rate', value: 0.1 }] as const;
  expect(ordersMessage(orders.reduce(ordered, NO_ORDERS))).toEqual({
    paused: true,
    checkpoint: false,
    stop: false,
    rate: { number: 1, value: 0.1 },
  });
});

test('every order for the learning rate has a higher number, so that none is applied twice', () => {
  const rate = (value: number): Order => ({ command: 'learning-rate', value });
  const orders = ordersBefore(commands(rate(0.1), { command: 'pause' }, rate(0.1)), false);
  expect(ordersMessage(orders)?.rate).toEqual({ number: 2, value: 0.1 });
});

test('a coordinator that takes over carries on with what has not been done', () => {
  const entries = commands({ command: 'pause' }, { command: 'checkpoint' });
  expect(ordersBefore(entries, false)).toMatchObject({ paused: true, checkpoint: true });
  expect(ordersBefore([...entries, stored], false)).toMatchObject({ paused: true, checkpoint: false });
  expect(ordersBefore(commands({ command: 'pause' }, { command: 'resume' }), false)).toEqual(NO_ORDERS);
});

test('a run that is to end does not wait; one that is resumed by hand trains, at the rate that was set', () => {
  const entries = commands(
    { command: 'learning-rate', value: 0.5 },
    { command: 'pause' },
    { command: 'stop' },
  );
  expect(ordersBefore(entries, false)).toMatchObject({ paused: false, stop: true });
  const pausedLate = [...entries, ...commands({ command: 'pause' })];
  expect(ordersBefore(pausedLate, false)).toMatchObject({ paused: false, stop: true });
  expect(ordersBefore([...entries, { type: 'finished', epochs: 1 }], false)).toMatchObject({ stop: false });
  expect(ordersBefore([...entries, ...commands({ command: 'pause' })], true)).toEqual({
    ...NO_ORDERS,
    rates: 1,
    rate: 0.5,
  });
});
