import { expect, test } from 'vitest';
import { skippedLine } from './skipped.ts';

test('nothing is said where nothing was skipped', () => {
  expect(skippedLine([])).toBeUndefined();
});

test('one line names what was skipped and one command that brings it', () => {
  const titles = [
    'NATS (needs nats-server) > a test',
    'NATS (needs nats-server) > another',
    'a page (needs chromium)',
    'two hosts (needs network namespaces, chromium)',
    'real MNIST (needs LOCKSTEP_DATA_DIR) > a test (of two)',
  ];
  expect(skippedLine(titles)).toBe(
    'Skipped: 5 tests that need nats-server (2), chromium (2), network namespaces (1), LOCKSTEP_DATA_DIR (1). ' +
      'To run them: run as root; set LOCKSTEP_DATA_DIR to a folder with mnist/, fashion-mnist/ and imdb/; ' +
      'apt-get install nats-server chromium iproute2 nftables',
  );
});

test('a title that names no need is told', () => {
  expect(skippedLine(['later'])).toMatch(/something that its title does not tell \(1\)/);
});
