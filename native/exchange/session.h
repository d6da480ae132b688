// One end of a TLS connection without a socket: what comes from the peer is put in, what is to go to it is taken out.
// Node's thread carries it through the handshake (collectives/transport/secure-stream.ts), then the exchange's thread
// has it (stream.h); one of them at a time.
#pragma once

#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

#include "credentials.h"

namespace lockstep {

// What is encrypted or decrypted at a time: a few records, so that they stay in the cache.
constexpr size_t kCipherBytes = 128 << 10;
// Most bytes of a record.
constexpr size_t kRecordBytes = 16 << 10;
// Keys are made anew before AES-GCM's limit of 2^24.5 records (RFC 8446, 5.5), and long before it.
constexpr uint64_t kKeyBytes = uint64_t{64} << 30;
// Messages of the handshake that may follow it, beside one for each `kKeyBytes / 2`: tickets, and keys of a short life.
constexpr uint64_t kMostLateMessages = 32;

class Session {
 public:
  Session(const Credentials& credentials, bool listens) : ssl_(tls_.SSL_new(credentials.context())) {
    Bio* const bio = ssl_ ? tls_.BIO_new(Method()) : nullptr;
    if (!bio) {
      if (ssl_) tls_.SSL_free(ssl_);
      throw Failure{"OpenSSL has no memory"};
    }
    tls_.BIO_set_data(bio, this);
    tls_.BIO_set_init(bio, 1);
    tls_.SSL_set_bio(ssl_, bio, bio);
    tls_.SSL_set_msg_callback(ssl_, Heard);
    tls_.SSL_ctrl(ssl_, kSetMessageCallbackArgument, 0, this);
    if (listens) tls_.SSL_set_accept_state(ssl_);
    else tls_.SSL_set_connect_state(ssl_);
  }
  ~Session() { tls_.SSL_free(ssl_); }
  Session(const Session&) = delete;

  // Both ends have shown certificates of an authority.
  bool open() const { return open_; }
  // The peer has said that nothing more comes.
  bool ended() const { return ended_; }
  // Why the connection cannot go on, in OpenSSL's words; empty while it can.
  const std::string& failure() const { return failure_; }

  // Bytes that have come.
  void Put(const uint8_t* data, size_t size) {
    if (size == 0) return;
    std::memcpy(Room(size), data, size);
    in_end_ += size;
  }

  // Where the next `size` bytes that come may be written; `Filled` says how many were.
  uint8_t* Room(size_t size) {
    if (in_at_ == in_end_) in_at_ = in_end_ = 0;
    if (in_.size() < in_end_ + size) in_.resize(in_end_ + size);
    return in_.data() + in_end_;
  }
  void Filled(size_t size) { in_end_ += size; }

  // Bytes that are to go out.
  const uint8_t* out() const { return out_.data() + out_at_; }
  size_t out_size() const { return out_.size() - out_at_; }
  void Sent(size_t size) {
    out_at_ += size;
    if (out_at_ < out_.size()) return;
    out_.clear();
    out_at_ = 0;
  }

  // Goes on with the handshake, as far as what has come allows.
  void Shake() {
    if (open_ || !failure_.empty()) return;
    tls_.ERR_clear_error();
    const int result = tls_.SSL_do_handshake(ssl_);
    if (result == 1) open_ = true;
    else Judge(result);
  }

  // Decrypts up to `size` bytes; 0 where more has to come first, at the end, and after a failure.
  size_t Read(uint8_t* into, size_t size) {
    if (!failure_.empty() || ended_) return 0;
    tls_.ERR_clear_error();
    size_t count = 0;
    const int result = tls_.SSL_read_ex(ssl_, into, size, &count);
    if (result != 1) {
      Judge(result);
      return 0;
    }
    received_ += count;
    return count;
  }

  // Encrypts all of it. False after a failure.
  bool Write(const uint8_t* data, size_t size) {
    if (!failure_.empty()) return false;
    if (size == 0) return true;
    tls_.ERR_clear_error();
    size_t count = 0;
    const int result = tls_.SSL_write_ex(ssl_, data, size, &count);
    if (result != 1) {
      Judge(result);
      // The way out always has room, so that whatever does not go out is lost.
      if (failure_.empty()) failure_ = "TLS wrote nothing";
      return false;
    }
    written_ += count;
    if (written_ < kKeyBytes) return true;
    written_ = 0;
    if (tls_.SSL_key_update(ssl_, kUpdateNotRequested) != 1) failure_ = "TLS has no new keys";
    return failure_.empty();
  }

  // Tells the peer that nothing more comes; after a failure OpenSSL has told it why.
  void End() {
    if (!open_ || !failure_.empty()) return;
    tls_.ERR_clear_error();
    tls_.SSL_shutdown(ssl_);
    tls_.ERR_clear_error();
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
  // After a call that did not succeed.
  void Judge(int result) {
    const int error = tls_.SSL_get_error(ssl_, result);
    if (error == kWantsRead && !flooded_) return;
    if (error == kZeroReturn) {
      ended_ = true;
      return;
    }
    const long verdict = tls_.SSL_get_verify_result(ssl_);
    const char* const reason = tls_.ERR_reason_error_string(tls_.ERR_peek_error());
    if (flooded_) failure_ = "it sends messages of the TLS handshake without end";
    else if (verdict != 0) failure_ = tls_.X509_verify_cert_error_string(verdict);
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
    Session& session = *static_cast<Session*>(tls.BIO_get_data(bio));
    tls.BIO_clear_flags(bio, kRetryRead);
    const size_t count = std::min(static_cast<size_t>(std::max(size, 0)), session.in_end_ - session.in_at_);
    if (count == 0 || session.flooded_) {
      tls.BIO_set_flags(bio, kRetryRead);
      return -1;
    }
    std::memcpy(into, session.in_.data() + session.in_at_, count);
    session.in_at_ += count;
    return static_cast<int>(count);
  }

  static int Give(Bio* bio, const char* data, int size) {
    Session& session = *static_cast<Session*>(OpenSsl::Get().BIO_get_data(bio));
    const auto* const from = reinterpret_cast<const uint8_t*>(data);
    session.out_.insert(session.out_.end(), from, from + std::max(size, 0));
    return size;
  }

  // OpenSSL answers a peer that asks for new keys again and again for ever.
  static void Heard(int sent, int, int type, const void*, size_t, Ssl*, void* data) {
    Session& session = *static_cast<Session*>(data);
    if (sent || type != kHandshake || !session.open_) return;
    session.late_messages_++;
    if (session.late_messages_ > kMostLateMessages + session.received_ / (kKeyBytes / 2)) session.flooded_ = true;
  }

  const OpenSsl& tls_ = OpenSsl::Get();
  Ssl* const ssl_;
  bool open_ = false;
  bool ended_ = false;
  bool flooded_ = false;
  std::string failure_;
  std::vector<uint8_t> in_;
  size_t in_at_ = 0;
  size_t in_end_ = 0;
  std::vector<uint8_t> out_;
  size_t out_at_ = 0;
  uint64_t received_ = 0;
  uint64_t written_ = 0;
  uint64_t late_messages_ = 0;
};

}  // namespace lockstep
