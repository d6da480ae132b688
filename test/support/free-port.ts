import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below the ports that systems give out by themselves, so that no connection and no server of another test gets it. */
const [FIRST, COUNT] = [20_000, 12_000];
/** Ports of each process, so that tests that run at once ask for different ones. */
const EACH = 16;
let asked = 0;

/** A port for a server that cannot choose one itself, or that comes back at the one that it had. */
export async function freePort(): Promise<number> {
  for (let left = COUNT; left > 0; left--) {
    const port = FIRST + ((EACH * process.pid + asked++) % COUNT);
    const probe = createServer().listen(port, '127.0.0.1');
    const free = await once(probe, 'listening').then(
      () => true,
      () => false,
    );
    if (!free) continue;
    await new Promise((resolve) => probe.close(resolve));
    return port;
  }
  throw new Error(`none of the ports from ${FIRST} to ${FIRST + COUNT - 1} is free`);
}
