import { BLUE, ORANGE, svg, TEXT_STYLE, xml } from '../../base/svg.ts';

const CELL = 34;
const LABEL = 90;

/**
 * A confusion matrix as a picture: rows are the true classes, columns the predicted ones.
 * @param output its name, where there are others
 * @param counts samples of each true and predicted class, row by row: `names.length` squared
 */
export function confusionSvg(counts: readonly number[], names: readonly string[], output?: string): string {
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
        `<rect x="${x}" y="${y}" width="${CELL - 1}" height="${CELL - 1}" rx="3" fill="${right ? BLUE : ORANGE}" fill-opacity="${(0.06 + 0.84 * strength).toFixed(2)}"/>` +
        `<text x="${x + CELL / 2}" y="${y + CELL / 2}" text-anchor="middle" dominant-baseline="middle" ${strength > 0.5 ? 'style="fill:#fff"' : ''}>${count || ''}</text>`
      );
    });
  });
  const labels = names.flatMap((name, i) => [
    `<text x="${LABEL - 8}" y="${LABEL + i * CELL + CELL / 2}" text-anchor="end" dominant-baseline="middle">${xml(name)}</text>`,
    `<text transform="translate(${LABEL + i * CELL + CELL / 2} ${LABEL - 8}) rotate(-45)">${xml(name)}</text>`,
  ]);
  return svg({
    width: side,
    height: side,
    fontSize: 11,
    title: output === undefined ? 'Confusion matrix' : `Confusion matrix of ${output}`,
    style: TEXT_STYLE,
    elements: [`<text x="4" y="14">true \\ predicted</text>`, ...labels, ...cells],
  });
}
