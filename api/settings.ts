/** Values of a job that are set from outside: `--set lr=0.01`. */
import { LockstepError } from '../base/errors.ts';
import { meant } from './words.ts';

export type Setting = number | string | boolean;

/** Values as they are given, by name. */
export type GivenSettings = Readonly<Record<string, string>>;

/** A value that is not the default is any other of its kind. */
type Settable<T> = {
  readonly [K in keyof T]: T[K] extends number ? number : T[K] extends boolean ? boolean : string;
};

/**
 * Names the values that may be set from outside, each with its default, and gives their values. The default's kind is
 * the value's: a number, `true` or `false`, or a text.
 */
export type Settings = <const T extends Readonly<Record<string, Setting>>>(defaults: T) => Settable<T>;

/** The values where nobody has set any. */
export const settings: Settings = (defaults) => ({ ...defaults }) as Settable<typeof defaults>;

/** Begins a job's script: what is set is a part of the job, and travels with it wherever it goes. */
const HEAD = '// settings: ';

/** The script of a job with other values than its defaults. */
export function withSettings(source: string, given: GivenSettings): string {
  return Object.keys(given).length === 0 ? source : `${HEAD}${JSON.stringify(given)}\n${source}`;
}

/** What `withSettings` wrote. */
export function settingsIn(source: string): GivenSettings {
  return source.startsWith(HEAD) ? JSON.parse(source.slice(HEAD.length, source.indexOf('\n'))) : {};
}

/** The script behind what `withSettings` wrote: its lines are those that its source map counts. */
export function withoutSettings(source: string): string {
  return source.startsWith(HEAD) ? source.slice(source.indexOf('\n') + 1) : source;
}

/** Hands a job its settings, and knows which of the given ones it has. */
export class SettingsReader {
  readonly #given: GivenSettings;
  readonly #known = new Set<string>();

  constructor(given: GivenSettings) {
    this.#given = given;
  }

  /** @throws LockstepError BAD_INPUT where a value is not of its default's kind */
  readonly read: Settings = (defaults) => {
    const values = Object.entries(defaults).map(([name, value]) => {
      this.#known.add(name);
      const text = Object.hasOwn(this.#given, name) ? this.#given[name]! : undefined;
      return [name, text === undefined ? value : parsed(name, text, value)];
    });
    return Object.fromEntries(values);
  };

  /** @throws LockstepError BAD_INPUT where a value is given that the job does not ask for */
  expectAllKnown(): void {
    const known = [...this.#known];
    for (const name of Object.keys(this.#given)) {
      if (this.#known.has(name)) continue;
      const hint =
        known.length > 0 ? undefined : `Let the job ask for it: const { ${name} } = settings({ ${name}: 1 })`;
      const words = known.length > 0 ? `: ${meant(name, known)}` : '';
      throw new LockstepError('BAD_INPUT', `the job has no setting "${name}"${words}`, { hint });
    }
  }
}

function parsed(name: string, text: string, value: Setting): Setting {
  if (typeof value === 'string') return text;
  if (typeof value === 'boolean' && ['true', 'false'].includes(text)) return text === 'true';
  if (typeof value === 'number' && text.trim() !== '' && Number.isFinite(Number(text))) return Number(text);
  const kind = typeof value === 'number' ? 'a number' : 'true or false';
  throw new LockstepError('BAD_INPUT', `the setting ${name} is "${text}", but must be ${kind}`, {
    hint: `The job has ${name} ${value}`,
  });
}
