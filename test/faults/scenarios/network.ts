import { setTimeout as delay } from 'node:timers/promises';
import { mayMakeNamespaces, NetworkHosts } from '../../support/network-hosts.ts';
import type { Cluster } from '../cluster.ts';
import { broken, cluster, verdict } from '../runs.ts';
import type { Context, Row, Scenario } from '../scenario.ts';
import { seconds } from '../words.ts';

const EPOCHS = 100;
const FAR = 'worker-3';

/** Coordinator and three workers on one host, the fourth on another (network namespaces; needs root). */
export const network: Scenario = async (context) => {
  if (!mayMakeNamespaces()) return [];
  return [await partition(context), await blackhole(context)];
};

async function onTwoHosts(folder: string, hosts: NetworkHosts): Promise<Cluster> {
  const [near, far] = hosts.all;
  const run = await cluster(folder, {
    epochs: EPOCHS,
    local: 0,
    flags: ['--transport', 'tcp', '--insecure'],
    via: near.via,
    host: '0.0.0.0',
  });
  for (let i = 0; i < 3; i++) run.joinFrom(`worker-${i}`, near.via, near.address, near.address);
  run.joinFrom(FAR, far.via, near.address, far.address);
  await run.reaches(100);
  return run;
}

async function partition({ folder, say }: Context): Promise<Row> {
  using hosts = new NetworkHosts();
  const run = await onTwoHosts(folder, hosts);
  try {
    hosts.cut();
    const cut = Date.now();
    say('the fourth worker is cut off for 10 s');
    const next = await run.sees('generation_formed', ({ time }) => time > cut);
    await delay(Math.max(0, cut + 10_000 - Date.now()));
    hosts.heal();
    const healed = Date.now();
    const back = await run.sees(
      'generation_formed',
      ({ time, members }) => time > cut && members.includes(FAR),
    );
    const wrong = await broken(run, EPOCHS);
    const last = run.of('step').filter(({ generation }) => generation === next.generation - 1);
    const beyond = last.filter(({ step }) => step >= next.nextStep).length;
    const took = back.time - healed;
    return {
      fault: 'a worker cut off from all others for 10 s (network namespace, packets dropped)',
      shown: 'the minority commits nothing; rejoined ≤ 5 s after healing',
      result: `others go on after ${seconds(next.time - cut)}; ${beyond} steps committed by the minority; a rank again ${seconds(took)} after healing; ${verdict(wrong)}`,
      holds: wrong.length === 0 && beyond === 0 && took <= 5_000,
    };
  } finally {
    await run.end();
  }
}

async function blackhole({ folder, say }: Context): Promise<Row> {
  using hosts = new NetworkHosts();
  const run = await onTwoHosts(folder, hosts);
  try {
    hosts.cutAllBut(run.port);
    const cut = Date.now();
    say('packets between the fourth worker and its peers vanish');
    const found = await run.sees('generation_broken', ({ time }) => time > cut);
    const held = await run.sees('worker_held_back', ({ time }) => time > cut);
    const next = await run.sees('step', ({ time }) => time > held.time);
    const wrong = await broken(run, EPOCHS);
    const took = found.time - cut;
    return {
      fault: 'links between peers blackholed without FIN; the coordinator is reached as before',
      shown: 'found ≤ 3 s at test settings',
      result: `found after ${seconds(took)}; goes on without the worker after ${seconds(next.time - cut)}; ${verdict(wrong)}`,
      holds: wrong.length === 0 && took <= 3_000,
    };
  } finally {
    await run.end();
  }
}
