import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** What a folder's sources may import of ours: the way imports point. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  proto: ['proto'],
  api: ['api', 'proto'],
  coordinator: ['coordinator', 'api', 'proto'],
  worker: ['worker', 'api', 'proto'],
  cli: ['cli', 'coordinator', 'worker', 'api', 'proto'],
};

function sources(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts') && !name.endsWith('.d.ts'))
    .map((name) => join(folder, name));
}

interface Import {
  readonly from: string;
  readonly typeOnly: boolean;
}

function imports(file: string): Import[] {
  const text = readFileSync(join(ROOT, file), 'utf8');
  const statements = text.matchAll(/^(?:import|export)( type)? [^;]*?from '([^']+)';|require\('([^']+)'\)/gm);
  return [...statements].map(([, type, from, required]) => ({
    from: from ?? required ?? '',
    typeOnly: !!type,
  }));
}

describe.each(Object.entries(MAY_IMPORT))('%s', (folder, allowed) => {
  test.each(sources(folder))('%s', (file) => {
    for (const { from, typeOnly } of imports(file)) {
      if (from.startsWith('.')) {
        const [room] = relative(ROOT, join(ROOT, dirname(file), from)).split('/');
        expect(allowed, `${file} imports ${from}`).toContain(room);
      } else if (from.startsWith('@tensorflow/') && !typeOnly) {
        expect(file, `${file} loads ${from}`).toMatch(/^worker\/engine\//);
      }
    }
  });
});

test.each([...sources('worker/trainer'), ...sources('collectives')])(
  '%s knows no network and no tfjs',
  (file) => {
    const foreign = imports(file).filter(({ from }) =>
      /^(@grpc|nats|node:net|node:tls|@tensorflow)/.test(from),
    );
    expect(foreign).toEqual([]);
  },
);
