// OpenSSL as it comes with Node: a table of its functions, found in the running program.
//
// No header and no library of OpenSSL is needed where this is compiled, and one compiled addon serves every Node of the
// machine. The declarations are those of OpenSSL 3, whose public functions stay as they are for the whole major version;
// collectives/transport/secure-stream.long.test.ts holds them to the headers. Where Node has another OpenSSL, or hides it, there is no
// table, and whoever asks is told why.
#pragma once

#include <dlfcn.h>

#include <cstddef>
#include <cstdint>
#include <string>

// Names are OpenSSL's own; they are only ever pointed to.
struct ssl_st;
struct ssl_ctx_st;
struct ssl_method_st;
struct bio_st;
struct bio_method_st;
struct x509_st;
struct x509_store_st;
struct evp_pkey_st;
struct evp_cipher_st;
struct evp_cipher_ctx_st;
struct evp_md_st;
struct engine_st;
struct ssl_cipher_st;

namespace lockstep {

using Ssl = ssl_st;
using SslContext = ssl_ctx_st;
using Bio = bio_st;
using BioMethod = bio_method_st;
using X509 = x509_st;
using PrivateKey = evp_pkey_st;
using Cipher = evp_cipher_st;
using CipherContext = evp_cipher_ctx_st;
using Digest = evp_md_st;
using PasswordCallback = int (*)(char*, int, int, void*);
using KeyLogCallback = void (*)(const Ssl*, const char*);

#define LOCKSTEP_OPENSSL(F)                                                                                     \
  F(unsigned, OPENSSL_version_major, (void))                                                                    \
  F(void, ERR_clear_error, (void))                                                                              \
  F(unsigned long, ERR_peek_error, (void))                                                                      \
  F(const char*, ERR_reason_error_string, (unsigned long))                                                      \
  F(Bio*, BIO_new, (const BioMethod*))                                                                          \
  F(Bio*, BIO_new_mem_buf, (const void*, int))                                                                  \
  F(int, BIO_free, (Bio*))                                                                                      \
  F(void*, BIO_get_data, (Bio*))                                                                                \
  F(void, BIO_set_data, (Bio*, void*))                                                                          \
  F(void, BIO_set_init, (Bio*, int))                                                                            \
  F(void, BIO_set_flags, (Bio*, int))                                                                           \
  F(void, BIO_clear_flags, (Bio*, int))                                                                         \
  F(int, BIO_get_new_index, (void))                                                                             \
  F(BioMethod*, BIO_meth_new, (int, const char*))                                                               \
  F(int, BIO_meth_set_read, (BioMethod*, int (*)(Bio*, char*, int)))                                            \
  F(int, BIO_meth_set_write, (BioMethod*, int (*)(Bio*, const char*, int)))                                     \
  F(int, BIO_meth_set_ctrl, (BioMethod*, long (*)(Bio*, int, long, void*)))                                     \
  F(X509*, PEM_read_bio_X509, (Bio*, X509**, PasswordCallback, void*))                                          \
  F(PrivateKey*, PEM_read_bio_PrivateKey, (Bio*, PrivateKey**, PasswordCallback, void*))                        \
  F(void, EVP_PKEY_free, (PrivateKey*))                                                                         \
  F(void, X509_free, (X509*))                                                                                   \
  F(int, i2d_X509, (const X509*, unsigned char**))                                                              \
  F(int, X509_STORE_add_cert, (x509_store_st*, X509*))                                                          \
  F(const char*, X509_verify_cert_error_string, (long))                                                         \
  F(const ssl_method_st*, TLS_method, (void))                                                                   \
  F(SslContext*, SSL_CTX_new, (const ssl_method_st*))                                                           \
  F(void, SSL_CTX_free, (SslContext*))                                                                          \
  F(long, SSL_CTX_ctrl, (SslContext*, int, long, void*))                                                        \
  F(int, SSL_CTX_set_num_tickets, (SslContext*, size_t))                                                        \
  F(void, SSL_CTX_set_verify, (SslContext*, int, int (*)(int, struct x509_store_ctx_st*)))                      \
  F(x509_store_st*, SSL_CTX_get_cert_store, (const SslContext*))                                                \
  F(int, SSL_CTX_use_certificate, (SslContext*, X509*))                                                         \
  F(int, SSL_CTX_use_PrivateKey, (SslContext*, PrivateKey*))                                                    \
  F(Ssl*, SSL_new, (SslContext*))                                                                               \
  F(void, SSL_free, (Ssl*))                                                                                     \
  F(void, SSL_set_bio, (Ssl*, Bio*, Bio*))                                                                      \
  F(void, SSL_set_accept_state, (Ssl*))                                                                         \
  F(void, SSL_set_connect_state, (Ssl*))                                                                        \
  F(int, SSL_do_handshake, (Ssl*))                                                                              \
  F(int, SSL_get_error, (const Ssl*, int))                                                                      \
  F(int, SSL_CTX_set_ciphersuites, (SslContext*, const char*))                                                  \
  F(uint64_t, SSL_CTX_set_options, (SslContext*, uint64_t))                                                     \
  F(void, SSL_CTX_set_keylog_callback, (SslContext*, KeyLogCallback))                                           \
  F(int, SSL_set_ex_data, (Ssl*, int, void*))                                                                   \
  F(void*, SSL_get_ex_data, (const Ssl*, int))                                                                  \
  F(const ssl_cipher_st*, SSL_get_current_cipher, (const Ssl*))                                                 \
  F(uint16_t, SSL_CIPHER_get_protocol_id, (const ssl_cipher_st*))                                               \
  F(void, OPENSSL_cleanse, (void*, size_t))                                                                     \
  F(CipherContext*, EVP_CIPHER_CTX_new, (void))                                                                 \
  F(void, EVP_CIPHER_CTX_free, (CipherContext*))                                                                \
  F(int, EVP_CIPHER_CTX_ctrl, (CipherContext*, int, int, void*))                                                \
  F(int, EVP_CipherInit_ex, (CipherContext*, const Cipher*, engine_st*, const uint8_t*, const uint8_t*, int))   \
  F(int, EVP_CipherUpdate, (CipherContext*, uint8_t*, int*, const uint8_t*, int))                               \
  F(int, EVP_CipherFinal_ex, (CipherContext*, uint8_t*, int*))                                                  \
  F(const Cipher*, EVP_aes_128_gcm, (void))                                                                     \
  F(const Cipher*, EVP_aes_256_gcm, (void))                                                                     \
  F(const Cipher*, EVP_chacha20_poly1305, (void))                                                               \
  F(const Digest*, EVP_sha256, (void))                                                                          \
  F(const Digest*, EVP_sha384, (void))                                                                          \
  F(uint8_t*, HMAC, (const Digest*, const void*, int, const uint8_t*, size_t, uint8_t*, unsigned*))             \
  F(long, SSL_get_verify_result, (const Ssl*))                                                                  \
  F(X509*, SSL_get1_peer_certificate, (const Ssl*))

// What OpenSSL's headers call by the same names, for macros too.
constexpr int kSetSessionCacheMode = 44;         // SSL_CTRL_SET_SESS_CACHE_MODE
constexpr int kChainCertificate = 89;            // SSL_CTRL_CHAIN_CERT
constexpr int kSetMinVersion = 123;              // SSL_CTRL_SET_MIN_PROTO_VERSION
constexpr int kTls13 = 0x0304;                   // TLS1_3_VERSION
constexpr int kVerifyPeer = 1;                   // SSL_VERIFY_PEER
constexpr int kFailWithoutCertificate = 2;       // SSL_VERIFY_FAIL_IF_NO_PEER_CERT
constexpr int kWantsRead = 2;                    // SSL_ERROR_WANT_READ
constexpr uint64_t kServerPreference = 1 << 22;  // SSL_OP_CIPHER_SERVER_PREFERENCE
constexpr int kGetTag = 0x10;                    // EVP_CTRL_AEAD_GET_TAG
constexpr int kSetTag = 0x11;                    // EVP_CTRL_AEAD_SET_TAG
// ERR_PACK(ERR_LIB_SSL, 0, SSL_AD_REASON_OFFSET)
constexpr unsigned long kAlertReasons = (20UL << 23) | 1000;
constexpr int kSourceSink = 0x0400;              // BIO_TYPE_SOURCE_SINK
constexpr int kBioFlush = 11;                    // BIO_CTRL_FLUSH
constexpr int kRetryRead = 0x01 | 0x08;          // BIO_FLAGS_READ | BIO_FLAGS_SHOULD_RETRY

struct OpenSsl {
#define LOCKSTEP_FUNCTION(result, name, arguments) result(*name) arguments = nullptr;
  LOCKSTEP_OPENSSL(LOCKSTEP_FUNCTION)
#undef LOCKSTEP_FUNCTION

