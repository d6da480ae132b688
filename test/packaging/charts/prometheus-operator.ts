/** The parts of monitoring.coreos.com/v1 that the chart uses, by the operator's API reference. */

export interface Metadata {
  name: string;
  labels?: Record<string, string>;
}

export interface PodMonitor {
  apiVersion: 'monitoring.coreos.com/v1';
  kind: 'PodMonitor';
  metadata: Metadata;
  spec: {
    selector: {
      matchLabels?: Record<string, string>;
      matchExpressions?: {
        key: string;
        operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist';
        values?: string[];
      }[];
    };
    podMetricsEndpoints: { port: string; path?: string; interval?: string }[];
  };
}

interface Rule {
  expr: string | number;
  alert?: string;
  record?: string;
  for?: string;
  keep_firing_for?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
}

export interface PrometheusRule {
  apiVersion: 'monitoring.coreos.com/v1';
  kind: 'PrometheusRule';
  metadata: Metadata;
  spec: { groups: { name: string; interval?: string; rules: Rule[] }[] };
}
