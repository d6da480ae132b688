import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { readCertificates } from '../../net/certificates.ts';
import { seeded } from '../../test/faults/hostile/mutate.ts';
import { authority, member } from '../../test/support/certificates.ts';
import { native } from '../../test/support/engines.ts';
import { converseOften } from '../../test/support/tls-conversation.ts';

const folder = mkdtempSync(join(tmpdir(), 'lockstep-tls-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.skipIf(!native)('1,000 damaged conversations in TLS by the addon (needs lockstep setup)', () => {
  const tls = readCertificates(member(join(folder, 'worker'), authority(), 'worker'), 'worker', Date.now());
  expect(converseOften(1_000, seeded(23), tls)).toBeGreaterThan(150);
});

const include = join(dirname(dirname(process.execPath)), 'include/node');

describe.skipIf(!existsSync(join(include, 'openssl/ssl.h')))(
  'OpenSSL (needs the headers of this Node)',
  () => {
    test('what the addon says of its functions and numbers is what the headers say', () => {
      const source = join(folder, 'check.cc');
      const table = fileURLToPath(new URL('../../native/exchange/openssl.h', import.meta.url));
      writeFileSync(source, CHECK.replace('TABLE', table));
      execFileSync('g++', ['-std=c++17', '-fsyntax-only', `-I${include}`, source], { stdio: 'pipe' });
    });
  },
);

/** Every declaration of the table against the header's own. */
const CHECK = `
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <type_traits>
#include "TABLE"
#define CHECKED(result, name, arguments) \\
  static_assert(std::is_same_v<decltype(&::name), decltype(lockstep::OpenSsl::name)>, #name);
LOCKSTEP_OPENSSL(CHECKED)
using namespace lockstep;
static_assert(kSetSessionCacheMode == SSL_CTRL_SET_SESS_CACHE_MODE);
static_assert(kChainCertificate == SSL_CTRL_CHAIN_CERT);
static_assert(kSetMinVersion == SSL_CTRL_SET_MIN_PROTO_VERSION);
static_assert(kTls13 == TLS1_3_VERSION);
static_assert(kVerifyPeer == SSL_VERIFY_PEER);
static_assert(kFailWithoutCertificate == SSL_VERIFY_FAIL_IF_NO_PEER_CERT);
static_assert(kWantsRead == SSL_ERROR_WANT_READ);
static_assert(kServerPreference == SSL_OP_CIPHER_SERVER_PREFERENCE);
static_assert(kGetTag == EVP_CTRL_AEAD_GET_TAG);
static_assert(kSetTag == EVP_CTRL_AEAD_SET_TAG);
static_assert(kAlertReasons == ERR_PACK(ERR_LIB_SSL, 0, SSL_AD_REASON_OFFSET));
static_assert(kSourceSink == BIO_TYPE_SOURCE_SINK);
static_assert(kBioFlush == BIO_CTRL_FLUSH);
static_assert(kRetryRead == (BIO_FLAGS_READ | BIO_FLAGS_SHOULD_RETRY));
`;
