import { describe, expect, test } from 'vitest';
import { binary, float, matMul, namesOf, T, traceOf } from '../../../test/support/traces.ts';
import type { Op, Trace } from '../trace.ts';
import { optimize } from './index.ts';
import { ELEMENTWISE, type Program, programsOf } from './programs.ts';
import type { Rewriter } from './rewriter.ts';

const unary = (rewriter: Rewriter, name: string, x: number) =>
  rewriter.add(name, [T], [x], [rewriter.types[x]!])[0]!;

/** A loop whose every step has a product of what the step before gave. */
function loop(rewriter: Rewriter, state: number, x: number, w: number, steps: number): number[] {
  const states = [state];
  for (let step = 0; step < steps; step++) {
    states.push(
      binary(rewriter, 'Add', unary(rewriter, 'Tanh', matMul(rewriter, states.at(-1)!, w, 2, 16)), x),
    );
  }
  return states.slice(1);
}

const programsFrom = ({ ops }: Trace): Program[][] =>
  ops.filter(({ name }) => name === ELEMENTWISE).map(programsOf);

const storesOf = (programs: readonly Program[]) =>
  programs.map(({ stores }) => stores.map(({ value, offset }) => [value, offset]));

const producerOf = ({ ops }: Trace, value: number): Op => ops.find(({ outputs }) => outputs.includes(value))!;

describe('fused ops that read one another', () => {
  test('are one op, which keeps what nobody else reads in two places in turn', () => {
    const trace = optimize(
      traceOf({ x: [2, 16], w: [16, 16] }, (rewriter, [x, w]) => [loop(rewriter, x!, x!, w!, 9).at(-1)!]),
      'cpu',
    );
    expect(namesOf(trace)).toEqual(['LockstepPack', ELEMENTWISE]);
    const [result] = trace.outputs;
    const inner = producerOf(trace, result!).outputs[1]!;
    expect(trace.types[inner]).toEqual(float(64));
    const [programs] = programsFrom(trace);
    const turns = Array.from({ length: 8 }, (_, step) => [[inner, step % 2 === 0 ? 0 : 32]]);
    expect(storesOf(programs!)).toEqual([...turns, [[result, 0]]]);
    expect(programs!.map(({ products: [product] }) => [product!.left, product!.offset])).toEqual([
      [trace.inputs.get('x'), 0],
      ...turns.map(([store]) => store),
    ]);
  });

  test('write their results where others join them, and copy what was there before; what other ops read stays by itself', () => {
    const trace = optimize(
      traceOf({ x: [2, 16], w: [16, 16], a: [6, 6] }, (rewriter, [x, w, a]) => {
        const states = loop(rewriter, x!, x!, w!, 8);
        const joined = rewriter.concat([x!, ...states], 0);
        const wide = matMul(rewriter, states[3]!, x!, 16, 16, true);
        return [matMul(rewriter, joined, w!, 18, 16), wide, a!];
      }),
      'cpu',
    );
    expect(namesOf(trace).toSorted()).toEqual([ELEMENTWISE, 'LockstepPack', 'MatMul', 'MatMul']);
    const [product, wide] = trace.outputs.map((value) => producerOf(trace, value));
    const joined = product!.inputs[0]!;
    const alone = wide!.inputs[0]!;
    const [programs] = programsFrom(trace);
    expect(programs![0]).toMatchObject({ ops: ['Identity'], views: [{ value: trace.inputs.get('x') }] });
    const places = Array.from({ length: 9 }, (_, step) => [[joined, 32 * step]]);
    places[4]!.push([alone, 0]);
    expect(storesOf(programs!)).toEqual(places);
  });

  test('keep together what another such op reads later, which finds it there', () => {
    const trace = optimize(
      traceOf({ x: [2, 16], w: [16, 16], v: [16, 16] }, (rewriter, [x, w, v]) => {
        const states = loop(rewriter, x!, x!, w!, 8);
        let back = matMul(rewriter, states.at(-1)!, v!, 2, 16);
        for (const state of states.toReversed()) {
          back = binary(rewriter, 'Mul', unary(rewriter, 'Neg', matMul(rewriter, back, w!, 2, 16)), state);
        }
        return [back];
      }),
      'cpu',
    );
    const [forward, backward] = programsFrom(trace);
    const kept = forward![0]!.stores[0]!.value;
    expect(storesOf(forward!.slice(0, 7))).toEqual(
      Array.from({ length: 7 }, (_, step) => [[kept, 32 * step]]),
    );
    const seen = backward!.flatMap(({ views }) => views.filter(({ value }) => value === kept));
    expect(seen.map(({ offset }) => offset)).toEqual([192, 160, 128, 96, 64, 32, 0]);
  });

  test('stay apart where something else stands between them', () => {
    const trace = optimize(
      traceOf({ x: [2, 16], w: [16, 16] }, (rewriter, [x, w]) => [loop(rewriter, x!, x!, w!, 3).at(-1)!]),
      'cpu',
    );
    expect(namesOf(trace)).toEqual(['MatMul', ELEMENTWISE, 'MatMul', ELEMENTWISE, 'MatMul', ELEMENTWISE]);
  });
});
