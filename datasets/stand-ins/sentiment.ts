import type { Dataset, Split } from '../../api/data.ts';
import { sfc32 } from '../../base/random.ts';
import { encodeReview, type ImdbOptions } from '../preparation/reviews.ts';

const TRAIN = 20_000;
const TEST = 5_000;

const GOOD = 'great wonderful brilliant moving superb charming delightful perfect gripping funny'.split(' ');
const BAD = 'awful boring terrible dull dreadful clumsy tedious silly lifeless predictable'.split(' ');
const NEUTRAL = (
  'the a film story plot actor scene music ending camera script director character picture set time it was ' +
  'is and with in of this that people think about saw watched evening cinema first second half part whole'
).split(' ');
const NEGATION = 'not';

/** Every word of the corpus; its rank is its place, counted from 1. */
export const WORDS = [...NEUTRAL, NEGATION, ...GOOD, ...BAD];

/**
 * Generated reviews. Each has a sentiment and praises or blames at random, mostly as its sentiment is. Some opinions
 * are negated with "not", which a model that only counts words cannot follow.
 */
export function sentimentCorpus(options: ImdbOptions, why: string): Dataset {
  const random = sfc32(25, 50);
  return {
    name: 'sentiment-corpus',
    provenance: `built-in generated reviews (${why})`,
    substitute: true,
    classes: ['negative', 'positive'],
    train: compose(TRAIN, options, random),
    test: compose(TEST, options, random),
  };
}

function compose(length: number, { numWords, maxLen }: ImdbOptions, random: () => number): Split {
  const tokens = new Int32Array(length * maxLen);
  const labels = new Uint8Array(length);
  for (let row = 0; row < length; row++) {
    const { positive, words } = writeReview(random);
    labels[row] = positive ? 1 : 0;
    const ranks = words.map((word) => WORDS.indexOf(word) + 1);
    encodeReview(ranks, numWords, tokens.subarray(row * maxLen, (row + 1) * maxLen));
  }
  return {
    length,
    columns: [
      { name: 'tokens', type: 'int32', shape: [maxLen], values: tokens },
      { name: 'label', type: 'uint8', shape: [], values: labels },
    ],
  };
}

/** One generated review of `WORDS`. */
export function writeReview(random: () => number): { positive: boolean; words: readonly string[] } {
  const pick = (words: readonly string[]) => words[Math.floor(random() * words.length)]!;
  const positive = random() < 0.5;
  const review: string[] = [];
  const words = 30 + Math.floor(random() * 60);
  while (review.length < words) {
    if (random() > 0.12) {
      review.push(pick(NEUTRAL));
      continue;
    }
    const praise = random() < 0.8 ? positive : !positive;
    const turned = random() < 0.35;
    if (turned) review.push(pick([NEGATION]));
    review.push(pick(praise !== turned ? GOOD : BAD));
  }
  return { positive, words: review };
}
