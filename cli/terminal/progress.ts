/** Training as Keras users know it from their terminal: what to print for each event. No I/O. */
import { styleText } from 'node:util';
import { describeOrder } from '../../proto/commands.ts';
import { mirrorBehind, type RunEvent, type StepSummary } from '../../proto/events.ts';
import { bottleneckOf, MUCH_WAITING, STAGES, type Stage } from '../../proto/preparation.ts';

const BAR_WIDTH = 20;

export interface ProgressOptions {
  readonly color: boolean;
  /** Workers asked for. */
  readonly workers: number;
}

/**
 * A line to print. `live` lines are overwritten by the next one, and left out when not a terminal: the text of one is made
 * when it is read, before the next event.
 */
export interface Line {
  readonly text: string;
  readonly live: boolean;
}

export class ProgressView {
  readonly #options: ProgressOptions;
  #epochs = 0;
  #batchesPerEpoch = 0;
  #updates = 1;
  #present = 0;
  #epoch = -1;
  #batchesDone = 0;
  #samples = 0;
  /** When its first step began, and when the last one that is known of ended, in ms on the coordinator's clock. */
  #epochStart = 0;
  #stepsEnd = 0;
  /** Milliseconds of all ranks' steps of the epoch, and those of them that went by in waiting for data. */
  #spent = 0;
  #waited = 0;
  /** What batches of all ranks took to be made in the epoch. */
  #preparation: Partial<Record<Stage, number>> = {};
  #skipped = 0;
  #sums = new Map<string, { sum: number; samples: number }>();

  constructor(options: ProgressOptions) {
    this.#options = options;
  }

