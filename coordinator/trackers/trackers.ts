import type { EventOutlet } from '../events/outlet.ts';
import type { MlflowOptions } from './mlflow.ts';
import type { OtlpOptions } from './otlp.ts';
import type { Tracked } from './tracked.ts';

/** Services that keep a run beside its directory; each left out where it is not asked for. */
export interface TrackerOptions {
  readonly mlflow?: MlflowOptions | undefined;
  readonly otlp?: OtlpOptions | undefined;
  /** Told in words where the run is kept, and what could not be sent. */
  readonly onNote: (text: string) => void;
}

/** Each service may be away: training never waits for one. */
export async function openTrackers(
  { mlflow, otlp, onNote }: TrackerOptions,
  tracked: Omit<Tracked, 'onNote'>,
): Promise<EventOutlet[]> {
  const trackers: EventOutlet[] = [];
  if (mlflow) {
    const { MlflowTracker } = await import('./mlflow.ts');
    trackers.push(new MlflowTracker(mlflow, { ...tracked, onNote }));
  }
  if (otlp) {
    const { openOtlp } = await import('./otlp.ts');
    trackers.push(...openOtlp(otlp, { ...tracked, onNote }));
  }
  return trackers;
}
