/**
 * Messages without their zeros, which many gradients are full of: behind inputs that are often zero, units that a relu has
 * switched off, words that no sample has. The bits of what is received are those of what was sent.
 *
 * A message is words of 32 bits, and the bytes that are left. 32 words are a block, 32 blocks a group. A sparse message is,
 * for each group: a word whose bit b says that block b has a word that is not zero; and for each such block a word whose bit
 * i says that its word i is not zero, then those words. The bytes that are left stand at the end. Little-endian.
 */

const WORD_BYTES = 4;
const BLOCK = 32;
const GROUP = 32 * BLOCK;
/** Fewest bytes of a message that is looked at. */
const LEAST_BYTES = 16 * 1024;
/** A word in so many is looked at: a prime, so that rows of a matrix are not met at the same place. */
const SAMPLE_STRIDE = 61;
/** A message is worth it where so many of its words are zero: one in ... */
const LEAST_ZEROS = 16;

/** A message without its zeros; undefined where it has few, or is small. It follows from the message alone. */
export function toSparse(data: Uint8Array): Uint8Array | undefined {
  if (data.byteLength < LEAST_BYTES) return undefined;
  const words = wordsOf(data);
  if (!looksSparse(words)) return undefined;
  const tail = data.subarray(words.length * WORD_BYTES);
  const groups = Math.ceil(words.length / GROUP);
  const out = new Int32Array(words.length + 33 * groups + 1);
  let to = 0;
  for (let group = 0; group < words.length; group += GROUP) {
    const head = to++;
    const end = Math.min(group + GROUP, words.length);
    let blocks = 0;
    for (let block = group; block < end; block += BLOCK) {
      const last = Math.min(block + BLOCK, end);
      let any = 0;
      for (let i = block; i < last; i++) any |= words[i]!;
      if (any === 0) continue;
      blocks |= 1 << ((block - group) / BLOCK);
      const place = to++;
      let mask = 0;
      for (let i = block; i < last; i++) {
        const word = words[i]!;
        if (word === 0) continue;
        mask |= 1 << (i - block);
        out[to++] = word;
      }
      out[place] = mask;
    }
    out[head] = blocks;
  }
  const sparse = new Uint8Array(out.buffer, 0, to * WORD_BYTES + tail.byteLength);
  sparse.set(tail, to * WORD_BYTES);
  return sparse.byteLength <= data.byteLength - data.byteLength / LEAST_ZEROS ? sparse : undefined;
}

/** The `length` bytes of a message whose zeros were left out; undefined where `sparse` is not such a message. */
export function fromSparse(sparse: Uint8Array, length: number): Uint8Array | undefined {
  const tail = length % WORD_BYTES;
  const body = sparse.byteLength - tail;
  if (body < 0 || body % WORD_BYTES !== 0) return undefined;
  const words = wordsOf(sparse.subarray(0, body));
  const count = (length - tail) / WORD_BYTES;
  const out = new Int32Array(count + 1);
  let from = 0;
  for (let group = 0; group < count; group += GROUP) {
    const own = Math.min(GROUP, count - group);
    for (let blocks = words[from++] ?? 0; blocks !== 0; blocks &= blocks - 1) {
      const block = BLOCK * lowestBit(blocks);
      let mask = words[from++] ?? 0;
      if (mask !== 0 && block + 31 - Math.clz32(mask) >= own) return undefined;
      // Beyond the end are zeros; that it was passed is seen below.
      for (; mask !== 0; mask &= mask - 1) out[group + block + lowestBit(mask)] = words[from++] ?? 0;
    }
  }
  if (from !== words.length) return undefined;
  const data = new Uint8Array(out.buffer, 0, length);
  data.set(sparse.subarray(body), length - tail);
  return data;
}

const lowestBit = (bits: number) => 31 - Math.clz32(bits & -bits);

function looksSparse(words: Int32Array): boolean {
  let [zeros, looks] = [0, 0];
  for (let at = 0; at < words.length; at += SAMPLE_STRIDE, looks++) if (words[at] === 0) zeros++;
  return zeros * LEAST_ZEROS >= looks;
}

/** The whole words of a message. */
function wordsOf(data: Uint8Array): Int32Array {
  const aligned = data.byteOffset % WORD_BYTES === 0 ? data : data.slice();
  return new Int32Array(aligned.buffer, aligned.byteOffset, Math.floor(data.byteLength / WORD_BYTES));
}
