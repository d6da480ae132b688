import { Server } from 'node:net';
import { expect, onTestFinished, test, vi } from 'vitest';
import { serveHttp } from './http.ts';
import { listen } from './listener.ts';

const opens = {
  listen: async () => await listen({ host: '127.0.0.1', port: 0 }, () => {}),
  serveHttp: async () => await serveHttp({ host: '127.0.0.1', port: 0, routes: {} }),
};

test.each(Object.entries(opens))('%s survives connections that cannot be accepted', async (_, open) => {
  const listening = vi.spyOn(Server.prototype, 'listen');
  onTestFinished(() => listening.mockRestore());
  const opened = await open();
  const server = listening.mock.contexts[0] as Server;
  // As Node says it where the process has too many files open; without a listener it would be uncaught.
  for (let i = 0; i < 3; i++)
    server.emit('error', Object.assign(new Error('accept EMFILE'), { code: 'EMFILE' }));
  expect(server.listening).toBe(true);
  await opened.close();
});
