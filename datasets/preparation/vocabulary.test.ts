import { expect, test } from 'vitest';
import {
  padded,
  type TextSpec,
  tokensOf,
  unitsOf,
  VocabularyLearner,
  vocabularyOfTokenizer,
} from './vocabulary.ts';

const TEXTS = ['Good film, GOOD cast!', "bad film; it's bad...", 'a good-bad  day\tout', 'naïve Café 42'];
const ASKED = ['good day, Film unknown', "it's bad"];
/** Of Keras 3.15.1: `TextVectorization(output_sequence_length=12, ...)` adapted to the texts, and the ids of those asked. */
const KERAS: Readonly<Record<string, { vocabulary: string[]; ids: number[][] }>> = {
  words: {
    vocabulary: [
      '',
      '[UNK]',
      'good',
      'film',
      'bad',
      'out',
      'naïve',
      'its',
      'goodbad',
      'day',
      'cast',
      'café',
      'a',
      '42',
    ],
    ids: [
      [2, 9, 3, 1, 0, 0, 0, 0, 0, 0, 0, 0],
      [7, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
    ],
  },
  ngrams: {
    vocabulary: [
      '',
      '[UNK]',
      'good',
      'film',
      'bad',
      'out',
      'naïve café',
      'naïve',
      'its bad',
      'its',
      'goodbad day',
      'goodbad',
      'good film',
      'good cast',
      'film its',
      'film good',
      'day out',
      'day',
      'cast',
      'café 42',
      'café',
      'bad film',
      'a goodbad',
      'a',
      '42',
    ],
    ids: [
      [2, 17, 3, 1, 1, 1, 1, 0, 0, 0, 0, 0],
      [9, 4, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0],
    ],
  },
  characters: {
    vocabulary: [
      '',
      '[UNK]',
      ' ',
      'a',
      'o',
      'd',
      't',
      'i',
      'g',
      'f',
      'b',
      's',
      'm',
      'l',
      'c',
      'ï',
      'é',
      'y',
      'v',
      'u',
      'n',
      'e',
      '4',
      '2',
      '\t',
    ],
    ids: [
      [8, 4, 4, 5, 2, 5, 3, 17, 2, 9, 7, 13],
      [7, 6, 11, 2, 10, 3, 5, 0, 0, 0, 0, 0],
    ],
  },
  small: {
    vocabulary: ['', '[UNK]', 'good', 'film', 'bad'],
    ids: [
      [2, 1, 3, 1, 0, 0, 0, 0, 0, 0, 0, 0],
      [1, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
    ],
  },
};
const SPECS: readonly [name: string, spec: TextSpec, size: number][] = [
  ['words', {}, 100],
  ['ngrams', { ngrams: 2 }, 100],
  ['characters', { unit: 'characters' }, 100],
  ['small', {}, 5],
];

test.each(SPECS)('%s: vocabulary and ids are those of TextVectorization', async (name, spec, size) => {
  const learner = new VocabularyLearner();
  for (const text of TEXTS) learner.take(unitsOf(text, spec));
  const vocabulary = learner.result(size);
  expect(vocabulary).toEqual(KERAS[name]!.vocabulary);
  const tokens = await tokensOf({ ...spec, vocabulary });
  expect(ASKED.map((text) => [...padded(tokens(text), 12)])).toEqual(KERAS[name]!.ids);
});

test('only letters of ASCII become small, as TensorFlow has it', () => {
  expect(unitsOf('ÉTÉ ABC', {})).toEqual(['ÉtÉ', 'abc']);
  expect(unitsOf('A, b', { plain: true })).toEqual(['A,', 'b']);
});

test('bytes are their own ids, behind padding and the unknown', async () => {
  const tokens = await tokensOf({ unit: 'bytes', vocabulary: [] });
  expect(tokens('aé')).toEqual([99, 197, 171]);
});

/** Two small tokenizers: WordPiece as BERT's, and byte-pair encoding as GPT-2's. */
const TOKENIZERS = {
  wordPiece: {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: [
      {
        id: 0,
        content: '[PAD]',
        single_word: false,
        lstrip: false,
        rstrip: false,
        normalized: false,
        special: true,
      },
    ],
    normalizer: {
      type: 'BertNormalizer',
      clean_text: true,
      handle_chinese_chars: true,
      strip_accents: null,
      lowercase: true,
    },
    pre_tokenizer: { type: 'BertPreTokenizer' },
    post_processor: null,
    decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
    model: {
      type: 'WordPiece',
      unk_token: '[UNK]',
      continuing_subword_prefix: '##',
      max_input_chars_per_word: 100,
      vocab: { '[PAD]': 0, '[UNK]': 1, play: 2, '##ing': 3, '##s': 4, film: 5, '!': 6, a: 7, cafe: 8 },
    },
  },
  bytePairs: {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: [],
    normalizer: null,
    pre_tokenizer: { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true },
    post_processor: null,
    decoder: { type: 'ByteLevel', add_prefix_space: true, trim_offsets: true, use_regex: true },
    model: {
      type: 'BPE',
      dropout: null,
      unk_token: null,
      continuing_subword_prefix: '',
      end_of_word_suffix: '',
      fuse_unk: false,
      byte_fallback: false,
      vocab: {
        a: 0,
        b: 1,
        c: 2,
        '\u0120': 3,
        ab: 4,
        abc: 5,
        '\u0120ab': 6,
        '\u00c3': 7,
        '\u00a9': 8,
        '\u00c3\u00a9': 9,
      },
      merges: ['a b', 'ab c', '\u0120 ab', '\u00c3 \u00a9'],
    },
  },
};
/** What Hugging Face's own tokenizers 0.22.1 (Python) make of two texts. */
const IDS = {
  wordPiece: [
    [2, 3, 5, 4, 6, 7, 8, 1],
    [1, 1, 1, 1],
  ],
  bytePairs: [
    [0, 3, 3, 0, 3, 0, 9, 3],
    [5, 6, 4, 3, 2, 9, 3, 5],
  ],
};

test.each(['wordPiece', 'bytePairs'] as const)('a tokenizer.json gives its own ids: %s', async (kind) => {
  const tokenizer = JSON.stringify(TOKENIZERS[kind]);
  const vocabulary = await vocabularyOfTokenizer(tokenizer, 't');
  const tokens = await tokensOf({ unit: 'tokenizer', tokenizer, vocabulary });
  expect(['Playing films! a Café unknown', 'abc abab cé abc'].map(tokens)).toEqual(IDS[kind]);
  expect(vocabulary[2]).toBe(kind === 'wordPiece' ? 'play' : 'c');
});

test('what is no tokenizer is refused', async () => {
  await expect(vocabularyOfTokenizer('{"a": 1', 'tokenizer.json')).rejects.toThrow(
    /tokenizer\.json cannot be used/,
  );
});
