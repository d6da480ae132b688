// Executes probes as the kubelet does, from the node's network: { id, probe, address } in, { id, trouble } out.
import { connect } from 'node:net';
import { credentials, makeGenericClientConstructor } from '@grpc/grpc-js';
import { service } from 'grpc-health-check';

const Health = makeGenericClientConstructor(service, 'Health');

async function http({ path, port }, address, ms) {
  const { ok, status } = await fetch(`http://${address}:${port}${path}`, { signal: AbortSignal.timeout(ms) });
  if (!ok) throw new Error(`${path} answers with ${status}`);
}

async function tcp({ port }, address, ms) {
  await new Promise((resolve, reject) => {
    const socket = connect({ host: address, port, signal: AbortSignal.timeout(ms) }, () =>
      resolve(socket.destroy()),
    );
    socket.once('error', reject);
  });
}

async function grpc({ port }, address, ms) {
  const client = new Health(`${address}:${port}`, credentials.createInsecure());
  try {
    const { status } = await new Promise((resolve, reject) =>
      client.check({ service: '' }, { deadline: Date.now() + ms }, (error, answer) =>
        error ? reject(error) : resolve(answer),
      ),
    );
    if (status !== 'SERVING') throw new Error(`the service is ${status}`);
  } finally {
    client.close();
  }
}

process.on('message', async ({ id, probe, address }) => {
  const ms = 1000 * (probe.timeoutSeconds ?? 1);
  try {
    if (probe.httpGet) await http(probe.httpGet, address, ms);
    else if (probe.grpc) await grpc(probe.grpc, address, ms);
    else await tcp(probe.tcpSocket, address, ms);
    process.send({ id });
  } catch (error) {
    process.send({ id, trouble: String(error.cause?.message ?? error.message) });
  }
});
