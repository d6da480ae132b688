import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { JOBS } from '../../api/bundle.ts';
import { LockstepError } from '../../base/errors.ts';
import { makeFolderSync } from '../../base/folders.ts';
import { VERSION } from '../../base/version.ts';
import { Terminal } from '../terminal/terminal.ts';
import { digitPictures, type Files, reviewTable } from './examples.ts';
import type { Template } from './templates.ts';

const JOB = 'my-job.ts';
const shipped = (path: string) => readFileSync(join(JOBS, path));
const penguins = () => ({ 'data/penguins.csv': shipped('data/penguins.csv') });

/** What stands beside each template's job. */
const BESIDE: Readonly<Record<Template, () => Files>> = {
  csv: penguins,
  images: () => digitPictures('data/digits', 400),
  text: () => ({ 'data/reviews.csv': reviewTable(600) }),
  keras: () => ({ 'model.keras': shipped('templates/model.keras'), ...penguins() }),
};

/** Left alone where they are there: a project has its own. */
const PROJECT: Files = {
  'package.json': json({
    private: true,
    type: 'module',
    scripts: { train: `lockstep train ${JOB}` },
    dependencies: { lockstep: `^${VERSION}` },
  }),
  'tsconfig.json': json({
    compilerOptions: {
      target: 'es2022',
      module: 'preserve',
      strict: true,
      noEmit: true,
      skipLibCheck: true,
      types: ['lockstep/keras'],
    },
  }),
};

/**
 * `lockstep init`: a job that trains at once, its data, and what a TypeScript project needs. Nothing is overwritten.
 * @throws LockstepError BAD_INPUT, before anything is written, where the job or its data is there already
 */
export function initProject(folder: string, template: Template): void {
  const files: Files = { [JOB]: shipped(`templates/${template}.ts`), ...BESIDE[template]() };
  const taken = Object.keys(files).find((path) => existsSync(join(folder, path)));
  if (taken !== undefined) {
    throw new LockstepError(
      'BAD_INPUT',
      `${join(folder, taken)} is there already, and nothing is overwritten`,
      {
        hint: 'Name another folder: lockstep init my-project',
      },
    );
  }
  const lacking = Object.entries(PROJECT).filter(([path]) => !existsSync(join(folder, path)));
  for (const [path, content] of [...Object.entries(files), ...lacking]) {
    makeFolderSync(dirname(join(folder, path)));
    writeFileSync(join(folder, path), content, { flag: 'wx' });
  }
  explain(
    folder,
    Object.keys(files),
    lacking.some(([path]) => path === 'package.json'),
  );
}

function explain(folder: string, files: readonly string[], isNew: boolean): void {
  const terminal = new Terminal();
  const data = files.filter((path) => path !== JOB);
  const many = `${data.length} files in ${dirname(dirname(data[0]!))}`;
  const steps = [
    ...(folder === '.' ? [] : [`cd ${folder}`]),
    ...(isNew ? ['npm install'] : []),
    'npx lockstep setup               # once: TensorFlow, for speed',
    `npx lockstep data ${JOB}      # what the model will get`,
    `npx lockstep train ${JOB}`,
  ];
  terminal.print(`${join(folder, JOB)} trains on ${data.length > 2 ? many : data.join(' and ')}. Next:\n`);
  for (const step of steps) terminal.print(`  ${step}`);
}

function json(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
