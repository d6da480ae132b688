/** What prometheus-adapter is to a cluster: the custom metrics API, here with one figure of one pod. */
import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Api } from './api.ts';
import { Authority } from './pki.ts';

const GROUP = 'custom.metrics.k8s.io';
const [VERSION, SERVICE] = ['v1beta2', 'custom-metrics'];
const GROUP_VERSION = `${GROUP}/${VERSION}`;

/**
 * Serves a metric of a pod and has the API server know of it.
 * @param value asked for at each request
 * @returns what closes it
 */
export async function serveMetric(
  api: Api,
  namespace: string,
  pod: string,
  metric: string,
  value: () => number,
): Promise<() => void> {
  const resource = { name: `pods/${metric}`, singularName: '', namespaced: true, kind: 'MetricValueList' };
  const resources = [{ ...resource, verbs: ['get'] }];
  const answers: Readonly<Record<string, (() => object) | undefined>> = {
    [`/apis/${GROUP_VERSION}`]: () => ({
      ...{ kind: 'APIResourceList', apiVersion: 'v1', groupVersion: GROUP_VERSION, resources },
    }),
    [`/apis/${GROUP_VERSION}/namespaces/${namespace}/pods/${pod}/${metric}`]: () => {
      const describedObject = { kind: 'Pod', apiVersion: '/v1', namespace, name: pod };
      const timestamp = new Date().toISOString();
      const item = { describedObject, metric: { name: metric }, timestamp, value: String(value()) };
      return { kind: 'MetricValueList', apiVersion: GROUP_VERSION, metadata: {}, items: [item] };
    },
  };
  const { certificate, key } = new Authority().issue('custom-metrics', [], ['127.0.0.1']);
  const server = createServer({ cert: certificate, key }, ({ url }, response) => {
    const answer = answers[url!.split('?')[0]!];
    response.writeHead(answer ? 200 : 404, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer ? answer() : {}));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  // By this the API server finds what no pod of the cluster serves.
  const outside = { type: 'ExternalName', externalName: 'localhost', ports: [{ port }] };
  const path = '/api/v1/namespaces/default/services';
  await api.do('POST', path, { metadata: { name: SERVICE }, spec: outside });
  const service = { namespace: 'default', name: SERVICE, port };
  const priorities = { groupPriorityMinimum: 100, versionPriority: 100 };
  const spec = { group: GROUP, version: VERSION, service, insecureSkipTLSVerify: true, ...priorities };
  const metadata = { name: `${VERSION}.${GROUP}` };
  await api.do('POST', '/apis/apiregistration.k8s.io/v1/apiservices', { metadata, spec });
  return () => {
    server.closeAllConnections();
    server.close();
  };
}
