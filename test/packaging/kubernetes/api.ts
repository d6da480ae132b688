/** The API of Kubernetes over HTTPS, as its clients see it. */
import { Agent, request } from 'node:https';
import { text } from 'node:stream/consumers';
import type { Credentials } from './pki.ts';

// biome-ignore lint/suspicious/noExplicitAny: objects of many kinds
export type Any = any;

export interface Answer {
  readonly status: number;
  readonly body: Any;
}

export class Api {
  readonly #port: number;
  readonly #agent: Agent;

  constructor(port: number, authority: string, { certificate, key }: Credentials) {
    this.#port = port;
    this.#agent = new Agent({ keepAlive: true, maxSockets: 4, ca: authority, cert: certificate, key });
  }

  /** @returns what the server says, whatever that is */
  async ask(method: string, path: string, body?: object, type = 'application/json'): Promise<Answer> {
    const options = { host: '127.0.0.1', port: this.#port, agent: this.#agent, method, path };
    const content = body && JSON.stringify(body);
    // Node sends the body of a DELETE without a length of its own accord.
    const about = content ? { 'content-type': type, 'content-length': Buffer.byteLength(content) } : {};
    const headers = { accept: 'application/json', ...about };
    return await new Promise((resolve, reject) => {
      const asked = request({ ...options, headers }, (answer) => {
        const isJson = answer.headers['content-type']?.startsWith('application/json');
        text(answer).then(
          (said) =>
            resolve({ status: answer.statusCode!, body: isJson ? JSON.parse(said) : { message: said } }),
          reject,
        );
      });
      asked.once('error', reject);
      asked.end(content);
    });
  }

  /** @throws where the server does not do it */
  async do(method: string, path: string, body?: object, type?: string): Promise<Any> {
    const answer = await this.ask(method, path, body, type);
    if (answer.status < 300) return answer.body;
    throw new Error(`${method} ${path}: ${answer.status} ${answer.body.message}`);
  }

  /** @returns undefined where there is no such thing */
  async get(path: string): Promise<Any> {
    const answer = await this.ask('GET', path);
    if (answer.status === 404) return undefined;
    if (answer.status < 300) return answer.body;
    throw new Error(`GET ${path}: ${answer.status} ${answer.body.message}`);
  }

  async list(path: string): Promise<Any[]> {
    return (await this.do('GET', path)).items;
  }

  close(): void {
    this.#agent.destroy();
  }
}
