/** Two TLS sessions of the addon that talk through memory, while something damages what they say. */
import { createRequire } from 'node:module';
import { expect } from 'vitest';
import type { NativeTls } from '../../collectives/transport/secure-stream.ts';
import { addonPath } from '../../engine/runtime/layout.ts';
import type { Certificates } from '../../net/certificates.ts';
import { mutate, type Random, randomBytes } from '../faults/hostile/mutate.ts';
import { runtime } from './engines.ts';

/** Conversations, each with one damaged piece. @returns in how many of them both ends came to trust each other */
export function converseOften(times: number, random: Random, { context }: Certificates): number {
  const addon = createRequire(import.meta.url)(addonPath(runtime!.folder, 'exchange')) as NativeTls & {
    credentials(...pem: Uint8Array[]): object;
  };
  const [ca, certificate, key] = [context.ca, context.cert, context.key].map((pem) => Buffer.from(pem));
  const credentials = addon.credentials(ca!, certificate!, key!);
  let opened = 0;
  for (let i = 0; i < times; i++) if (converse(addon, credentials, i % 6, random)) opened++;
  return opened;
}

/** Neither end hears anything but the beginning of what the other one says, and only once it trusts it. */
function converse(addon: NativeTls, credentials: object, damaged: number, random: Random): boolean {
  const ends = [false, true].map((listens) => ({
    session: addon.session(credentials, listens),
    says: Buffer.alloc(40_000, Buffer.concat([Buffer.of(7), randomBytes(random, 99)])),
    heard: Buffer.alloc(0),
    open: false,
    said: false,
  }));
  let pieces = 0;
  for (let turn = 0; turn < 12; turn++) {
    const [here, there] = [ends[turn % 2]!, ends[(turn + 1) % 2]!];
    const say = here.open && !here.said ? here.says : undefined;
    if (say) here.said = true;
    const [open, , failure, out, heard] = addon.turn(here.session, say, false);
    if (heard.byteLength > 0) expect(open).toBe(true);
    here.open = open;
    here.heard = Buffer.concat([here.heard, heard]);
    expect(here.heard.equals(there.says.subarray(0, here.heard.byteLength))).toBe(true);
    if (out.byteLength > 0) addon.put(there.session, pieces++ === damaged ? mutate(out, random) : out);
    // What has failed stays so, whatever else is asked of it.
    if (failure) expect(addon.turn(here.session, here.says, true)[2]).toBe(failure);
  }
  return ends.every(({ open }) => open);
}
