// Messages of one peer on their way to whoever asks for them, as collectives/transport/inbox.ts does: bytes go straight
// into the receiver's memory where it waits already.
#pragma once

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "frame.h"
#include "receiver.h"
#include "sparse.h"
#include "stream.h"

namespace lockstep {

// Bytes of messages that came before anybody asked for them; beyond it the sender has to wait.
constexpr size_t kHeldBytes = 64 << 20;
// Numbers to add come through a block that stays in the cache.
constexpr size_t kBlockBytes = 128 << 10;

// What a read found: all that was there, some of it, the end, or an error of the system.
enum class Pulled { kAll, kSome, kEnded, kBroken };

class Inbox {
 public:
  explicit Inbox(int peer) : peer_(peer) {}

  // Why this peer is not to be trusted any more, in words; empty while it is. Nothing more is taken then.
  const std::string& failure() const { return failure_; }

  // True while the message that is coming does not fit, and nobody asks for it.
  bool paused() const { return message_.open && message_.sink == Sink::kUndecided; }

  // True when the message is there already.
  bool Receive(Ticket ticket, const Job& job, const Part& part, bool add) {
    const uint64_t key = KeyOf(job, part);
    Receiver receiver{ticket, job.data + part.start, WireBytes(job.format, part.end - part.start), job.format, add};
    const auto whole = arrived_.find(key);
    if (whole != arrived_.end()) {
      const Held held = std::move(whole->second);
      arrived_.erase(whole);
      held_bytes_ -= held.size;
      if (paused()) Hold();
      if (!Fits(receiver, held.size, held.sparse)) return false;
      return Deliver(receiver, held);
    }
    receivers_[key] = receiver;
    if (message_.open && message_.key == key) Adopt(receiver);
    return false;
  }

  bool Holds(const Job& job, const Part& part) const { return arrived_.count(KeyOf(job, part)) > 0; }

  // Receives about `kTurnBytes`, and adds the tickets of what is there.
  Pulled Pull(Stream& stream, std::vector<Ticket>& done, bool& heard) {
    alignas(64) static thread_local uint8_t block[kBlockBytes];
    size_t budget = kTurnBytes;
    while (budget > 0 && !paused() && failure_.empty()) {
      iovec parts[2];
      int count = 0;
      size_t wanted = 0;
      const size_t left = message_.open ? message_.length - message_.filled : 0;
      if (left > 0) {
        parts[count++] = Room(left, block);
        wanted = parts[0].iov_len;
      }
      const size_t body = wanted;
      if (body == left) {
        parts[count++] = {reinterpret_cast<uint8_t*>(&header_) + header_bytes_, kHeaderBytes - header_bytes_};
        wanted += kHeaderBytes - header_bytes_;
      }
      const ssize_t result = stream.Receive(parts, count);
      if (result == 0) return Pulled::kEnded;
      if (result < 0) {
        if (errno == EINTR) continue;
        return errno == EAGAIN || errno == EWOULDBLOCK ? Pulled::kAll : Pulled::kBroken;
      }
      heard = true;
      const size_t moved = static_cast<size_t>(result);
      budget -= std::min(budget, moved);
      const size_t of_body = std::min(moved, body);
      if (of_body > 0) Take(static_cast<uint8_t*>(parts[0].iov_base), of_body, done);
      header_bytes_ += moved - of_body;
      if (header_bytes_ == kHeaderBytes && failure_.empty()) Begin(done);
      if (stream.drained()) return Pulled::kAll;
    }
    return Pulled::kSome;
  }

  bool Serves(uint64_t job) const {
    return std::any_of(receivers_.begin(), receivers_.end(),
                       [job](const auto& entry) { return entry.second.ticket.job == job; });
  }

  // Lets go of the job's buffer; what comes for it is dropped.
  void Forget(uint64_t job) {
    for (auto it = receivers_.begin(); it != receivers_.end();) {
      if (it->second.ticket.job != job) {
        ++it;
        continue;
      }
      if (message_.open && message_.key == it->first) {
        if (message_.sink == Sink::kHeld) LetGo();
        message_.sink = Sink::kNobody;
      }
      it = receivers_.erase(it);
    }
  }

 private:
  struct Held {
    std::unique_ptr<uint8_t[]> data;
    size_t size = 0;
    bool sparse = false;
  };

  enum class Sink { kReceiver, kHeld, kNobody, kUndecided };

  // The message that is coming.
  struct Message {
    bool open = false;
    uint64_t key = 0;
    size_t length = 0;
    size_t filled = 0;
    Sink sink = Sink::kNobody;
    Receiver receiver;
    // Bytes that the receiver has taken.
    size_t taken = 0;
    // Of a sparse message all, since its zeros are put back when it is whole.
    Held held;
    bool sparse = false;
    bool checksummed = false;
    uint32_t expected = 0;
    uint32_t checksum = 0;
  };

  void Fail(const std::string& what) {
    if (failure_.empty()) failure_ = "rank " + std::to_string(peer_) + " " + what;
  }

  bool Fits(const Receiver& receiver, size_t length, bool sparse) {
    if (sparse ? length < receiver.bytes : length == receiver.bytes) return true;
    Fail("sent " + std::to_string(length) + " bytes where " + std::to_string(receiver.bytes) + " are expected");
    return false;
  }

