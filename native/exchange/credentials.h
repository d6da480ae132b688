// Certificates and key of one end of TLS, and what it asks of the other.
#pragma once

#include <string>
#include <vector>

#include "../napi.h"
#include "openssl.h"

namespace lockstep {

// The first secrets of what each end sends once the handshake is done.
struct TrafficSecrets {
  std::vector<uint8_t> client;
  std::vector<uint8_t> server;
};
// Where a connection of OpenSSL has them among its data (SSL_set_app_data).
constexpr int kTrafficSecrets = 0;

// For all connections of one end. Both ends have to show a certificate that an authority has signed; names in it are
// the caller's to check.
class Credentials {
 public:
  // Each in PEM. @throws Failure where there is no OpenSSL, or it does not take them; what they hold is never repeated
  Credentials(const std::string& authorities, const std::string& certificates, const std::string& key) {
    if (!tls_.missing.empty()) throw Failure{tls_.missing};
    tls_.ERR_clear_error();
    context_ = tls_.SSL_CTX_new(tls_.TLS_method());
    const char* const trouble = context_ ? Load(authorities, certificates, key) : "it has no memory";
    tls_.ERR_clear_error();
    if (!trouble) return;
    tls_.SSL_CTX_free(context_);
    throw Failure{std::string("OpenSSL does not take the certificates: ") + trouble};
  }
  ~Credentials() { tls_.SSL_CTX_free(context_); }
  Credentials(const Credentials&) = delete;

  SslContext* context() const { return context_; }

 private:
  // What is wrong; null where nothing is.
  const char* Load(const std::string& authorities, const std::string& certificates, const std::string& key) {
    if (tls_.SSL_CTX_ctrl(context_, kSetMinVersion, kTls13, nullptr) != 1) return "TLS 1.3 is turned off";
    // The fastest first where processors have AES, which both ends agree on whoever dials.
    constexpr auto kSuites = "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256";
    if (tls_.SSL_CTX_set_ciphersuites(context_, kSuites) != 1) return "the ciphers are turned off";
    tls_.SSL_CTX_set_options(context_, kServerPreference);
    tls_.SSL_CTX_set_keylog_callback(context_, Learn);
    tls_.SSL_CTX_set_verify(context_, kVerifyPeer | kFailWithoutCertificate, nullptr);
    // No session is taken up again: a connection lives as long as its generation.
    tls_.SSL_CTX_ctrl(context_, kSetSessionCacheMode, 0, nullptr);
    tls_.SSL_CTX_set_num_tickets(context_, 0);
    const bool trusted = EachCertificate(authorities, [this](size_t, X509* certificate) {
      return tls_.X509_STORE_add_cert(tls_.SSL_CTX_get_cert_store(context_), certificate) == 1;
    });
    if (!trusted) return "an authority's";
    const bool shown = EachCertificate(certificates, [this](size_t index, X509* certificate) {
      if (index == 0) return tls_.SSL_CTX_use_certificate(context_, certificate) == 1;
      return tls_.SSL_CTX_ctrl(context_, kChainCertificate, 1, certificate) == 1;
    });
    if (!shown) return "the own one";
    return UseKey(key) ? nullptr : "the key";
  }

  // Whether there is a certificate and `use` takes each one.
  template <typename Use>
  bool EachCertificate(const std::string& pem, Use use) {
    Bio* const bio = tls_.BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()));
    if (!bio) return false;
    size_t count = 0;
    bool taken = true;
    while (taken) {
      X509* const certificate = tls_.PEM_read_bio_X509(bio, nullptr, NoPassword, nullptr);
      if (!certificate) break;
      taken = use(count++, certificate);
      tls_.X509_free(certificate);
    }
    tls_.BIO_free(bio);
    return taken && count > 0;
  }

  bool UseKey(const std::string& pem) {
    Bio* const bio = tls_.BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()));
    if (!bio) return false;
    PrivateKey* const key = tls_.PEM_read_bio_PrivateKey(bio, nullptr, NoPassword, nullptr);
    tls_.BIO_free(bio);
    if (!key) return false;
    const bool used = tls_.SSL_CTX_use_PrivateKey(context_, key) == 1;
    tls_.EVP_PKEY_free(key);
    return used;
  }

  // OpenSSL offers secrets only as lines of a log: label, the connection's number, and the secret, in hexadecimal.
  static void Learn(const Ssl* ssl, const char* line) {
    auto* const secrets = static_cast<TrafficSecrets*>(OpenSsl::Get().SSL_get_ex_data(ssl, kTrafficSecrets));
    std::string text = line;
    const std::string label = text.substr(0, text.find(' '));
    if (!secrets || (label != "CLIENT_TRAFFIC_SECRET_0" && label != "SERVER_TRAFFIC_SECRET_0")) return;
    std::vector<uint8_t>& secret = label[0] == 'C' ? secrets->client : secrets->server;
    secret.clear();
    for (size_t at = text.rfind(' ') + 1; at + 1 < text.size(); at += 2) {
      secret.push_back(static_cast<uint8_t>(std::stoi(text.substr(at, 2), nullptr, 16)));
    }
    OpenSsl::Get().OPENSSL_cleanse(text.data(), text.size());
  }

  // Without it OpenSSL would ask at the terminal.
  static int NoPassword(char*, int, int, void*) { return 0; }

  const OpenSsl& tls_ = OpenSsl::Get();
  SslContext* context_ = nullptr;
};

}  // namespace lockstep
