import { expect, onTestFinished, test } from 'vitest';
import { serveHttp } from './http.ts';

test('a path that nobody answers is told what there is', async () => {
  const ok = { '/v1/models/cats': (_: unknown, response: { end(): void }) => response.end() };
  const posts = { '/v1/models/cats:predict': ok['/v1/models/cats'] };
  const server = await serveHttp({ host: '127.0.0.1', port: 0, routes: ok, posts });
  onTestFinished(() => server.close());
  const url = `http://127.0.0.1:${server.port}`;
  const there = 'There is GET /v1/models/cats, POST /v1/models/cats:predict';
  for (const [method, path, status] of [
    ['GET', '/v1/models/cat', 404],
    ['POST', '/v1/models/dogs:predict', 404],
    ['GET', '/v1/models/cats:predict', 405],
  ] as const) {
    const answer = await fetch(`${url}${path}?q`, { method });
    expect(answer.status).toBe(status);
    expect(await answer.json()).toEqual({ error: `nothing answers ${method} ${path} here. ${there}` });
  }
});