  /** Lines for this event, in order; mostly none. */
  lines(event: RunEvent): Line[] {
    switch (event.type) {
      case 'run_started':
        this.#epochs = event.epochs;
        this.#batchesPerEpoch = event.batchesPerEpoch;
        if (event.term === 1) return [];
        return [this.#note('cyan', `going on with the run at step ${event.checkpointStep ?? 0}`)];
      case 'worker_ready':
        this.#updates = event.updates;
        return [];
      case 'command':
        return [this.#note('cyan', `${describeOrder(event.order)}, asked by ${event.from}`)];
      case 'generation_formed':
        this.#present = event.members.length;
        if (event.paused) return [this.#note('yellow', `paused at step ${event.nextStep}`)];
        return event.generation === 1
          ? []
          : [this.#note('cyan', `generation ${event.generation}: ${event.reason}`)];
      case 'generation_broken':
        // What is planned is told by the generation that follows.
        if (event.planned) return [];
        return [this.#note('yellow', `generation ${event.generation} is broken: ${event.reason}`)];
      case 'worker_lost':
        this.#present = Math.max(0, this.#present - 1);
        return [this.#note('yellow', `${event.workerId} is lost: ${event.reason}`)];
      case 'worker_held_back':
        return [this.#note('yellow', `going on without ${event.workerId} for a while: ${event.reason}`)];
      case 'waiting':
        return [this.#note('yellow', `waiting: ${event.reason}`)];
      case 'straggler':
        return [
          event.straggling
            ? this.#note(
                'yellow',
                `${event.workerId} is slow: ${event.score.toFixed(1)} times the median rank`,
              )
            : this.#note('green', `${event.workerId} has caught up`),
        ];
      case 'checkpoint_failed':
        return [this.#note('yellow', `no ${event.path}: ${event.reason}`)];
      case 'mirror_behind':
        return [this.#note('yellow', `${mirrorBehind(event)}; training goes on`)];
      case 'mirror_caught_up':
        return [this.#note('green', 'the mirror has caught up')];
      case 'recovered':
        return [
          this.#note(
            'green',
            `training again at step ${event.step}, ${event.seconds.toFixed(1)} s after the break`,
          ),
        ];
      case 'step':
        return this.#step(event);
      case 'epoch_ended':
        return this.#epochEnded(event.epoch, event.logs, event.time);
      default:
        return [];
    }
  }

  #step(event: StepSummary): Line[] {
    const lines: Line[] = [];
    // Each rank reports several steps at once, of several epochs where they are short: one of them says where the run is.
    if (event.logs && event.epoch !== this.#epoch) {
      this.#epoch = event.epoch;
      this.#epochStart = event.start;
      this.#samples = 0;
      this.#spent = 0;
      this.#waited = 0;
      this.#preparation = {};
      this.#sums.clear();
      lines.push({ text: this.#paint('bold', `Epoch ${event.epoch + 1}/${this.#epochs}`), live: false });
    }
    const { data, compute, reduce, apply } = event.phases;
    const took = data + compute + reduce + apply;
    this.#spent += took;
    this.#waited += data;
    for (const stage of STAGES) {
      const ms = event.preparation?.[stage] ?? 0;
      this.#preparation[stage] = (this.#preparation[stage] ?? 0) + ms;
    }
    if (!event.logs) return lines;
    this.#stepsEnd = event.start + took;
    this.#batchesDone = (Math.floor(event.step / this.#updates) % this.#batchesPerEpoch) + 1;
    if (event.skipped) {
      this.#skipped++;
      const count = this.#skipped === 1 ? 'the first' : `${this.#skipped} so far`;
      lines.push(
        this.#note('yellow', `step ${event.step} is left out (${count}): its loss or gradient is not finite`),
      );
      return lines;
    }
    const last = event.step % this.#updates === this.#updates - 1;
    const samples = event.batchSamples ?? 0;
    if (last) this.#samples += samples;
    for (const [name, value] of Object.entries(event.logs)) {
      const known = this.#sums.get(name) ?? { sum: 0, samples: 0 };
      this.#sums.set(name, { sum: known.sum + value * samples, samples: known.samples + samples });
    }
    const text = () => this.#bar(this.#means());
    lines.push({
      live: true,
      get text() {
        return text();
      },
    });
    return lines;
  }

  #epochEnded(epoch: number, logs: Readonly<Record<string, number>>, time: number): Line[] {
    if (epoch !== this.#epoch) return [];
    this.#batchesDone = this.#batchesPerEpoch;
    const bar = { text: this.#bar(logs, (time - this.#epochStart) / 1000), live: false };
    if (!this.#waitsForData) return [bar];
    const slowest = bottleneckOf(this.#preparation);
    const why = slowest === undefined ? '' : `; what takes the longest is ${slowest}`;
    return [bar, this.#note('yellow', `${this.#waiting} of the time went by in waiting for data${why}`)];
  }

  /** Of the epoch so far. */
  #means(): Record<string, number> {
    return Object.fromEntries([...this.#sums].map(([name, { sum, samples }]) => [name, sum / samples]));
  }

  get #waitsForData(): boolean {
    return this.#waited > MUCH_WAITING * this.#spent;
  }

  get #waiting(): string {
    return `${Math.round((100 * this.#waited) / this.#spent)} %`;
  }

  /**
   * While the epoch goes on the time is what is left of it, as Keras has it; at its end, what it took.
   * @param whole seconds that the epoch took, with its evaluation
   */
  #bar(logs: Readonly<Record<string, number>>, whole?: number): string {
    const { workers } = this.#options;
    const seconds = (this.#stepsEnd - this.#epochStart) / 1000;
    const filled = Math.round((BAR_WIDTH * this.#batchesDone) / this.#batchesPerEpoch);
    const width = String(this.#batchesPerEpoch).length;
    const done = `${String(this.#batchesDone).padStart(width)}/${this.#batchesPerEpoch}`;
    const bar =
      this.#paint('green', '━'.repeat(filled)) + this.#paint('gray', '━'.repeat(BAR_WIDTH - filled));
    const perStep = (1000 * seconds) / Math.max(1, this.#batchesDone);
    const left = ((this.#batchesPerEpoch - this.#batchesDone) * perStep) / 1000;
    const clock = formatDuration(whole ?? left);
    const values = Object.entries(logs)
      .sort(([a], [b]) => order(a) - order(b) || a.localeCompare(b))
      .map(([name, value]) => `${name}: ${formatValue(value)}`);
    const rate = seconds > 0 ? [`${formatRate(this.#samples / seconds)} samples/s`] : [];
    const present =
      this.#present < workers
        ? this.#paint('yellow', `workers ${this.#present}/${workers}`)
        : `workers ${this.#present}/${workers}`;
    const slowest = bottleneckOf(this.#preparation);
    const why = slowest === undefined ? '' : ` (${slowest})`;
    const waiting = this.#waitsForData
      ? [this.#paint('yellow', `waiting for data ${this.#waiting}${why}`)]
      : [];
    const tail = [...values, present, ...rate, ...waiting].join(' - ');
    return `${this.#paint('bold', done)} ${bar} ${this.#paint('bold', clock)} ${formatMs(perStep)}/step - ${tail}`;
  }

  #note(color: 'yellow' | 'green' | 'cyan', text: string): Line {
    return { text: this.#paint(color, `  ${text}`), live: false };
  }

  #paint(color: 'yellow' | 'green' | 'cyan' | 'gray' | 'bold', text: string): string {
    return this.#options.color ? styleText(color, text) : text;
  }
}

/** Training values before validation values. */
function order(name: string): number {
  return name.startsWith('val_') ? 1 : 0;
}

export function formatValue(value: number): string {
  return Math.abs(value) >= 1e-3 || value === 0 ? value.toFixed(4) : value.toExponential(4);
}

export function formatRate(perSecond: number): string {
  return perSecond >= 1000 ? `${(perSecond / 1000).toFixed(1)}k` : perSecond.toFixed(0);
}

/** `12s`, `3m 05s`, `2h 10m`. */
export function formatDuration(seconds: number): string {
  const whole = Math.round(seconds);
  const two = (value: number) => String(value).padStart(2, '0');
  if (whole < 60) return `${whole}s`;
  if (whole < 3600) return `${Math.floor(whole / 60)}m ${two(whole % 60)}s`;
  return `${Math.floor(whole / 3600)}h ${two(Math.floor((whole % 3600) / 60))}m`;
}

function formatMs(ms: number): string {
  return ms >= 1000 ? `${(ms / 1000).toFixed(1)}s` : ms >= 10 ? `${Math.round(ms)}ms` : `${ms.toFixed(1)}ms`;
}
