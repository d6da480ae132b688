/** The REST interface of TensorFlow Serving, a page, metrics and probes. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import * as z from 'zod';
import { type ErrorCode, LockstepError, nameError } from '../../base/errors.ts';
import type { Certificates } from '../../net/certificates.ts';
import { type HttpServer, metricsRoute, probe, type Route, serveHttp } from '../../net/http.ts';
import { bodyOf, refusal } from '../../net/requests.ts';
import { MOST_TOKENS, type PredictReply, type WrittenLine } from '../../proto/serving.ts';
import type { Answer } from './model.ts';
import { servedPage } from './page.ts';
import type { Service } from './service.ts';

export interface Listening {
  readonly host: string;
  readonly port: number;
  /** What callers must show, where the address is no loopback. */
  readonly token?: string | undefined;
  readonly tls?: Certificates | undefined;
}

/** Most bytes of a request. */
export const MOST_BYTES = 16 * 1024 ** 2;

/** Longest that those may take to arrive, in ms: at 5 Mbit/s. */
const REQUEST_MS = 30_000;

const STATUS: Partial<Record<ErrorCode, number>> = {
  ...{ BAD_INPUT: 400, BAD_DATA: 400, UNAUTHENTICATED: 401, BUSY: 503, ABORTED: 503, TIMEOUT: 504 },
};

const Body = z.union([
  z.object({ instances: z.array(z.unknown()) }),
  z.object({ inputs: z.union([z.array(z.unknown()), z.record(z.string(), z.array(z.unknown()))]) }),
]);

/** Longest beginning of a text, in characters. */
const MOST_PROMPT = 10_000;

const Writing = z.strictObject({
  prompt: z.string().max(MOST_PROMPT).default(''),
  length: z.int().min(1).max(MOST_TOKENS).default(60),
  temperature: z.number().min(0).default(0.8),
  top: z.int().min(1).default(40),
  seed: z.int().min(0).default(1),
});

/** @throws LockstepError ADDRESS_IN_USE */
export async function serveModelHttp(service: Service, listening: Listening): Promise<HttpServer> {
  const { host, port, token, tls } = listening;
  const { facts } = service.model;
  const base = `/v1/models/${facts.name}`;
  const html = await servedPage(facts);
  const guarded =
    (route: Route): Route =>
    async (request, response) => {
      const refused = refusal(request, host, token);
      if (refused === undefined) return await route(request, response);
      const error = refused === 403 ? 'another site’s page may not ask' : 'the token is missing or wrong';
      json(response, refused, { error });
    };
  const known: Record<string, Route> = {
    [base]: (_, response) =>
      json(response, 200, {
        model_version_status: [
          { version: '1', state: 'AVAILABLE', status: { error_code: 'OK', error_message: '' } },
        ],
      }),
    [`${base}/metadata`]: (_, response) =>
      json(response, 200, { model_spec: { name: facts.name }, metadata: facts }),
  };
  return await serveHttp({
    ...{ host, port, tls: tls?.context, portFlag: '--port', requestMs: REQUEST_MS },
    routes: {
      '/': (_, response) => {
        response.writeHead(200, PAGE_HEADERS).end(html);
      },
      ...Object.fromEntries(Object.entries(known).map(([path, route]) => [path, guarded(route)])),
      '/metrics': metricsRoute(() => service.metrics.text()),
      '/healthz': probe(() => undefined),
      '/readyz': probe(() => (service.closing ? 'the server is stopping' : undefined)),
    },
    posts: {
      [`${base}:predict`]: guarded(predictRoute(service)),
      [`${base}:generate`]: guarded(writeRoute(service)),
    },
  });
}

/** No other site may show the page in a frame. */
const PAGE_HEADERS = { 'content-type': 'text/html; charset=utf-8', 'x-frame-options': 'DENY' };

const INSTANCES = {
  what: 'instances or inputs',
  hint: 'Send { "instances": [...] }, one for each sample',
};

