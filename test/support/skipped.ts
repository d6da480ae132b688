/** Says at the end of a run, in one line, which tests were skipped and what would bring them. */
import type { Reporter, TestModule } from 'vitest/node';

/** What titles name as `(needs …)`: the packages of Debian that bring it, or what else does. */
const REMEDIES: Readonly<Record<string, { readonly debian?: string; readonly other?: string }>> = {
  'nats-server': { debian: 'nats-server' },
  prometheus: { debian: 'prometheus' },
  chromium: { debian: 'chromium' },
  'network namespaces': { debian: 'iproute2 nftables', other: 'run as root' },
  pip: { debian: 'python3-pip' },
  'lockstep setup': { other: 'run `npx lockstep setup`' },
  go: { other: 'put Go 1.25 or newer on the PATH' },
  'a control plane': {
    other:
      'put etcd, kube-apiserver, kube-controller-manager and kube-scheduler on the PATH, or Go 1.25 or newer',
  },
  VictoriaMetrics: { other: 'put VictoriaMetrics 1.92 or newer on the PATH as victoria-metrics' },
  helm: { other: 'put helm 4 on the PATH' },
  LOCKSTEP_DATA_DIR: { other: 'set LOCKSTEP_DATA_DIR to a folder with mnist/, fashion-mnist/ and imdb/' },
  Linux: { other: 'run on Linux' },
};

/**
 * @param titles full names of the skipped tests, whose last `(needs a, b)` says what is lacking
 * @returns undefined where none was skipped
 */
export function skippedLine(titles: readonly string[]): string | undefined {
  if (titles.length === 0) return undefined;
  const counts = new Map<string, number>();
  for (const title of titles) {
    const [, needs] = /.*\(needs ([^)]+)\)/.exec(title) ?? [];
    for (const need of needs?.split(', ') ?? ['something that its title does not tell'])
      counts.set(need, (counts.get(need) ?? 0) + 1);
  }
  const remedies = [...counts.keys()].map((need) => REMEDIES[need] ?? {});
  const packages = new Set(remedies.flatMap(({ debian }) => debian?.split(' ') ?? []));
  const ways = new Set(remedies.flatMap(({ other }) => other ?? []));
  if (packages.size > 0) ways.add(`apt-get install ${[...packages].join(' ')}`);
  const missing = [...counts].map(([need, count]) => `${need} (${count})`).join(', ');
  return `Skipped: ${titles.length} tests that need ${missing}. To run them: ${[...ways].join('; ')}`;
}

export default class SkippedReporter implements Reporter {
  #filtered = false;

  onInit({ config }: Parameters<NonNullable<Reporter['onInit']>>[0]): void {
    this.#filtered = config.testNamePattern !== undefined;
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    // A filter by name skips all else.
    if (this.#filtered) return;
    const skipped = modules.flatMap(({ children }) => [...children.allTests('skipped')]);
    const line = skippedLine(skipped.map(({ fullName }) => fullName));
    if (line) console.log(line);
  }
}
