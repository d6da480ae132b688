// What two ends say once TLS's handshake is done, as records of TLS 1.3 (RFC 8446, 4.6, 5 and 6).
//
// OpenSSL's own way (SSL_read, SSL_write) copies each byte twice more in each direction. Here it is encrypted from where it
// lies into what is sent, and decrypted from what came into where it goes; ciphers and first keys are OpenSSL's.
#pragma once

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "byte-queue.h"
#include "record-key.h"

namespace lockstep {

// Keys are made anew before AES-GCM's limit of 2^24.5 records (RFC 8446, 5.5), and long before it.
constexpr uint64_t kKeyBytes = uint64_t{64} << 30;
// Records that hold nothing for the reader, beside one for each `kKeyBytes / 2`: tickets, and keys of a short life.
constexpr uint64_t kMostIdleRecords = 32;

class Records {
 public:
  // `own`, `peers`: the first secrets of what this end and the other one send. @throws Failure
  Records(uint32_t suite, std::vector<uint8_t> own, std::vector<uint8_t> peers, ByteQueue& in, ByteQueue& out)
      : sealer_(suite, std::move(own), RecordKey::Use::kSeal),
        opener_(suite, std::move(peers), RecordKey::Use::kOpen),
        in_(in),
        out_(out) {}

  // The peer has said that nothing more comes.
  bool ended() const { return ended_; }
  // Why the connection cannot go on; empty while it can.
  const std::string& failure() const { return failure_; }

  // How many bytes a reader has to have room for so that the next ones are decrypted where they go; 0 where more has to
  // come first.
  size_t next() const { return spare_at_ < spare_end_ ? 1 : Whole() ? Sealed() - kSealedExtra : 0; }

  // Decrypts up to `size` bytes; 0 where more has to come first, at the end, and after a failure. Behind them `into` may
  // hold anything then.
  size_t Read(uint8_t* into, size_t size) {
    while (spare_at_ == spare_end_) {
      if (ended_ || !failure_.empty() || !HeadIsSound() || !Whole()) return 0;
      const bool fits = Sealed() - kSealedExtra <= size;
      uint8_t* const to = fits ? into : spare_;
      const size_t count = Open(to);
      if (fits && count > 0) return count;
      spare_at_ = 0;
      spare_end_ = count;
    }
    const size_t count = std::min(size, spare_end_ - spare_at_);
    std::memcpy(into, spare_ + spare_at_, count);
    spare_at_ += count;
    return count;
  }

  // Encrypts all of it. False after a failure.
  bool Write(const uint8_t* data, size_t size) {
    if (size > 0 && (owes_key_ || written_ >= kKeyBytes)) RenewKey();
    for (size_t at = 0; at < size && failure_.empty(); at += kRecordBytes) {
      Seal(Content::kData, data + at, std::min(size - at, kRecordBytes));
    }
    written_ += size;
    return failure_.empty();
  }

  // Tells the peer that nothing more comes; after a failure it has been told why.
  void End() {
    if (failure_.empty()) Alert(kWarning, kCloseNotify);
  }

 private:
  static constexpr size_t kSealedExtra = 1 + kTagBytes;
  // Alerts: how grave, and what.
  static constexpr uint8_t kWarning = 1, kFatal = 2;
  static constexpr uint8_t kCloseNotify = 0, kUnexpected = 10, kBadRecord = 20, kTooLong = 22, kMalformed = 50,
                           kUserCanceled = 90;
  // Messages that may follow the handshake.
  static constexpr uint8_t kTicket = 4, kKeyUpdate = 24;
  static constexpr size_t kMessageHead = 4, kKeyUpdateBytes = 5;

  // Bytes behind the head of the next record, once its head has come.
  size_t Sealed() const { return static_cast<size_t>(in_.data()[3]) << 8 | in_.data()[4]; }
  bool Whole() const { return in_.size() >= kRecordHead && in_.size() >= kRecordHead + Sealed(); }

  // Whether what has come of the next record's head may be one. Nothing of it is authenticated yet.
  bool HeadIsSound() {
    if (in_.size() < kRecordHead) return true;
    const uint8_t* const head = in_.data();
    if (head[0] != static_cast<uint8_t>(Content::kData) || head[1] != 3 || head[2] != 3) {
      Fail(kUnexpected, "it sent what is no encrypted record of TLS");
    } else if (Sealed() > kMostSealed) {
      Fail(kTooLong, "it sent a record of TLS beyond the largest");
    } else if (Sealed() < kSealedExtra) {
      Fail(kMalformed, "it sent a record of TLS that holds nothing");
    }
    return failure_.empty();
  }

