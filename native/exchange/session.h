// One end of a TLS connection without a socket: what comes from the peer is put in, what is to go to it is taken out.
// OpenSSL does the handshake, `Records` what follows. Node's thread carries it through the handshake
// (collectives/transport/secure-stream.ts), then the exchange's thread has it (stream.h); one of them at a time.
#pragma once

#include <algorithm>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include "credentials.h"
#include "records.h"

namespace lockstep {

// What is encrypted or decrypted at a time: a few records, so that they stay in the cache.
constexpr size_t kCipherBytes = 128 << 10;

class Session {
 public:
  Session(const Credentials& credentials, bool listens)
      : ssl_(tls_.SSL_new(credentials.context())), listens_(listens) {
    Bio* const bio = ssl_ ? tls_.BIO_new(Method()) : nullptr;
    if (!bio) {
      if (ssl_) tls_.SSL_free(ssl_);
      throw Failure{"OpenSSL has no memory"};
    }
    tls_.BIO_set_data(bio, this);
    tls_.BIO_set_init(bio, 1);
    tls_.SSL_set_bio(ssl_, bio, bio);
    tls_.SSL_set_ex_data(ssl_, kTrafficSecrets, &secrets_);
    if (listens) tls_.SSL_set_accept_state(ssl_);
    else tls_.SSL_set_connect_state(ssl_);
  }
  ~Session() { tls_.SSL_free(ssl_); }
  Session(const Session&) = delete;

  // Both ends have shown certificates of an authority.
  bool open() const { return records_ != nullptr; }
  // The peer has said that nothing more comes.
  bool ended() const { return open() && records_->ended(); }
  // Why the connection cannot go on; empty while it can.
  const std::string& failure() const { return open() ? records_->failure() : failure_; }

  // Bytes that have come.
  ByteQueue& in() { return in_; }
  // Bytes that are to go out.
  ByteQueue& out() { return out_; }
  const ByteQueue& out() const { return out_; }

  // Goes on with the handshake, as far as what has come allows.
  void Shake() {
    if (open() || !failure_.empty()) return;
    tls_.ERR_clear_error();
    const int result = tls_.SSL_do_handshake(ssl_);
    if (result == 1) BeginRecords();
    else Judge(result);
  }

  // As those of `Records`.
  size_t next() const { return open() ? records_->next() : 0; }
  size_t Read(uint8_t* into, size_t size) { return open() ? records_->Read(into, size) : 0; }
  bool Write(const uint8_t* data, size_t size) { return open() && records_->Write(data, size); }
  void End() {
    if (open()) records_->End();
  }

  // The peer's certificate, in DER.
  std::vector<uint8_t> Peer() const {
    X509* const certificate = tls_.SSL_get1_peer_certificate(ssl_);
    if (!certificate) return {};
    const int size = tls_.i2d_X509(certificate, nullptr);
    std::vector<uint8_t> bytes(size > 0 ? static_cast<size_t>(size) : 0);
    unsigned char* to = bytes.data();
    if (size > 0) tls_.i2d_X509(certificate, &to);
    tls_.X509_free(certificate);
    return bytes;
  }

 private:
  // OpenSSL reads record by record here, so none that follows the handshake has been taken.
  void BeginRecords() {
    const uint32_t suite = tls_.SSL_CIPHER_get_protocol_id(tls_.SSL_get_current_cipher(ssl_));
    auto& [client, server] = secrets_;
    try {
      records_ = listens_ ? std::make_unique<Records>(suite, std::move(server), std::move(client), in_, out_)
                          : std::make_unique<Records>(suite, std::move(client), std::move(server), in_, out_);
    } catch (const Failure& failure) {
      failure_ = failure.message;
    }
  }

  // After a step of the handshake that did not succeed.
  void Judge(int result) {
    if (tls_.SSL_get_error(ssl_, result) == kWantsRead) return;
    const long verdict = tls_.SSL_get_verify_result(ssl_);
    const char* const reason = tls_.ERR_reason_error_string(tls_.ERR_peek_error());
    if (verdict != 0) failure_ = tls_.X509_verify_cert_error_string(verdict);
    else failure_ = reason ? reason : "TLS failed";
    tls_.ERR_clear_error();
  }

  static const BioMethod* Method() {
    static const BioMethod* const method = [] {
      const OpenSsl& tls = OpenSsl::Get();
      BioMethod* const made = tls.BIO_meth_new(tls.BIO_get_new_index() | kSourceSink, "lockstep");
      if (!made) return made;
      tls.BIO_meth_set_read(made, Take);
      tls.BIO_meth_set_write(made, Give);
      tls.BIO_meth_set_ctrl(made, [](Bio*, int command, long, void*) -> long { return command == kBioFlush; });
      return made;
    }();
    return method;
  }

  static int Take(Bio* bio, char* into, int size) {
    const OpenSsl& tls = OpenSsl::Get();
    ByteQueue& in = static_cast<Session*>(tls.BIO_get_data(bio))->in_;
    tls.BIO_clear_flags(bio, kRetryRead);
    const size_t count = std::min(static_cast<size_t>(std::max(size, 0)), in.size());
    if (count == 0) {
      tls.BIO_set_flags(bio, kRetryRead);
      return -1;
    }
    std::memcpy(into, in.data(), count);
    in.Taken(count);
    return static_cast<int>(count);
  }

  static int Give(Bio* bio, const char* data, int size) {
    ByteQueue& out = static_cast<Session*>(OpenSsl::Get().BIO_get_data(bio))->out_;
    const size_t count = static_cast<size_t>(std::max(size, 0));
    if (count > 0) std::memcpy(out.Room(count), data, count);
    out.Filled(count);
    return size;
  }

  const OpenSsl& tls_ = OpenSsl::Get();
  Ssl* const ssl_;
  const bool listens_;
  TrafficSecrets secrets_;
  std::string failure_;
  ByteQueue in_;
  ByteQueue out_;
  std::unique_ptr<Records> records_;
};

}  // namespace lockstep
