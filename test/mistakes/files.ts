import { SOUND } from './sound.ts';

/** Whole job files. */
export const FILES: readonly (readonly [what: string, file: string, code: string, words: RegExp])[] = [
  [
    'no default export',
    `${SOUND} export const job = defineJob(sound);`,
    'BAD_INPUT',
    /the job file exports job and no default\. Write: export default defineJob/,
  ],
  ['nothing', 'const job = 1;', 'BAD_INPUT', /the job file exports nothing\. Write: export default/],
  [
    'a promise',
    `${SOUND} export default Promise.resolve(sound);`,
    'BAD_INPUT',
    /the job is a promise, not an object/,
  ],
  [
    'a package that is not there',
    `import x from 'not-there-at-all'; export default x;`,
    'BAD_INPUT',
    /does not compile: .*not-there-at-all/s,
  ],
  [
    'import.meta.url',
    `${SOUND} new URL('x.csv', import.meta.url); export default defineJob(sound);`,
    'BAD_INPUT',
    /job\.ts:\d+ asks for import\.meta\. A job travels .* context\.dataDir \(--data-dir\)/,
  ],
  [
    '__dirname',
    `${SOUND} const here = __dirname; export default defineJob(sound);`,
    'BAD_INPUT',
    /throws when it is loaded: __dirname is not defined \(job\.ts:\d+:\d+\)\. A job travels/,
  ],
  [
    'a program without updates',
    `${SOUND} export default defineJob({ name: 'p', data, batchSize: 4, epochs: 1,
      program: (tf) => ({ models: { model: dense(tf) }, updates: [] }) });`,
    'BAD_INPUT',
    /the program has no models or no updates/,
  ],
  [
    'a program whose metric hides the loss',
    `${SOUND} export default defineJob({ name: 'p', data, batchSize: 4, epochs: 1,
      program: (tf) => { const model = dense(tf); return { models: { model }, updates: [{ name: 'u', trains: [model],
        optimizer: tf.train.sgd(0.1), loss: ({ x }) => { const p = model.apply(x); return { loss: p.mean(), metrics: { loss: p.mean(-1) } }; } }] }; } });`,
    'BAD_INPUT',
    /has a metric that cannot be: "loss" is the name of another log/,
  ],
  [
    'a program whose loss is one a sample',
    `${SOUND} export default defineJob({ name: 'p', data, batchSize: 4, epochs: 1,
      program: (tf) => { const model = dense(tf); return { models: { model }, updates: [{ name: 'u', trains: [model],
        optimizer: tf.train.sgd(0.1), loss: ({ x }) => ({ loss: model.apply(x) }) }] }; } });`,
    'BAD_INPUT',
    /has a tensor of shape \[2,1\] for a loss\. Return \{ loss \} that is one number/,
  ],
];