  // Decrypts the next record to `to`. Returns how many bytes of it are the reader's.
  size_t Open(uint8_t* to) {
    size_t count = 0;
    Content type = Content::kNone;
    const bool sound = opener_.Open(in_.data(), Sealed(), to, count, type);
    in_.Taken(kRecordHead + Sealed());
    if (!sound) Fail(kBadRecord, "it sent a record that does not decrypt: damaged on its way, or under another key");
    else if (count > kRecordBytes) Fail(kTooLong, "it sent a record of TLS beyond the largest");
    else if (type == Content::kAlert) HearAlert(to, count);
    else if (type == Content::kHandshake && count > 0) HearMessages(to, count);
    else if (type != Content::kData || message_bytes_ > 0) Fail(kUnexpected, "it sent a record of TLS out of its place");
    if (!failure_.empty()) return 0;
    if (type == Content::kData && count > 0) {
      received_ += count;
      return count;
    }
    if (++idle_records_ > kMostIdleRecords + received_ / (kKeyBytes / 2)) {
      Fail(kUnexpected, "it sends records of TLS with nothing for the reader, without end");
    }
    return 0;
  }

  void HearAlert(const uint8_t* data, size_t size) {
    if (size != 2) return Fail(kMalformed, "it sent a malformed alert");
    if (data[1] == kCloseNotify) ended_ = true;
    if (data[1] == kCloseNotify || data[1] == kUserCanceled) return;
    const char* const words = tls_.ERR_reason_error_string(kAlertReasons + data[1]);
    failure_ = words ? words : "it sent alert " + std::to_string(data[1]);
  }

  // Messages of the handshake, cut anywhere. Tickets are not used, and only their sizes are kept.
  void HearMessages(const uint8_t* data, size_t size) {
    for (size_t at = 0; at < size && failure_.empty(); at++) {
      if (message_bytes_ < kKeyUpdateBytes) message_[message_bytes_] = data[at];
      message_bytes_++;
      if (message_bytes_ < kMessageHead) continue;
      const size_t length = static_cast<size_t>(message_[1]) << 16 | static_cast<size_t>(message_[2]) << 8 | message_[3];
      const bool known = message_[0] == kTicket || (message_[0] == kKeyUpdate && length == 1);
      if (!known) return Fail(kUnexpected, "it sent a message of TLS's handshake after it");
      if (message_bytes_ < kMessageHead + length) continue;
      message_bytes_ = 0;
      if (message_[0] == kKeyUpdate) HearKeyUpdate(at + 1 == size);
    }
  }

  void HearKeyUpdate(bool last) {
    if (message_[kMessageHead] > 1) return Fail(kMalformed, "it sent a malformed message about keys");
    // What follows is under the new key.
    if (!last) return Fail(kUnexpected, "it sent a record of TLS under two keys");
    owes_key_ |= message_[kMessageHead] == 1;
    if (!opener_.Renew()) failure_ = kNoKey;
  }

  void RenewKey() {
    const uint8_t message[kKeyUpdateBytes] = {kKeyUpdate, 0, 0, 1, 0};
    Seal(Content::kHandshake, message, sizeof message);
    if (!sealer_.Renew()) failure_ = kNoKey;
    owes_key_ = false;
    written_ = 0;
  }

  void Seal(Content type, const uint8_t* data, size_t size) {
    if (!sealer_.Seal(type, data, size, out_.Room(size + kRecordExtra))) failure_ = "OpenSSL does not encrypt";
    else out_.Filled(size + kRecordExtra);
  }

  void Alert(uint8_t level, uint8_t what) {
    const uint8_t alert[] = {level, what};
    Seal(Content::kAlert, alert, sizeof alert);
  }

  void Fail(uint8_t alert, const char* words) {
    Alert(kFatal, alert);
    failure_ = words;
  }

  static constexpr const char* kNoKey = "OpenSSL does not make another key";

  const OpenSsl& tls_ = OpenSsl::Get();
  RecordKey sealer_;
  RecordKey opener_;
  ByteQueue& in_;
  ByteQueue& out_;
  bool ended_ = false;
  std::string failure_;
  uint64_t received_ = 0;
  uint64_t idle_records_ = 0;
  // Since this end's key is in use.
  uint64_t written_ = 0;
  // The peer has asked for a new one.
  bool owes_key_ = false;
  // The first bytes of a message of the handshake, and how many of it have come.
  uint8_t message_[kKeyUpdateBytes] = {};
  size_t message_bytes_ = 0;
  // A record that did not fit where it goes.
  uint8_t spare_[kMostSealed];
  size_t spare_at_ = 0;
  size_t spare_end_ = 0;
};

}  // namespace lockstep
