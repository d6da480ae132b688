/** Readings kept: enough to include a quick one, few enough to follow a clock that drifts. */
const REMEMBERED = 20;

interface Reading {
  readonly roundTrip: number;
  readonly offset: number;
}

/**
 * How far the coordinator's clock is ahead of this worker's (Cristian, "Probabilistic clock synchronization", 1989). A
 * reading is right to within half of its round trip, so the quickest of the latest readings counts.
 */
export class ClockOffset {
  readonly #readings: Reading[] = [];

  /** Takes a reading. In ms since 1970: `sent` and `answered` by this worker's clock, `received` by the coordinator's. */
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
