/** SVG pictures that stand alone, as text. Pure. */

/** Colours that are readable on light and dark ground, and told apart without red or green. */
export const BLUE = '#2563eb';
export const ORANGE = '#ea580c';

/** Texts in grey, in light and dark. */
export const TEXT_STYLE = 'text{fill:#374151}@media (prefers-color-scheme:dark){text{fill:#d1d5db}}';

export interface Picture {
  /** In pixels, as all lengths. */
  readonly width: number;
  readonly height: number;
  readonly fontSize: number;
  /** What a screen reader says of the picture. */
  readonly title: string;
  /** CSS. */
  readonly style: string;
  /** SVG elements, drawn in order. Escape the texts in them with `xml`. */
  readonly elements: readonly string[];
}

/** A whole SVG file. */
export function svg({ width, height, fontSize, title, style, elements }: Picture): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="system-ui, sans-serif" font-size="${fontSize}">`,
    `<title>${xml(title)}</title>`,
    `<style>${style}</style>`,
    ...elements,
    '</svg>\n',
  ].join('\n');
}

/** A text as it stands in an element or in a quoted attribute. */
export function xml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
