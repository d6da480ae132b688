/**
 * Who may link: both ends prove that they hold the generation's key, without sending it.
 *
 *     dialer    hello: magic, generation, rank, sha256(run id), nonce
 *     listener  its nonce, HMAC(key, "listener" + hello + nonce)
 *     dialer    HMAC(key, "dialer" + hello + nonce)
 */
import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

const MAGIC = 0x4c4b5331;
const NONCE_BYTES = 32;
const MAC_BYTES = 32;
export const HELLO_BYTES = 12 + 32 + NONCE_BYTES;
export const ANSWER_BYTES = NONCE_BYTES + MAC_BYTES;
export const PROOF_BYTES = MAC_BYTES;

export interface Hello {
  readonly generation: number;
  readonly rank: number;
  readonly runHash: Buffer;
  /** The message as it was sent. */
  readonly bytes: Buffer;
}

export function runHash(runId: string): Buffer {
  return createHash('sha256').update(runId).digest();
}

export function encodeHello(runId: string, generation: number, rank: number): Buffer {
  const head = Buffer.alloc(12);
  head.writeUInt32BE(MAGIC, 0);
  head.writeUInt32BE(generation, 4);
  head.writeUInt32BE(rank, 8);
  return Buffer.concat([head, runHash(runId), randomBytes(NONCE_BYTES)]);
}

/** Undefined for anything but a hello. */
export function decodeHello(bytes: Buffer): Hello | undefined {
  if (bytes.byteLength !== HELLO_BYTES || bytes.readUInt32BE(0) !== MAGIC) return undefined;
  return {
    generation: bytes.readUInt32BE(4),
    rank: bytes.readUInt32BE(8),
    runHash: bytes.subarray(12, 44),
    bytes,
  };
}

export function encodeAnswer(key: Uint8Array, hello: Buffer): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  return Buffer.concat([nonce, mac(key, 'listener', hello, nonce)]);
}

/** The dialer's proof, or undefined when the answer does not come from a member. */
export function answerProof(key: Uint8Array, hello: Buffer, answer: Buffer): Buffer | undefined {
  const nonce = answer.subarray(0, NONCE_BYTES);
  if (!timingSafeEqual(answer.subarray(NONCE_BYTES), mac(key, 'listener', hello, nonce))) return undefined;
  return mac(key, 'dialer', hello, nonce);
}

export function proofHolds(key: Uint8Array, hello: Buffer, answer: Buffer, proof: Buffer): boolean {
  return timingSafeEqual(proof, mac(key, 'dialer', hello, answer.subarray(0, NONCE_BYTES)));
}

function mac(key: Uint8Array, role: string, hello: Buffer, nonce: Buffer): Buffer {
  return createHmac('sha256', key).update(role).update(hello).update(nonce).digest();
}
