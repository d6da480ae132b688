import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FILES } from '../../net/certificates.ts';
import { issue, makeAuthority } from '../certs/authority.ts';

/** Makes `folder` that of a worker, for an hour. */
export function certificatesIn(folder: string): string {
  const now = Date.now();
  const term = { from: new Date(now - 60_000), to: new Date(now + 3_600_000) };
  const authority = makeAuthority(term);
  const worker = issue(authority, 'worker', [], term);
  writeFileSync(join(folder, FILES.ca), authority.certificate);
  writeFileSync(join(folder, FILES.certificate), worker.certificate);
  writeFileSync(join(folder, FILES.key), worker.key, { mode: 0o600 });
  return folder;
}
