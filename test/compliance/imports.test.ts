import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { circles } from '../support/circles.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** The rooms of the house, each with the rooms that it may import beside itself. */
const ROOMS: Record<string, readonly string[]> = {
  base: [],
  proto: ['base'],
  net: ['base', 'proto'],
  api: ['base', 'proto'],
  datasets: ['base', 'proto', 'api'],
  native: [],
  engine: ['base', 'api', 'native'],
  collectives: ['base', 'proto', 'net'],
  worker: ['base', 'proto', 'net', 'api', 'datasets', 'engine', 'collectives'],
  coordinator: ['base', 'proto', 'net', 'api', 'datasets'],
  page: ['base', 'proto'],
  cli: ['base', 'proto', 'net', 'api', 'datasets', 'engine', 'collectives', 'worker', 'coordinator'],
};

/**
 * What the folders inside a room may import of each other. Files at the top of a room are its entry and its
 * contract: they may import its folders, and its folders them.
 */
const INSIDE: Record<string, Record<string, readonly string[]>> = {
  datasets: {
    sources: [],
    formats: ['sources'],
    preparation: ['formats'],
    'stand-ins': ['preparation'],
    augmentation: [],
    shards: ['formats', 'preparation', 'sources'],
    own: ['formats', 'preparation', 'shards', 'sources'],
  },
  engine: {
    runtime: [],
    tfjs: [],
    layers: ['tfjs'],
    optimizers: ['tfjs'],
    program: ['tfjs'],
    compiled: ['runtime', 'tfjs', 'optimizers', 'program'],
    onnx: ['tfjs'],
    local: ['runtime', 'tfjs', 'layers', 'optimizers', 'program', 'compiled', 'onnx'],
    thread: ['local'],
  },
  collectives: { transport: [], algorithms: ['transport'] },
  worker: {
    checkpoint: [],
    trainer: ['checkpoint'],
    session: ['checkpoint', 'trainer'],
    data: ['trainer', 'session'],
    observe: ['trainer'],
  },
  coordinator: {
    membership: [],
    events: [],
    store: ['membership', 'events'],
    mirror: ['store'],
    commands: ['events', 'store'],
    run: ['membership', 'events', 'store', 'commands'],
    server: ['store', 'run'],
    observe: ['membership', 'events', 'store', 'commands', 'run'],
    trackers: ['events', 'store', 'run'],
  },
  cli: {
    arguments: ['bench', 'certs', 'commands', 'estimate', 'init', 'sweep'],
    terminal: [],
    certs: ['terminal'],
    init: ['terminal'],
    input: [],
    bench: ['terminal', 'certs'],
    estimate: ['terminal', 'bench'],
    'check-gpu': ['terminal', 'bench'],
    serve: ['input'],
    data: ['terminal', 'input'],
    sweep: ['terminal'],
    commands: ['terminal', 'input', 'serve', 'data'],
  },
};

interface Import {
  /** A path from the root, or the name of a package. */
  readonly from: string;
  readonly ours: boolean;
  readonly typeOnly: boolean;
}

const FILES = Object.keys(ROOMS).flatMap((room) =>
  readdirSync(join(ROOT, room), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.ts$/.test(name) && !/\.(test|d)\.ts$/.test(name))
    .map((name) => join(room, name)),
);
const IMPORTS = new Map(FILES.map((file) => [file, importsOf(file)]));

function importsOf(file: string): Import[] {
  const text = readFileSync(join(ROOT, file), 'utf8');
  const statements = text.matchAll(
    /^(?:import|export)( type)? [^;]*?from '([^']+)';|(?:require|import)\('([^']+)'\)/gm,
  );
  return [...statements].map(([, type, from, called]) => {
    const path = from ?? called ?? '';
    const ours = path.startsWith('.');
    return { from: ours ? join(dirname(file), path) : path, ours, typeOnly: !!type };
  });
}

/** The folder of a room that a file stands in; undefined at the room's top. */
function folderOf(file: string): string | undefined {
  const [, folder, more] = file.split('/');
  return more === undefined ? undefined : folder;
}

const roomOf = (file: string) => file.split('/')[0]!;

describe.each(Object.entries(ROOMS))('%s imports what it may', (room, others) => {
  test.each(FILES.filter((file) => roomOf(file) === room))('%s', (file) => {
    for (const { from, ours, typeOnly } of IMPORTS.get(file)!) {
      if (ours) {
        expect([room, ...others], `${file} imports ${from}`).toContain(roomOf(from));
        const [inside, folder, other] = [INSIDE[room], folderOf(file), folderOf(from)];
        if (roomOf(from) === room && inside && folder && other && folder !== other) {
          expect(inside[folder], `${file} imports ${from}`).toContain(other);
        }
      } else if (from.startsWith('@tensorflow/') && !typeOnly) {
        expect(room, `${file} loads ${from}`).toBe('engine');
      }
    }
  });
});

test('no file imports itself by way of others', () => {
  const next = (file: string) => (IMPORTS.get(file) ?? []).filter(({ ours }) => ours).map(({ from }) => from);
  expect(circles(FILES, next)).toEqual([]);
});

test('no folder imports itself by way of others', () => {
  // Files of a folder that has folders of its own are its entry and contract: each stands for itself.
  const inner = new Set(FILES.map((file) => dirname(dirname(file))));
  const node = (file: string) => (inner.has(dirname(file)) ? file : dirname(file));
  const edges = new Map<string, Set<string>>();
  for (const file of FILES) {
    const to = edges.get(node(file)) ?? new Set();
    for (const { from, ours } of IMPORTS.get(file)!) {
      if (ours && IMPORTS.has(from) && node(from) !== node(file)) to.add(node(from));
    }
    edges.set(node(file), to);
  }
  expect(circles([...edges.keys()], (name) => [...(edges.get(name) ?? [])])).toEqual([]);
});

test.each(FILES.filter((file) => /^(worker\/trainer|collectives\/algorithms)\//.test(file)))(
  '%s knows no network and no tfjs',
  (file) => {
    const foreign = IMPORTS.get(file)!.filter(({ from }) =>
      /^(@grpc|nats|node:net|node:tls|@tensorflow|net\/)/.test(from),
    );
    expect(foreign).toEqual([]);
  },
);
