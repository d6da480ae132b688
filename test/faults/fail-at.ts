/**
 * Faults as data: a rank that dies at an exact place inside a step. The trainer's ports are wrapped, so that the
 * product itself knows nothing of it.
 */

import type { Endpoint, Hosts, SharedGroup, Tag, Transport } from '../../collectives/transport/transport.ts';
import type { Engine } from '../../engine/engine.ts';
import { BUCKETS } from '../../worker/trainer/buckets.ts';
import type { TrainParts } from '../../worker/trainer/context.ts';

/** Where inside a step, in the order in which a rank comes by. */
export const PHASES = [
  'before send',
  'mid all-reduce',
  'after reduce',
  'before apply',
  'after apply',
] as const;
export type Phase = (typeof PHASES)[number];

export interface Fault {
  /** Happens in this step, or in the first one after it. */
  readonly step: number;
  readonly phase: Phase;
}

/** Buckets of the all-reduces of a step. */
const STEP_BUCKETS: readonly number[] = [
  BUCKETS.gradient,
  ...BUCKETS.slices,
  BUCKETS.bounds,
  BUCKETS.exactTotals,
];

/** Calls `strike` when this rank comes to the place that `fault()` names; it should not return. */
export class FailAt {
  readonly #fault: () => Fault | undefined;
  readonly #strike: () => void;
  #step = -1;
  #passed: Phase | undefined;

  constructor(fault: () => Fault | undefined, strike: () => void) {
    this.#fault = fault;
    this.#strike = strike;
  }

  wrap({ engine, endpoint, ...parts }: TrainParts): TrainParts {
    return { ...parts, engine: this.#engine(engine), endpoint: this.#endpoint(endpoint) };
  }

  /** The rank has come to `phase` of its step, for the first time. */
  #at(phase: Phase): void {
    this.#passed = phase;
    const fault = this.#fault();
    if (fault && this.#step >= fault.step && phase === fault.phase) this.#strike();
  }

  /** Something of the step's all-reduces is about to leave. */
  #leaving(step: number): void {
    if (step === this.#step) return;
    this.#step = step;
    this.#at('before send');
  }

  #underWay(): void {
    if (this.#passed === 'before send') this.#at('mid all-reduce');
  }

  #engine(engine: Engine): Engine {
    return new Proxy(engine, {
      get: (target, name) => {
        const value = Reflect.get(target, name, target);
        if (typeof value !== 'function') return value;
        return (...args: unknown[]) => {
          // The sum is looked at when it is complete, and not before.
          if (name === 'flat' && this.#passed === 'mid all-reduce') this.#at('after reduce');
          if (name === 'apply') this.#at('before apply');
          const result = value.apply(target, args);
          if (name !== 'apply') return result;
          return result.then(() => this.#at('after apply'));
        };
      },
    });
  }

  #endpoint(endpoint: Endpoint): Endpoint {
    return {
      get address() {
        return endpoint.address;
      },
      connect: async (plan, signal) => this.#transport(await endpoint.connect(plan, signal)),
      close: () => endpoint.close(),
    };
  }

  #transport(transport: Transport): Transport {
    const send = async (peer: number, tag: Tag, data: Uint8Array, signal: AbortSignal) => {
      const ofStep = STEP_BUCKETS.includes(tag.bucket);
      if (ofStep) this.#leaving(tag.step);
      await transport.send(peer, tag, data, signal);
      if (ofStep) this.#underWay();
    };
    const execute: Transport['execute'] = async (schedule, buffer, format, tag, signal) => {
      this.#leaving(tag.step);
      const done = transport.execute!(schedule, buffer, format, tag, signal);
      this.#underWay();
      await done;
    };
    const shared = transport.shared && this.#shared(transport.shared);
    const hosts = transport.hosts && this.#hosts(transport.hosts);
    return new Proxy(transport, {
      get: (target, name) => {
        if (name === 'send') return send;
        if (name === 'execute') return target.execute && execute;
        if (name === 'shared') return shared;
        if (name === 'hosts') return hosts;
        const value = Reflect.get(target, name, target);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
  }

  #shared({ elsewhere, ...group }: SharedGroup): SharedGroup {
    /** Where the engine sums, it is under way from when its gradient is asked for. */
    const summing = async <T>(step: number, sum: () => Promise<T>): Promise<T> => {
      this.#leaving(step);
      const done = sum();
      this.#underWay();
      return await done;
    };
    return {
      allReduce: (buffer, step) => summing(step, () => group.allReduce(buffer, step)),
      elsewhere: elsewhere && {
        ...elsewhere,
        inTurn: (step, work) => summing(step, () => elsewhere.inTurn(step, work)),
      },
    };
  }

  /** A rank that sends nothing to other hosts takes part in the sums of its own. */
  #hosts(hosts: Hosts): Hosts {
    return {
      ...hosts,
      inTurn: (step, signal, work) =>
        hosts.inTurn(step, signal, async (lost) => {
          this.#leaving(step);
          await work(lost);
        }),
      sum: async (part, streams) => {
        const sum = hosts.sum(part, streams);
        this.#underWay();
        await sum;
      },
    };
  }
}