  // Why there is no table, in words; empty where there is one.
  std::string missing;

  // Found once, by whichever thread asks first.
  static const OpenSsl& Get() {
    static const OpenSsl table;
    return table;
  }

 private:
  OpenSsl() {
#define LOCKSTEP_FIND(result, name, arguments) \
  if (missing.empty()) name = reinterpret_cast<result(*) arguments>(Find(#name));
    LOCKSTEP_OPENSSL(LOCKSTEP_FIND)
#undef LOCKSTEP_FIND
    if (!missing.empty()) return;
    const unsigned major = OPENSSL_version_major();
    if (major != 3) missing = "this Node has OpenSSL " + std::to_string(major) + ", not 3";
  }

  // TensorFlow brings another library with some of these names: none is taken from where Node's are not. The first name
  // that is looked for is one that only OpenSSL 3 and later have. A Node may have OpenSSL inside, or as two libraries.
  void* Find(const char* name) {
    void* const found = dlsym(RTLD_DEFAULT, name);
    Dl_info place{};
    if (found == nullptr || dladdr(found, &place) == 0) {
      missing = std::string("this Node does not offer OpenSSL 3 (") + name + ")";
      return nullptr;
    }
    if (crypto_ == nullptr) crypto_ = place.dli_fbase;
    else if (tls_ == nullptr && place.dli_fbase != crypto_) tls_ = place.dli_fbase;
    if (place.dli_fbase != crypto_ && place.dli_fbase != tls_) {
      missing = std::string("functions of OpenSSL come from different libraries (") + name + ")";
    }
    return found;
  }

  void* crypto_ = nullptr;
  void* tls_ = nullptr;
};

}  // namespace lockstep
