/** A member of a generation that misbehaves inside or below TLS, as an honest implementation never would. */
import { createCipheriv, createHmac, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { Duplex } from 'node:stream';
import { connect as connectTls } from 'node:tls';
import { listen } from '../../collectives/transport/endpoint.ts';
import { ANSWER_BYTES, answerProof, encodeHello } from '../../collectives/transport/handshake.ts';
import type { Transport } from '../../collectives/transport/transport.ts';
import { type Certificates, ROLES } from '../../net/certificates.ts';
import type { MeshListenOptions } from './mesh.ts';

export interface TlsMember {
  /** Bytes inside TLS. Not after `record`. */
  say(bytes: Buffer): void;
  /** Bytes on the connection itself. */
  put(bytes: Buffer): void;
  /** A sound record of TLS with these contents, which are of this type (RFC 8446, 5.2). */
  record(contents: Buffer, type: number): Buffer;
  /** As `record`: says that new keys follow, and goes on with them. @param asks for new ones of the other side too */
  newKeys(asks?: boolean): Buffer;
  /** Waits until `text` has come inside TLS. @returns all that has come on the connection itself since the handshake */
  hears(text: Buffer): Promise<Buffer>;
  end(): void;
}

export const ALERT = 21;
export const HANDSHAKE = 22;
export const APPLICATION = 23;

/** Rank 0 of two, whose only peer holds key and certificate, and does this right after it has proved so. */
export async function tlsMemberThat(
  does: (member: TlsMember) => void,
  options: MeshListenOptions & { readonly tls: Certificates },
): Promise<{ transport: Transport; close(): Promise<void> }> {
  const endpoint = await listen('tcp', { host: '127.0.0.1', port: 0, ...options });
  const key = randomBytes(32);
  const { address } = endpoint;
  const members = [address, 'nobody:1'].map((at, rank) => ({ workerId: `w${rank}`, rank, address: at }));
  const socket = connect(Number(address.split(':')[1]), '127.0.0.1').on('error', () => {});
  // Node does TLS over a stream that is no socket: so what it sends can be followed by other bytes.
  const cable = new Duplex({
    read: () => {},
    write: (chunk, _, done) => socket.write(chunk, () => done()),
    final: (done) => socket.end(() => done()),
  });
  let came = Buffer.alloc(0);
  socket.on('data', (bytes) => {
    came = Buffer.concat([came, bytes]);
    cable.push(bytes);
  });
  const tls = connectTls({ socket: cable, ...options.tls.context, servername: ROLES.worker });
  tls.on('error', () => {});
  const keys = new Keys();
  tls.on('keylog', (line: Buffer) => keys.learn(line.toString()));
  await once(tls, 'secureConnect');
  const hello = encodeHello('run', 1, 1);
  const said = async (bytes: Buffer) => {
    keys.records++;
    await new Promise((resolve) => tls.write(bytes, resolve));
  };
  const acts = async () => {
    await said(hello);
    let answer = Buffer.alloc(0);
    while (answer.byteLength < ANSWER_BYTES) answer = Buffer.concat([answer, (await once(tls, 'data'))[0]]);
    await said(answerProof(key, hello, answer)!);
    const suite = tls.getCipher().standardName;
    came = Buffer.alloc(0);
    const hears = async (text: Buffer) => {
      for (let said = Buffer.alloc(0); !said.includes(text); )
        said = Buffer.concat([said, (await once(tls, 'data'))[0]]);
      return came;
    };
    does({
      say: (bytes) => void tls.write(bytes),
      put: (bytes) => void socket.write(bytes),
      record: (contents, type) => keys.record(suite, contents, type),
      newKeys: (asks = false) => keys.update(suite, asks),
      hears,
      end: () => void socket.end(),
    });
  };
  const { signal } = new AbortController();
  const plan = { runId: 'run', generation: 1, rank: 0, members, key };
  const [transport] = await Promise.all([endpoint.connect(plan, signal), acts()]);
  const close = async () => {
    tls.destroy();
    socket.destroy();
    await transport.close();
    await endpoint.close();
  };
  return { transport, close };
}

/** The keys with which a dialer sends (RFC 8446, 7). */
class Keys {
  #secret: Buffer = Buffer.alloc(0);
  /** Records that these keys have protected. */
  records = 0;

  learn(line: string): void {
    const [label, , secret] = line.trim().split(' ');
    if (label === 'CLIENT_TRAFFIC_SECRET_0') this.#secret = Buffer.from(secret!, 'hex');
  }

  record(suite: string, contents: Buffer, type: number): Buffer {
    const [cipher, keyBytes, hash] = suites[suite]!;
    const key = expand(hash, this.#secret, 'key', keyBytes);
    const nonce = expand(hash, this.#secret, 'iv', 12);
    for (let i = 0, left = this.records; left > 0; i++, left >>= 8) nonce[11 - i]! ^= left & 255;
    this.records++;
    const header = Buffer.from([APPLICATION, 3, 3, 0, 0]);
    header.writeUInt16BE(contents.byteLength + 1 + 16, 3);
    const seal = createCipheriv(cipher, key, nonce).setAAD(header);
    const body = [seal.update(Buffer.concat([contents, Buffer.of(type)])), seal.final()];
    return Buffer.concat([header, ...body, seal.getAuthTag()]);
  }

  update(suite: string, asks: boolean): Buffer {
    const record = this.record(suite, Buffer.of(24, 0, 0, 1, asks ? 1 : 0), HANDSHAKE);
    const [, , hash] = suites[suite]!;
    this.#secret = expand(hash, this.#secret, 'traffic upd', this.#secret.byteLength);
    this.records = 0;
    return record;
  }
}

const suites: Record<string, ['aes-128-gcm' | 'aes-256-gcm', number, string]> = {
  TLS_AES_128_GCM_SHA256: ['aes-128-gcm', 16, 'sha256'],
  TLS_AES_256_GCM_SHA384: ['aes-256-gcm', 32, 'sha384'],
};

/** HKDF-Expand-Label, for no more than one hash. */
function expand(hash: string, secret: Buffer, label: string, length: number): Buffer {
  const name = Buffer.from(`tls13 ${label}`);
  const info = Buffer.concat([Buffer.of(length >> 8, length & 255, name.byteLength), name, Buffer.of(0, 1)]);
  return createHmac(hash, secret).update(info).digest().subarray(0, length);
}
