/**
 * The stages of a Dockerfile by name, each with its instructions; '' holds what stands before the first.
 * Continued lines are joined, comments left out.
 */
export function stagesOf(text) {
  const lines = text
    .replaceAll(/^#.*\n/gm, '')
    .replaceAll(/\\\n/g, ' ')
    .split('\n');
  const stages = new Map([['', []]]);
  let stage = '';
  for (const line of lines.filter((line) => line.trim())) {
    const [, keyword, rest] = /^(\w+)\s+(.*)$/.exec(line);
    if (keyword === 'FROM') {
      stage = / AS (\S+)$/.exec(rest)[1];
      stages.set(stage, []);
    }
    stages.get(stage).push({ keyword, rest });
  }
  return stages;
}

/** The stage that a stage is built on: another of the file, or an image from elsewhere. */
export function baseOf(stages, name) {
  return stages.get(name)[0].rest.split(' ')[0];
}

/** The instructions of a stage, after those of the stages that it is built on. */
export function lineage(stages, name) {
  const base = baseOf(stages, name);
  return stages.has(base) ? [...lineage(stages, base), ...stages.get(name)] : stages.get(name);
}

/** What an image's processes find in their environment. */
export function environmentOf(instructions) {
  const settings = instructions
    .filter(({ keyword }) => keyword === 'ENV')
    .flatMap(({ rest }) => rest.split(' '));
  return Object.fromEntries(settings.map((setting) => setting.split(/=(.*)/s)));
}