function predictRoute(service: Service): Route {
  return async (request, response) => {
    const gone = new AbortController();
    response.once('close', () => gone.abort(new LockstepError('ABORTED', 'the caller has gone')));
    try {
      let byRow = true;
      const questions = async () => {
        const body = await read(request, Body, INSTANCES);
        byRow = 'instances' in body;
        return await service.questions(instancesOf(body));
      };
      const answers = await service.answer('http', questions, gone.signal);
      json(response, 200, byRow ? inRows(answers) : inColumns(answers));
    } catch (raw) {
      const error = nameError(raw);
      json(response, STATUS[error.code] ?? 500, { error: error.describe() });
    }
  };
}

/** Text as it is written, a `WrittenLine` of JSON for each piece: no more than waits in memory where nobody reads. */
function writeRoute(service: Service): Route {
  return async (request, response) => {
    const gone = new AbortController();
    response.once('close', () => gone.abort(new LockstepError('ABORTED', 'the caller has gone')));
    const line = (content: WrittenLine) => `${JSON.stringify(content)}\n`;
    try {
      const writing = await read(request, Writing, {
        what: `a prompt, a length up to ${MOST_TOKENS}, a temperature, top and seed`,
        hint: 'Send { "prompt": "...", "length": 60, "temperature": 0.8 }',
      });
      const show = (text: string) => {
        if (!response.headersSent) response.writeHead(200, { 'content-type': 'application/x-ndjson' });
        response.write(line({ text }));
      };
      await service.write(writing, show, gone.signal);
      response.end();
    } catch (raw) {
      const error = nameError(raw);
      if (response.headersSent) response.end(line({ error: error.describe() }));
      else json(response, STATUS[error.code] ?? 500, { error: error.describe() });
    }
  };
}

/** @throws LockstepError BAD_INPUT for a body of another form, which `what` and `hint` describe */
async function read<T>(
  request: IncomingMessage,
  form: z.ZodType<T>,
  { what, hint }: { readonly what: string; readonly hint: string },
): Promise<T> {
  const content = await bodyOf(request, MOST_BYTES);
  if (!content) throw new LockstepError('BAD_INPUT', `the request has more than ${MOST_BYTES} bytes`);
  try {
    return form.parse(JSON.parse(content.toString('utf8')));
  } catch (cause) {
    throw new LockstepError('BAD_INPUT', `the request is not JSON with ${what}`, { hint, cause });
  }
}

/** Inputs by column are put together to samples. */
function instancesOf(body: z.infer<typeof Body>): readonly unknown[] {
  if ('instances' in body) return body.instances;
  const { inputs } = body;
  if (Array.isArray(inputs)) return inputs;
  const columns = Object.entries(inputs);
  const length = columns[0]?.[1].length ?? 0;
  const odd = columns.find(([, values]) => values.length !== length);
  if (odd) {
    throw new LockstepError(
      'BAD_INPUT',
      `input ${odd[0]} has ${odd[1].length} samples, ${columns[0]![0]} has ${length}`,
    );
  }
  const [only, ...others] = columns;
  if (only && others.length === 0) return only[1];
  return Array.from({ length }, (_, i) =>
    Object.fromEntries(columns.map(([name, values]) => [name, values[i]])),
  );
}

/** A model of one output gives its numbers, one of several gives them by name. */
function inRows(answers: readonly Answer[]): PredictReply {
  const predictions = answers.map(({ outputs }) => {
    const [one, ...more] = Object.values(outputs);
    return one && more.length === 0 ? one : outputs;
  });
  return { predictions, ...inWords(answers) };
}

function inColumns(answers: readonly Answer[]): object {
  const names = Object.keys(answers[0]!.outputs);
  const column = (name: string) => answers.map(({ outputs }) => outputs[name]);
  const outputs =
    names.length === 1 ? column(names[0]!) : Object.fromEntries(names.map((name) => [name, column(name)]));
  return { outputs, ...inWords(answers) };
}

/** Beside what TensorFlow Serving answers: the classes by name. */
function inWords(answers: readonly Answer[]): Pick<PredictReply, 'classes' | 'probabilities'> {
  if (answers[0]?.class === undefined) return {};
  return {
    classes: answers.map((answer) => answer.class!),
    probabilities: answers.map((answer) => answer.probabilities!),
  };
}

function json(response: ServerResponse, status: number, body: object): void {
  if (response.destroyed) return;
  // What is left of a body that was too long is not read.
  if (!response.req.complete) response.setHeader('connection', 'close');
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
