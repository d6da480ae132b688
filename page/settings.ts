/** How charts are drawn: smoothing and a logarithmic axis. The browser remembers it. */
import { html } from './dom.ts';

const KEY = 'lockstep-charts';
/** The most of its values that a smoothed one is the mean of. */
const MOST_SHARE = 0.2;

export interface Settings {
  /** Part of a curve's values that a mean is about. */
  readonly smoothing: number;
  readonly isLogarithmic: boolean;
}

let settings: Settings = { smoothing: 0.02, isLogarithmic: false, ...kept() };

export function remembered(): Settings {
  return settings;
}

/** A page that is opened from a disk may have no storage: the settings then hold for as long as it is open. */
function kept(): Partial<Settings> {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? '{}');
  } catch {
    return {};
  }
}

function set(wish: Partial<Settings>): void {
  settings = { ...settings, ...wish };
  try {
    localStorage.setItem(KEY, JSON.stringify(settings));
  } catch {
    // See `kept`.
  }
}

export function smoothingControl(changed: () => void): HTMLElement {
  const range = html('input', {
    type: 'range',
    min: 0,
    max: MOST_SHARE,
    step: 0.005,
    value: settings.smoothing,
  });
  range.addEventListener('input', () => {
    set({ smoothing: Number(range.value) });
    changed();
  });
  return html('label', {}, 'smoothing', range);
}

export function axisControl(changed: () => void): HTMLElement {
  const box = html('input', { type: 'checkbox' });
  box.checked = settings.isLogarithmic;
  box.addEventListener('change', () => {
    set({ isLogarithmic: box.checked });
    changed();
  });
  return html('label', {}, box, 'logarithmic axis');
}
