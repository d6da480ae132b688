import { expect, test } from 'vitest';
import { obstacleTo, thisMachine } from './platform.ts';

const on = (platform: string, arch: string, glibc?: string) => ({ platform, arch, glibc });

test('Linux with glibc has TensorFlow, on x64 with CUDA and on arm64 without', () => {
  expect(obstacleTo('cpu', on('linux', 'x64', '2.36'))).toBeUndefined();
  expect(obstacleTo('cuda', on('linux', 'x64', '2.36'))).toBeUndefined();
  expect(obstacleTo('cpu', on('linux', 'arm64', '2.36'))).toBeUndefined();
  expect(obstacleTo('cuda', on('linux', 'arm64', '2.36'))?.hint).toContain('Leave out --cuda');
});

test.each([
  [on('darwin', 'arm64'), 'macOS'],
  [on('win32', 'x64'), 'Windows'],
  [on('linux', 'riscv64', '2.41'), 'riscv64'],
  [on('linux', 'x64'), 'glibc'],
])('%o has none, and the reason names %s', (machine, word) => {
  expect(obstacleTo('cpu', machine)?.reason).toContain(word);
});

test('this machine is told by Node', () => {
  expect(thisMachine()).toMatchObject({ platform: process.platform, arch: process.arch });
});
