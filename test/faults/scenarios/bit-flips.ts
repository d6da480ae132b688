import { type AddressInfo, connect, createServer } from 'node:net';
import { Transform } from 'node:stream';
import { LockstepError } from '../../../base/errors.ts';
import { HEADER_BYTES } from '../../../collectives/transport/framing.ts';
import { HELLO_BYTES, PROOF_BYTES } from '../../../collectives/transport/handshake.ts';
import { listenAll, plans } from '../../support/mesh.ts';
import { seeded } from '../hostile/mutate.ts';
import type { Scenario } from '../scenario.ts';

const FLIPS = 1_000;
const CHUNK_BYTES = 64 * 1024;

/** A cable between two ranks that damages one bit of a frame: the receiver finds it and names the sender. */
export const bitFlips: Scenario = async ({ repetitions, say }) => {
  const flips = repetitions(FLIPS);
  const random = seeded(11);
  let found = 0;
  for (let i = 0; i < flips; i++) {
    // Every other one hits the header, each bit of it in turn.
    const inHeader = i % 2 === 0;
    const place = inHeader ? (i >> 4) % HEADER_BYTES : HEADER_BYTES + random(CHUNK_BYTES);
    if (await isFound(place, inHeader ? (i >> 1) % 8 : random(8))) found++;
    say(`${i + 1} of ${flips}`);
  }
  return [
    {
      fault: 'bit flip in a frame, every other one in its header (TLS off, checksums on)',
      shown: 'found, peer named',
      result: `${found} of ${flips} found, peer named`,
      holds: found === flips,
    },
  ];
};

/** @param place byte of the frame */
async function isFound(place: number, bit: number): Promise<boolean> {
  const { signal } = new AbortController();
  const endpoints = await listenAll('tcp', 2, () => ({ checksums: true }));
  const port = Number(endpoints[0]!.address.split(':')[1]);
  const frameAt = HELLO_BYTES + PROOF_BYTES;
  const cable = createServer((near) => {
    const far = connect(port, '127.0.0.1');
    near.pipe(flipAt(frameAt + place, bit)).pipe(far);
    far.pipe(near);
    for (const end of [near, far]) end.on('error', () => end.destroy());
    far.on('close', () => near.destroy());
  });
  await new Promise<void>((resolve) => cable.listen(0, '127.0.0.1', resolve));
  const address = `127.0.0.1:${(cable.address() as AddressInfo).port}`;
  const mesh = plans(endpoints).map((plan) => ({
    ...plan,
    members: plan.members.map((member) => (member.rank === 0 ? { ...member, address } : member)),
  }));
  const ranks = await Promise.all(endpoints.map((endpoint, i) => endpoint.connect(mesh[i]!, signal)));
  try {
    const slot = { step: 5, bucket: 0, sequence: 0 };
    const chunk = new Uint8Array(CHUNK_BYTES).fill(0x5a);
    const received = ranks[0]!.receive(1, slot, new Uint8Array(CHUNK_BYTES), signal);
    const outcome = received.then(() => undefined).catch((error: unknown) => error);
    // The receiver may hang up before it has read all of what is damaged.
    await ranks[1]!.send(0, slot, chunk, signal).catch(() => undefined);
    const error = await outcome;
    return error instanceof LockstepError && error.context.peer === 1 && /damaged/.test(error.message);
  } finally {
    await Promise.all([...ranks, ...endpoints].map((thing) => thing.close()));
    await new Promise((resolve) => cable.close(resolve));
  }
}

/** Lets bytes through, but for one bit of one of them. */
function flipAt(place: number, bit: number): Transform {
  let passed = 0;
  return new Transform({
    transform(piece: Buffer, _, done) {
      if (place >= passed && place < passed + piece.length) piece[place - passed]! ^= 1 << bit;
      passed += piece.length;
      done(null, piece);
    },
  });
}
