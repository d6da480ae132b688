/** What the options of a text say of its tokens. */

import type { LoadContext } from '../../api/data.ts';
import type { TokenOptions } from '../../api/file-options.ts';
import { BYTES, type TextSpec, VocabularyLearner, vocabularyOfTokenizer } from '../preparation/vocabulary.ts';
import { bytesOfFile } from '../sources/file.ts';
import { findFiles } from '../sources/find.ts';

export const TOKENS = 'tokens';
const DEFAULT_VOCABULARY = 20_000;
export const DEFAULT_LENGTH = 200;

/** The tokens of a text as far as the options say them, and a tokenizer's contents. */
export async function specOf({ unit, tokenizer }: TokenOptions, context: LoadContext): Promise<TextSpec> {
  if (tokenizer === undefined) return unit === undefined ? {} : { unit };
  const [file] = await findFiles(tokenizer, context);
  const content = Buffer.from(await bytesOfFile(file!, undefined, context.signal));
  return { unit: 'tokenizer', tokenizer: content.toString() };
}

/** The vocabulary of units that `learn` hands to what it is given; bytes and tokenizers have theirs. */
export async function vocabularyOf(
  spec: TextSpec,
  { tokens = DEFAULT_VOCABULARY, tokenizer = '' }: TokenOptions,
  learn: (take: (units: readonly string[]) => void) => Promise<void>,
): Promise<readonly string[]> {
  const learner = new VocabularyLearner();
  const isLearned = spec.unit !== 'bytes' && spec.unit !== 'tokenizer';
  await learn((units) => {
    if (isLearned) learner.take(units);
  });
  if (spec.unit === 'bytes') return BYTES;
  return isLearned ? learner.result(tokens) : await vocabularyOfTokenizer(spec.tokenizer ?? '', tokenizer);
}
