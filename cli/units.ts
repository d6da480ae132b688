/** Quantities with units on the command line, spelled as `tc` spells them. */
import { InvalidArgumentError } from 'commander';

const BITS: Readonly<Record<string, number>> = { bit: 1, kbit: 1e3, mbit: 1e6, gbit: 1e9, tbit: 1e12 };
const SECONDS: Readonly<Record<string, number>> = { ns: 1e-9, us: 1e-6, ms: 1e-3, s: 1 };

/** Bits a second: `25Gbit`. */
export const bandwidth = quantity(BITS, '25Gbit');

/** Seconds: `50us`. */
export const duration = quantity(SECONDS, '50us');

function quantity(units: Readonly<Record<string, number>>, example: string) {
  return (text: string): number => {
    const [, number, unit = ''] = /^([0-9]*\.?[0-9]+)\s*([a-z]+)$/i.exec(text) ?? [];
    const factor = units[unit.toLowerCase()];
    const value = Number(number) * (factor ?? Number.NaN);
    if (Number.isFinite(value) && value > 0) return value;
    throw new InvalidArgumentError(
      `It must be a number with a unit (${Object.keys(units).join(', ')}), such as ${example}.`,
    );
  };
}
