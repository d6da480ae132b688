/** Pictures on a terminal: two pixels a character, one above the other. Pure. */

/** Levels from 0 to 255, row by row, `channels` (1 or 3) a pixel. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly levels: Uint8Array;
}

const SHADES = ' ░▒▓█';
const RESET = '\u001b[0m';

/**
 * The lines of a picture, made smaller where it is wider than `most` characters.
 * @param depth bits of a colour that the terminal has: 24, 8, or less, which draws shades
 */
export function drawPicture(picture: Picture, depth: number, most: number): string[] {
  const { width, height, levels } = fitting(colours(picture), most);
  const pixel = (x: number, y: number): readonly number[] => {
    if (y >= height) return [0, 0, 0];
    return [0, 1, 2].map((channel) => levels[3 * (y * width + x) + channel]!);
  };
  const shade = shadesOf(levels);
  return Array.from({ length: Math.ceil(height / 2) }, (_, line) => {
    const characters = Array.from({ length: width }, (_, x) => {
      const [upper, lower] = [pixel(x, 2 * line), pixel(x, 2 * line + 1)];
      if (depth < 8) return shade((luminance(upper) + luminance(lower)) / 2);
      return `\u001b[${codeOf(upper, depth, 38)};${codeOf(lower, depth, 48)}m▀`;
    });
    return characters.join('') + (depth < 8 ? '' : RESET);
  });
}

/** A character for a level: the darkest of a picture has the lightest one, so that a pale picture is seen too. */
function shadesOf(levels: Uint8Array): (level: number) => string {
  let [least, most] = [255, 0];
  for (let i = 0; i < levels.length; i += 3) {
    const level = luminance([levels[i]!, levels[i + 1]!, levels[i + 2]!]);
    least = Math.min(least, level);
    most = Math.max(most, level);
  }
  if (least === most) [least, most] = [0, 255];
  return (level) => {
    const share = (level - least) / (most - least);
    return SHADES[Math.min(SHADES.length - 1, Math.max(0, Math.floor(share * SHADES.length)))]!;
  };
}

const luminance = ([red, green, blue]: readonly number[]) => 0.299 * red! + 0.587 * green! + 0.114 * blue!;

/** A colour as terminals are told it. @param ground 38 for what is drawn, 48 for what is behind it */
function codeOf(pixel: readonly number[], depth: number, ground: number): string {
  if (depth >= 24) return `${ground};2;${pixel.join(';')}`;
  const [red, green, blue] = pixel.map((level) => Math.round((level / 255) * 5));
  return `${ground};5;${16 + 36 * red! + 6 * green! + blue!}`;
}

/** Grey as three equal colours. */
function colours({ width, height, channels, levels }: Picture): Picture {
  if (channels === 3) return { width, height, channels, levels };
  const all = Uint8Array.from({ length: 3 * width * height }, (_, i) => {
    return levels[Math.floor(i / 3) * channels]!;
  });
  return { width, height, channels: 3, levels: all };
}

/** Each pixel is the mean of those that it stands for. */
function fitting(picture: Picture, most: number): Picture {
  if (picture.width <= most) return picture;
  const width = most;
  const height = Math.max(1, Math.round((picture.height * most) / picture.width));
  const levels = new Uint8Array(3 * width * height);
  const edge = (i: number, from: number, to: number) => Math.floor((i * from) / to);
  for (let y = 0; y < height; y++) {
    const [top, bottom] = [edge(y, picture.height, height), edge(y + 1, picture.height, height)];
    for (let x = 0; x < width; x++) {
      const [left, right] = [edge(x, picture.width, width), edge(x + 1, picture.width, width)];
      for (let channel = 0; channel < 3; channel++) {
        let [sum, count] = [0, 0];
        for (let v = top; v < Math.max(bottom, top + 1); v++) {
          for (let u = left; u < Math.max(right, left + 1); u++) {
            sum += picture.levels[3 * (v * picture.width + u) + channel]!;
            count++;
          }
        }
        levels[3 * (y * width + x) + channel] = Math.round(sum / count);
      }
    }
  }
  return { width, height, channels: 3, levels };
}
