/** Colours of pictures whose numbers lie from 0 to 1. Pure; all is done in place. */

const clip = (value: number) => Math.min(1, Math.max(0, value));

export function brightness(values: Float32Array, added: number): void {
  for (let i = 0; i < values.length; i++) values[i] = clip(values[i]! + added);
}

/** Each channel's distance from its mean, times `factor`. */
export function contrast(values: Float32Array, channels: number, factor: number): void {
  for (let c = 0; c < channels; c++) {
    let sum = 0;
    for (let i = c; i < values.length; i += channels) sum += values[i]!;
    const mean = (sum * channels) / values.length;
    for (let i = c; i < values.length; i += channels) values[i] = clip((values[i]! - mean) * factor + mean);
  }
}

/** Turns the hue of red, green and blue by `turn` of the circle, and multiplies the saturation (HSV). */
export function recolour(values: Float32Array, turn: number, saturation: number): void {
  for (let i = 0; i < values.length; i += 3) {
    const [red, green, blue] = [values[i]!, values[i + 1]!, values[i + 2]!];
    const most = Math.max(red, green, blue);
    const range = most - Math.min(red, green, blue);
    if (range === 0) continue;
    const sixth =
      most === red
        ? (green - blue) / range
        : most === green
          ? 2 + (blue - red) / range
          : 4 + (red - green) / range;
    const hue = (((sixth / 6 + turn) % 1) + 1) % 1;
    const strength = clip((range / most) * saturation);
    // As Smith (1978): each channel is the brightness less what its distance from the hue takes away.
    const channel = (offset: number) => {
      const at = (offset + hue * 6) % 6;
      return most * (1 - strength * clip(Math.min(at, 4 - at)));
    };
    values[i] = channel(5);
    values[i + 1] = channel(3);
    values[i + 2] = channel(1);
  }
}
