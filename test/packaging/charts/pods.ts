import type { Manifest } from '../../support/helm.ts';

// biome-ignore lint/suspicious/noExplicitAny: the schemas test holds the types
type Any = any;

/** A pod as the release makes it: of a StatefulSet's template, or the test hook's. */
export interface PodTemplate {
  readonly owner: string;
  readonly kind: string;
  readonly labels: Record<string, string>;
  readonly spec: Any;
  /** Claims of the StatefulSet's own, which its pods mount by name. */
  readonly claims: readonly string[];
}

export function podsOf(manifests: readonly Manifest[]): PodTemplate[] {
  return manifests.flatMap(({ kind, metadata, spec }) => {
    if (kind === 'Pod')
      return [{ owner: metadata.name, kind, labels: metadata.labels ?? {}, spec, claims: [] }];
    if (kind !== 'StatefulSet') return [];
    const claims = (spec.volumeClaimTemplates ?? []).map((claim: Manifest) => claim.metadata.name);
    const { template } = spec;
    return [{ owner: metadata.name, kind, labels: template.metadata.labels, spec: template.spec, claims }];
  });
}

export function containersOf({ spec }: PodTemplate): Any[] {
  return [...(spec.initContainers ?? []), ...spec.containers];
}

/** Whether labels satisfy a selector's matchLabels and matchExpressions (operator In). */
export function selects(
  selector: {
    matchLabels?: Record<string, string>;
    matchExpressions?: { key: string; values: string[] }[];
  },
  labels: Record<string, string>,
): boolean {
  const { matchLabels = {}, matchExpressions = [] } = selector;
  return (
    Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
    matchExpressions.every(({ key, values }) => values.includes(labels[key] ?? ''))
  );
}

/** The value of `--name=value` among a container's arguments. */
export function argument(container: { args: string[] }, name: string): string | undefined {
  const prefix = `--${name}=`;
  return container.args.find((arg) => arg.startsWith(prefix))?.slice(prefix.length);
}
