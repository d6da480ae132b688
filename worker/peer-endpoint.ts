import { asLockstepError } from '../base/errors.ts';
import { listen } from '../collectives/transport/endpoint.ts';
import { loadMemoryMaker } from '../collectives/transport/host-memory.ts';
import { hostIdentity } from '../collectives/transport/hosts.ts';
import { NativeExchange, type Secure } from '../collectives/transport/native.ts';
import { type Offer, withSharedMemory } from '../collectives/transport/shared.ts';
import type { Endpoint } from '../collectives/transport/transport.ts';
import { addonPath, bestRuntime, type Runtime } from '../engine/runtime/layout.ts';
import type { Certificates } from '../net/certificates.ts';
import type { RunConfig } from './introduce.ts';

export interface PeerOptions {
  /** Name or address under which peers reach this worker. */
  readonly peerHost: string;
  /** 0 takes any free port. */
  readonly peerPort: number;
  /** Left out, links are in the clear. */
  readonly tls?: Certificates | undefined;
  /** Folder that holds the TensorFlow runtime and the addons. */
  readonly cacheDir: string;
  /** Told how the all-reduce will travel, for the worker's log. */
  readonly onStatus: (text: string) => void;
}

/**
 * Opens the endpoint at which peers reach this worker. `auto` uses shared memory among ranks of one host, and TCP
 * between hosts. Without the native addons TCP and TLS work too, but slower, and the worker's log says so.
 * @throws LockstepError ADDRESS_IN_USE
 */
export async function openEndpoint(
  { transport, heartbeatMs, heartbeatTimeoutMs }: RunConfig,
  { peerHost: host, peerPort: port, tls, cacheDir, onStatus }: PeerOptions,
): Promise<Endpoint> {
  const pulse = { everyMs: heartbeatMs, silenceMs: heartbeatTimeoutMs };
  // TLS itself detects what the network damages.
  const where = { host, port, tls, checksums: !tls, pulse };
  if (transport === 'grpc') return await listen('grpc', where);
  const runtime = bestRuntime(cacheDir);
  const endpoint = await listen('tcp', { ...where, ...loadExchange(runtime, tls, onStatus) });
  // With nothing to offer it still answers those who ask.
  const onPlan = (text: string) => onStatus(`all-reduce: ${text}`);
  return transport === 'auto' ? withSharedMemory(endpoint, loadOffer(runtime, onStatus), onPlan) : endpoint;
}

/** Nothing, with a line in the log, where the addon does not work with this machine or this Node. */
function loadOffer(runtime: Runtime | undefined, onStatus: (text: string) => void): Offer | undefined {
  if (!runtime) return undefined;
  try {
    return { maker: loadMemoryMaker(addonPath(runtime.folder, 'shared')), host: hostIdentity() };
  } catch (error) {
    onStatus(`all-reduce: no shared memory: ${asLockstepError(error, 'ENGINE').message}`);
    return undefined;
  }
}

/** Nothing, with a line in the log, where there is no addon, or it does not work with this machine or this Node. */
function loadExchange(
  runtime: Runtime | undefined,
  tls: Certificates | undefined,
  onStatus: (text: string) => void,
): { native?: NativeExchange; secure?: Secure | undefined } {
  const links = tls ? 'TLS' : 'TCP';
  try {
    if (!runtime) throw new Error('see lockstep setup');
    const native = NativeExchange.load(addonPath(runtime.folder, 'exchange'));
    const secure = tls && native.secure(tls);
    onStatus(`all-reduce: ${links} with the native exchange`);
    return { native, secure };
  } catch (error) {
    const { message } = asLockstepError(error, 'ENGINE');
    onStatus(`all-reduce: ${links} without the native exchange, which is slower: ${message}`);
    return {};
  }
}
