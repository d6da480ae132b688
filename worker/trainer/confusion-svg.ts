/** A confusion matrix as a picture: rows are the true classes, columns the predicted ones. */
const CELL = 34;
const LABEL = 90;

export function confusionSvg(counts: readonly number[], names: readonly string[]): string {
  const classes = names.length;
  const side = LABEL + classes * CELL + 20;
  const rows = Array.from({ length: classes }, (_, truth) =>
    counts.slice(truth * classes, (truth + 1) * classes),
  );
  const cells = rows.flatMap((row, truth) => {
    const total = Math.max(
      1,
      row.reduce((sum, count) => sum + count, 0),
    );
    return row.map((count, predicted) => {
      const right = truth === predicted;
      // Mistakes are rare, so their colour follows the square root of their part.
      const strength = right ? count / total : Math.min(1, 3 * Math.sqrt(count / total));
      const [x, y] = [LABEL + predicted * CELL, LABEL + truth * CELL];
      return (
        `<rect x="${x}" y="${y}" width="${CELL - 1}" height="${CELL - 1}" rx="3" fill="${right ? '#2563eb' : '#ea580c'}" fill-opacity="${(0.06 + 0.84 * strength).toFixed(2)}"/>` +
        `<text x="${x + CELL / 2}" y="${y + CELL / 2}" text-anchor="middle" dominant-baseline="middle" ${strength > 0.5 ? 'style="fill:#fff"' : ''}>${count || ''}</text>`
      );
    });
  });
  const labels = names.flatMap((name, i) => [
    `<text x="${LABEL - 8}" y="${LABEL + i * CELL + CELL / 2}" text-anchor="end" dominant-baseline="middle">${plain(name)}</text>`,
    `<text transform="translate(${LABEL + i * CELL + CELL / 2} ${LABEL - 8}) rotate(-45)">${plain(name)}</text>`,
  ]);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${side} ${side}" width="${side}" height="${side}" font-family="system-ui, sans-serif" font-size="11">`,
    '<title>Confusion matrix</title>',
    '<style>text{fill:#374151}@media (prefers-color-scheme:dark){text{fill:#d1d5db}}</style>',
    `<text x="4" y="14">true \\ predicted</text>`,
    ...labels,
    ...cells,
    '</svg>\n',
  ].join('\n');
}

function plain(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
