/** Malformed things, the same every time: sound ones of a kind, damaged in the ways that find bugs. */
import { sfc32 } from '../../../base/random.ts';

export type Random = (below: number) => number;

export function seeded(seed: number): Random {
  const random = sfc32(seed, 0x5ec);
  return (below) => Math.floor(random() * below);
}

/** Numbers at which lengths and offsets go wrong. */
const EXTREMES = [0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0xffff, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff];

export function randomBytes(random: Random, most: number): Buffer {
  return Buffer.from(Array.from({ length: random(most + 1) }, () => random(256)));
}

/** One to four damages. */
export function mutate(sound: Uint8Array, random: Random): Buffer {
  let bytes: Buffer = Buffer.from(sound);
  for (let left = 1 + random(4); left > 0; left--) bytes = DAMAGES[random(DAMAGES.length)]!(bytes, random);
  return bytes;
}

const DAMAGES: readonly ((bytes: Buffer, random: Random) => Buffer)[] = [
  function flip(bytes, random) {
    if (bytes.length > 0) bytes[random(bytes.length)]! ^= 1 << random(8);
    return bytes;
  },
  function cutOff(bytes, random) {
    return bytes.subarray(0, random(bytes.length + 1));
  },
  function insert(bytes, random) {
    const at = random(bytes.length + 1);
    return Buffer.concat([bytes.subarray(0, at), randomBytes(random, 32), bytes.subarray(at)]);
  },
  function repeat(bytes, random) {
    const at = random(bytes.length + 1);
    return Buffer.concat([bytes, bytes.subarray(at, at + 64)]);
  },
  function extreme(bytes, random) {
    if (bytes.length < 4) return bytes;
    const [at, value] = [random(bytes.length - 3), EXTREMES[random(EXTREMES.length)]!];
    if (random(2) === 0) bytes.writeUInt32LE(value, at);
    else bytes.writeUInt32BE(value, at);
    return bytes;
  },
  function replace(_, random) {
    return randomBytes(random, 256);
  },
];
