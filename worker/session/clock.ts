/** Exchanges to choose from: enough to meet a quiet moment, few enough to follow a clock that drifts. */
const REMEMBERED = 20;

interface Reading {
  readonly roundTrip: number;
  readonly offset: number;
}

/**
 * How far the coordinator's clock is ahead of ours (Cristian, 1989): a reading is right to within half of its
 * round trip, so of the latest ones the quickest counts.
 */
export class ClockOffset {
  readonly #readings: Reading[] = [];

  /** Times in ms since 1970: sent and answered by our clock, received by the coordinator's. */
  heard(sent: number, received: number, answered: number): void {
    this.#readings.push({ roundTrip: answered - sent, offset: received - (sent + answered) / 2 });
    if (this.#readings.length > REMEMBERED) this.#readings.shift();
  }

  /** In ms; 0 before the first reading. */
  get ms(): number {
    const quickest = this.#readings.reduce<Reading | undefined>(
      (best, one) => (best && best.roundTrip <= one.roundTrip ? best : one),
      undefined,
    );
    return quickest?.offset ?? 0;
  }
}
