/** Calls to a coordinator by whoever has no right to make them, with messages that make no sense. */
import { createSecureContext } from 'node:tls';
import { Client, credentials, Metadata, status } from '@grpc/grpc-js';
import { type Certificates, ROLES } from '../../../net/certificates.ts';
import { ControlService, DataService, MAX_MESSAGE_BYTES, TOKEN_KEY } from '../../../proto/services.ts';
import { type Random, randomBytes } from './mutate.ts';

const PATHS = [...Object.values(ControlService), ...Object.values(DataService)].map(({ path }) => path);
/** Longer than any answer takes on a busy machine. */
const DEADLINE_MS = 120_000;
/** Calls at a time, below what one connection may have open. */
const AT_ONCE = 32;

/** Makes `count` calls; every hundredth is larger than messages may be. @returns the statuses they ended with */
export async function badCalls(
  address: string,
  count: number,
  random: Random,
  { token, tls }: { token: string; tls?: Certificates | undefined },
): Promise<Set<string>> {
  const channel = tls
    ? credentials.createFromSecureContext(createSecureContext(tls.context))
    : credentials.createInsecure();
  const client = new Client(address, channel, { 'grpc.ssl_target_name_override': ROLES.coordinator });
  const metadata = new Metadata();
  metadata.set(TOKEN_KEY, token);
  const statuses = new Set<string>();
  const call = (message: Buffer) =>
    new Promise<void>((resolve) => {
      const options = { deadline: Date.now() + DEADLINE_MS };
      const same = (bytes: Buffer) => bytes;
      const path = PATHS[random(PATHS.length)]!;
      const stream = client.makeBidiStreamRequest(path, same, same, metadata, options);
      stream.on('error', () => {}).resume();
      stream.once('status', ({ code }) => {
        statuses.add(status[code]!);
        resolve();
      });
      stream.write(message);
      stream.end();
    });
  try {
    for (let made = 0; made < count; made += AT_ONCE) {
      const messages = Array.from({ length: Math.min(AT_ONCE, count - made) }, (_, i) =>
        (made + i) % 100 === 99 ? Buffer.alloc(MAX_MESSAGE_BYTES + 1) : randomBytes(random, 512),
      );
      await Promise.all(messages.map(call));
    }
  } finally {
    client.close();
  }
  return statuses;
}