  iovec Room(size_t left, uint8_t* block) {
    if (message_.sink == Sink::kReceiver && message_.receiver.Direct()) {
      return {message_.receiver.into + message_.filled, std::min(left, kTurnBytes)};
    }
    if (message_.sink == Sink::kHeld) return {message_.held.data.get() + message_.filled, std::min(left, kTurnBytes)};
    return {block, std::min(left, kBlockBytes)};
  }

  void Begin(std::vector<Ticket>& done) {
    header_bytes_ = 0;
    const Header& header = header_;
    if (!header.Sound()) return Fail("sent a header that was damaged on its way (checksum)");
    if (header.flags == kPing && header.length == 0) return;
    if (header.length > kMaxFrameBytes || (header.flags & ~(kChecksummed | kSparse)) != 0 || header.bucket >= kMaxBucket ||
        header.sequence >= kMaxSequence) {
      return Fail("sent a malformed frame");
    }
    const uint64_t key = header.Key();
    if (arrived_.count(key)) {
      return Fail("sent step " + std::to_string(header.step) + ", sequence " + std::to_string(header.sequence) +
                   " twice");
    }
    message_ = Message{};
    message_.open = true;
    message_.key = key;
    message_.length = header.length;
    message_.checksummed = header.flags & kChecksummed;
    message_.sparse = header.flags & kSparse;
    message_.expected = header.checksum;
    message_.sink = Sink::kUndecided;
    const auto receiver = receivers_.find(key);
    if (receiver != receivers_.end()) Adopt(receiver->second);
    else Hold();
    if (message_.length == 0 && failure_.empty()) End(done);
  }

  // Nobody asks for the message yet: it is kept, as long as there is room, and else its sender waits.
  void Hold() {
    if (held_bytes_ + message_.length <= kHeldBytes || message_.length == 0) Keep();
  }

  void Keep() {
    message_.held.data.reset(new uint8_t[message_.length]);
    message_.held.size = message_.length;
    message_.held.sparse = message_.sparse;
    held_bytes_ += message_.length;
    message_.sink = Sink::kHeld;
  }

  Held LetGo() {
    held_bytes_ -= message_.held.size;
    return std::exchange(message_.held, Held{});
  }

  // Gives the receiver what has come of its message so far; the rest goes to it directly.
  void Adopt(const Receiver& receiver) {
    if (!Fits(receiver, message_.length, message_.sparse)) return;
    if (message_.sparse) {
      if (message_.sink != Sink::kHeld) Keep();
      return;
    }
    message_.receiver = receiver;
    if (message_.sink == Sink::kHeld) {
      Consume(message_.receiver, message_.taken, message_.held.data.get(), message_.filled);
      LetGo();
    }
    message_.sink = Sink::kReceiver;
  }

  void Take(uint8_t* data, size_t size, std::vector<Ticket>& done) {
    if (message_.checksummed) message_.checksum = Crc32(data, size, message_.checksum);
    if (message_.sink == Sink::kReceiver) {
      if (message_.receiver.Direct()) message_.taken += size;
      else Consume(message_.receiver, message_.taken, data, size);
    }
    message_.filled += size;
    if (message_.filled == message_.length) End(done);
  }

  void End(std::vector<Ticket>& done) {
    message_.open = false;
    if (message_.checksummed && message_.checksum != message_.expected) {
      return Fail("sent a message that was damaged on its way (checksum)");
    }
    if (message_.sink == Sink::kReceiver) {
      receivers_.erase(message_.key);
      done.push_back(message_.receiver.ticket);
    } else if (message_.sink == Sink::kHeld) {
      const auto waiting = receivers_.find(message_.key);
      if (waiting == receivers_.end()) {
        arrived_[message_.key] = std::move(message_.held);
        return;
      }
      // A sparse one.
      const Receiver receiver = waiting->second;
      receivers_.erase(waiting);
      if (Deliver(receiver, LetGo())) done.push_back(receiver.ticket);
    }
  }

  // Gives the receiver a whole message. False where it is malformed.
  bool Deliver(const Receiver& receiver, const Held& held) {
    size_t taken = 0;
    const auto put = [&](const uint8_t* data, size_t size) { Consume(receiver, taken, data, size); };
    if (!held.sparse) put(held.data.get(), held.size);
    else if (!FromSparse(held.data.get(), held.size, receiver.bytes, put)) Fail("sent a malformed sparse message");
    return failure_.empty();
  }

  // Writes or adds `size` bytes that come after `taken` bytes of the message, cut anywhere.
  void Consume(const Receiver& receiver, size_t& taken, const uint8_t* data, size_t size) {
    // An empty message may lie in no memory at all.
    if (size == 0) return;
    if (receiver.Direct()) {
      std::memcpy(receiver.into + taken, data, size);
      taken += size;
      return;
    }
    const size_t width = receiver.format == Format::kBfloat16 ? 2 : 4;
    while (size > 0) {
      const size_t over = taken % width;
      if (over == 0 && size >= width) {
        const size_t count = size / width;
        receiver.Put(taken / width, data, count);
        taken += count * width;
        data += count * width;
        size -= count * width;
        continue;
      }
      cut_[over] = *data++;
      taken++;
      size--;
      if (over + 1 == width) receiver.Put(taken / width - 1, cut_, 1);
    }
  }

  const int peer_;
  std::string failure_;
  Header header_;
  size_t header_bytes_ = 0;
  Message message_;
  // Bytes of a number whose rest has not come yet.
  uint8_t cut_[4] = {};
  std::unordered_map<uint64_t, Receiver> receivers_;
  std::unordered_map<uint64_t, Held> arrived_;
  size_t held_bytes_ = 0;
};

}  // namespace lockstep
