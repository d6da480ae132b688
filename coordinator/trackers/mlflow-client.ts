import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { LockstepError } from '../../base/errors.ts';

/** How a server knows who asks; each left out where it asks nobody. */
export interface MlflowLogin {
  readonly token?: string | undefined;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
}

export interface MlflowRun {
  readonly info: {
    readonly run_id: string;
    readonly experiment_id: string;
    readonly artifact_uri?: string;
    readonly lifecycle_stage?: string;
  };
  readonly data?: { readonly params?: readonly { readonly key: string; readonly value: string }[] };
}

/** Longest that a server may take to answer, or to take the next piece of a file, in ms. */
const SILENCE_MS = 10_000;
const MOST_SAID = 300;
/** Answers after which another attempt may succeed. */
const PASSING = new Set([408, 425, 429, 500, 502, 503, 504]);

/** Calls of MLflow's REST API, as https://mlflow.org/docs/latest/rest-api.html has them. */
export class MlflowClient {
  /** Without a slash at its end. */
  readonly url: string;
  readonly #login: Readonly<Record<string, string>>;

  constructor(url: string, login: MlflowLogin = {}) {
    this.url = url.replace(/\/+$/, '');
    this.#login = authorization(login);
  }

  /** Id of the experiment of this name, which is made where there is none. */
  async experiment(name: string): Promise<string> {
    const query = `experiments/get-by-name?experiment_name=${encodeURIComponent(name)}`;
    const known = await this.#find<{ experiment: { experiment_id: string } }>(query);
    if (known) return known.experiment.experiment_id;
    try {
      return (await this.post<{ experiment_id: string }>('experiments/create', { name })).experiment_id;
    } catch (error) {
      // Another run may have made it since.
      const made = await this.#find<{ experiment: { experiment_id: string } }>(query);
      if (made) return made.experiment.experiment_id;
      throw error;
    }
  }

  /** Undefined where there is no such run, or it was deleted. */
  async run(id: string): Promise<MlflowRun | undefined> {
    const found = await this.#find<{ run: MlflowRun }>(`runs/get?run_id=${encodeURIComponent(id)}`);
    return found?.run.info.lifecycle_stage === 'deleted' ? undefined : found?.run;
  }

  /** @throws LockstepError UNREACHABLE where another attempt may succeed; UNAUTHENTICATED | BAD_INPUT where none can */
  async post<T>(call: string, body: object): Promise<T> {
    const headers = { 'content-type': 'application/json' };
    const init = { method: 'POST', headers, body: JSON.stringify(body) };
    return (await this.#answer(`api/2.0/mlflow/${call}`, init)).json as T;
  }

  /** Stores a file through the server. @param path below the root of its artifacts @throws as `post` */
  async upload(path: string, file: string): Promise<void> {
    const { size } = await stat(file);
    const silence = new AbortController();
    const timer = setTimeout(() => silence.abort(new Error('it takes nothing more')), SILENCE_MS);
    const content = createReadStream(file).on('data', () => timer.refresh());
    try {
      const to = path.split('/').map(encodeURIComponent).join('/');
      await this.#answer(`api/2.0/mlflow-artifacts/artifacts/${to}`, {
        method: 'PUT',
        headers: { 'content-type': 'application/octet-stream', 'content-length': String(size) },
        body: content,
        duplex: 'half',
        signal: silence.signal,
      });
    } finally {
      clearTimeout(timer);
      content.destroy();
    }
  }

  async #find<T>(query: string): Promise<T | undefined> {
    const { status, json } = await this.#answer(`api/2.0/mlflow/${query}`, {}, [404]);
    return status === 404 ? undefined : (json as T);
  }

  async #answer(path: string, init: RequestInit, allowed: readonly number[] = []) {
    let response: Response;
    let text: string;
    try {
      const signal = init.signal ?? AbortSignal.timeout(SILENCE_MS);
      // A connection that is kept may be closed by the server just as the next call begins.
      const headers = { ...init.headers, ...this.#login, connection: 'close' };
      response = await fetch(`${this.url}/${path}`, { ...init, headers, signal });
      text = await response.text();
    } catch (cause) {
      throw new LockstepError('UNREACHABLE', `MLflow does not answer: ${reasonOf(cause)}`, { cause });
    }
    const { status, ok } = response;
    if (ok || allowed.includes(status)) return { status, json: parsed(text) };
    const said = `MLflow answers ${status}: ${messageOf(text)}`;
    if (PASSING.has(status)) throw new LockstepError('UNREACHABLE', said);
    if (status !== 401 && status !== 403) throw new LockstepError('BAD_INPUT', said);
    throw new LockstepError('UNAUTHENTICATED', said, {
      hint: 'Set MLFLOW_TRACKING_TOKEN, or MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD',
    });
  }
}

function authorization({ token, username, password }: MlflowLogin): Record<string, string> {
  if (token) return { authorization: `Bearer ${token}` };
  if (!username) return {};
  const pair = Buffer.from(`${username}:${password ?? ''}`).toString('base64');
  return { authorization: `Basic ${pair}` };
}

/** What is no JSON comes from something else than MLflow, such as a proxy's page. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text || '{}');
  } catch (cause) {
    throw new LockstepError('BAD_INPUT', `what answers is not MLflow: ${text.slice(0, MOST_SAID)}`, {
      cause,
    });
  }
}

function messageOf(text: string): string {
  try {
    return String(JSON.parse(text).message).slice(0, MOST_SAID);
  } catch {
    return text.slice(0, MOST_SAID);
  }
}

/** The reason of a failed `fetch`, which is in the error's cause. */
function reasonOf(error: unknown): string {
  const { cause, message } = error as Error;
  return cause instanceof Error ? cause.message || String((cause as NodeJS.ErrnoException).code) : message;
}
