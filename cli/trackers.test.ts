import { expect, test } from 'vitest';
import { trackers } from './trackers.ts';

const ask = (flags: Parameters<typeof trackers>[0], env = {}) => trackers(flags, () => undefined, env);

test.each([
  [{ mlflow: 'sqlite:///mlflow.db' }, '--mlflow (or MLFLOW_TRACKING_URI) is not the address of a server'],
  [{ otlp: 'host:4318' }, '--otlp (or OTEL_EXPORTER_OTLP_ENDPOINT) is not the address of a server'],
  [{ mlflow: 'http://user:hidden@host' }, 'holds a password'],
  [{ otlp: 'https://hidden@host' }, 'holds a password'],
])('%j is refused, and no password is repeated', (flags, message) => {
  expect(() => ask(flags)).toThrow(message);
  expect(() => ask(flags)).not.toThrow(/hidden/);
});

test('an empty address stands for none; secrets come by the environment', () => {
  expect(ask({ mlflow: '', otlp: '' })).toMatchObject({ mlflow: undefined, otlp: undefined });
  const env = { MLFLOW_TRACKING_TOKEN: 'secret', MLFLOW_EXPERIMENT_NAME: 'mine' };
  expect(ask({ mlflow: 'http://host:5000' }, env).mlflow).toMatchObject({
    url: 'http://host:5000',
    login: { token: 'secret' },
    experiment: 'mine',
  });
});
