// Succeeds when everything named answers: `node check.mjs tcp://host:port http://host:port/path ...`.
// Health check of the images and test of the chart; needs nothing but Node.
import { once } from 'node:events';
import { connect } from 'node:net';

const DEADLINE_MS = 4_000;

async function check(target) {
  const signal = AbortSignal.timeout(DEADLINE_MS);
  const url = new URL(target);
  if (url.protocol === 'http:') {
    const { ok, status } = await fetch(url, { signal });
    if (!ok) throw new Error(`it answers with ${status}`);
    return;
  }
  const socket = connect({ host: url.hostname, port: Number(url.port), signal });
  try {
    await once(socket, 'connect', { signal });
  } finally {
    socket.destroy();
  }
}

for (const target of process.argv.slice(2)) {
  try {
    await check(target);
    console.log(`${target} answers`);
  } catch (error) {
    console.error(`${target} does not answer: ${error.cause?.message ?? error.message}`);
    process.exitCode = 1;
  }
}
