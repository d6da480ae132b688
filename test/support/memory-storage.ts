import { createHash } from 'node:crypto';
import type { ObjectStorage } from '../../datasets/sources/object-storage.ts';

type Call = 'read' | 'replace' | 'put' | 'open' | 'keys' | 'remove';

/** Object storage in memory. `before` is asked before each call, and fails it by throwing. */
export class MemoryStorage implements ObjectStorage {
  readonly address = 's3://bucket/run';
  readonly objects = new Map<string, Buffer>();
  before: (call: Call, key: string) => void | Promise<void> = () => {};
  /** Whether it does as S3 does, and not as servers that write in any case. */
  conditional = true;
  /** Of the last call of `replace` no answer comes: whoever asks again is told that the object has changed. */
  losesAnswers = false;

  async read(key: string) {
    await this.before('read', key);
    const content = this.objects.get(key);
    return content && { text: content.toString(), version: versionOf(content)! };
  }

  async replace(key: string, text: string, before: string | undefined) {
    await this.before('replace', key);
    const now = versionOf(this.objects.get(key));
    if (this.conditional && now !== before) return undefined;
    this.objects.set(key, Buffer.from(text));
    return this.losesAnswers ? undefined : versionOf(Buffer.from(text));
  }

  async put(key: string, pieces: AsyncIterable<Uint8Array>) {
    await this.before('put', key);
    const all: Uint8Array[] = [];
    for await (const piece of pieces) all.push(piece);
    this.objects.set(key, Buffer.concat(all));
  }

  async *open(key: string, start: number, end: number) {
    await this.before('open', key);
    yield (this.objects.get(key) ?? Buffer.alloc(0)).subarray(start, end);
  }

  async keys(prefix: string) {
    await this.before('keys', prefix);
    return [...this.objects.keys()].filter((key) => key.startsWith(prefix));
  }

  async remove(key: string) {
    await this.before('remove', key);
    this.objects.delete(key);
  }

  close() {}
}

function versionOf(content: Buffer | undefined): string | undefined {
  return content && createHash('sha256').update(content).digest('hex');
}
