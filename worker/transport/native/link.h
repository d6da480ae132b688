// One authenticated connection to a peer: messages out of and into buffers, framed as framing.ts says.
#pragma once

#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <memory>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "job.h"
#include "numbers.h"

namespace lockstep {

constexpr size_t kHeaderBytes = 20;
constexpr size_t kMaxFrameBytes = size_t{1} << 30;
constexpr uint16_t kChecksummed = 1;
constexpr uint16_t kPing = 2;
constexpr uint32_t kMaxBucket = 8;
constexpr uint32_t kMaxSequence = 65536;
// Of messages that came before anybody asked for them; beyond it the sender has to wait.
constexpr size_t kHeldBytes = 64 << 20;
// What is sent or received before the other links and the other direction have their turn.
constexpr size_t kTurnBytes = 512 << 10;
// Numbers to add come through a block that stays in the cache.
constexpr size_t kBlockBytes = 128 << 10;

// Header: length u32, step u32, sequence u32, bucket u16, flags u16, crc32 u32, in the byte order of all machines
// that this is built for.
#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "frames are little-endian"
#endif
struct Header {
  uint32_t length = 0;
  uint32_t step = 0;
  uint32_t sequence = 0;
  uint16_t bucket = 0;
  uint16_t flags = 0;
  uint32_t checksum = 0;

  uint64_t Key() const { return (uint64_t{step} * kMaxBucket + bucket) * kMaxSequence + sequence; }
};
static_assert(sizeof(Header) == kHeaderBytes);

// Where a message goes.
struct Receiver {
  Ticket ticket;
  uint8_t* into = nullptr;
  size_t bytes = 0;
  Format format = Format::kBytes;
  bool add = false;

  bool Direct() const { return !add && format != Format::kBfloat16; }
};

class Link {
 public:
  Link(int peer, int fd, bool checksums, std::vector<uint8_t> first)
      : peer_(peer), fd_(fd), checksums_(checksums), first_(std::move(first)) {}
  ~Link() { Close(); }
  Link(const Link&) = delete;

  int fd() const { return fd_; }
  int peer() const { return peer_; }
  bool lost() const { return !failure_.empty(); }
  const std::string& failure() const { return failure_; }

  void Close() {
    if (fd_ >= 0) close(fd_);
    fd_ = -1;
  }

  void Ready(uint32_t events) {
    if (events & (EPOLLIN | EPOLLRDHUP | EPOLLHUP | EPOLLERR)) readable_ = true;
    if (events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) hangup_ = true;
    if (events & (EPOLLOUT | EPOLLHUP | EPOLLERR)) writable_ = true;
  }

  bool CanMove() const {
    return !lost() && ((readable_ && !Paused()) || (writable_ && !outgoing_.empty()));
  }

  // Queues a message. With `copy` the buffer may be changed at once.
  void Send(Ticket ticket, const Job& job, const Part& part, bool copy) {
    Outgoing& message = outgoing_.emplace_back();
    message.ticket = ticket;
    message.data = job.data + part.start;
    message.bytes = part.end - part.start;
    message.format = job.format;
    message.header.length = static_cast<uint32_t>(WireBytes(job.format, message.bytes));
    message.header.step = job.step;
    message.header.sequence = part.sequence;
    message.header.bucket = job.bucket;
    if (copy) Prepare(message, true);
  }

  void Ping() {
    Outgoing& message = outgoing_.emplace_back();
    message.header.flags = kPing;
    message.prepared = true;
  }

  // True when the message is there already.
  bool Receive(Ticket ticket, const Job& job, const Part& part, bool add) {
    Header slot;
    slot.step = job.step;
    slot.bucket = job.bucket;
    slot.sequence = part.sequence;
    const uint64_t key = slot.Key();
    Receiver receiver{ticket, job.data + part.start, WireBytes(job.format, part.end - part.start), job.format, add};
    const auto whole = arrived_.find(key);
    if (whole != arrived_.end()) {
      const Held held = std::move(whole->second);
      arrived_.erase(whole);
      held_bytes_ -= held.size;
      if (Paused()) Hold();
      if (!Fits(receiver, held.size)) return false;
      size_t taken = 0;
      Consume(receiver, taken, held.data.get(), held.size);
      return true;
    }
    receivers_[key] = receiver;
    if (message_.open && message_.key == key) Adopt(receiver);
    return false;
  }

  // Sends and receives what can be moved now; adds the tickets of what is done.
  void Move(std::vector<Ticket>& done, int64_t now) {
    if (writable_ && !outgoing_.empty()) Push(done, now);
    if (readable_ && !Paused() && !lost()) Pull(done, now);
  }

  // Whether a job waits for this link.
  bool Serves(uint64_t job) const {
    const auto mine = [job](const auto& entry) { return entry.second.ticket.job == job; };
    if (std::any_of(receivers_.begin(), receivers_.end(), mine)) return true;
    return std::any_of(outgoing_.begin(), outgoing_.end(),
                       [job](const Outgoing& message) { return message.ticket.job == job; });
  }

  // Lets go of the job's buffer. A message that is half out is ended, since the peer waits for the rest.
  void Forget(uint64_t job) {
    for (auto it = receivers_.begin(); it != receivers_.end();) {
      if (it->second.ticket.job != job) {
        ++it;
        continue;
      }
      if (message_.open && message_.key == it->first) message_.sink = Sink::kNobody;
      it = receivers_.erase(it);
    }
    for (auto it = outgoing_.begin(); it != outgoing_.end();) {
      if (it->ticket.job != job) {
        ++it;
      } else if (it->sent == 0) {
        it = outgoing_.erase(it);
      } else {
        if (it->own.empty()) it->own.assign(it->data, it->data + it->header.length);
        it->data = it->own.data();
        it->ticket = {};
        ++it;
      }
    }
  }

  // Says that we live when nothing else did, and finds a peer that does not.
  void Tick(int64_t now, int64_t ping_ms, int64_t silence_ms) {
    if (lost()) return;
    if (outgoing_.empty() && now - last_sent_ >= ping_ms) Ping();
    // Before the first byte the peer may still be waiting for the links of others.
    if (last_received_ == 0 || Paused() || readable_ || now - last_received_ <= silence_ms) return;
    Fail("nothing came from it for " + std::to_string(silence_ms) + " ms");
  }

 private:
  struct Held {
    std::unique_ptr<uint8_t[]> data;
    size_t size = 0;
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
    Held held;
    bool checksummed = false;
    uint32_t expected = 0;
    uint32_t checksum = 0;
  };

  struct Outgoing {
    Header header;
    Ticket ticket;
    const uint8_t* data = nullptr;
    // Of the buffer; the header says how many go out.
    size_t bytes = 0;
    Format format = Format::kBytes;
    bool prepared = false;
    // Of header and data.
    size_t sent = 0;
    std::vector<uint8_t> own;
  };

  static size_t WireBytes(Format format, size_t bytes) { return format == Format::kBfloat16 ? bytes / 2 : bytes; }

  bool Paused() const { return message_.open && message_.sink == Sink::kUndecided; }

  void Fail(const std::string& reason) {
    if (!lost()) failure_ = "the link to rank " + std::to_string(peer_) + " is lost: " + reason;
  }

  void Blame(const std::string& what) {
    if (!lost()) failure_ = "rank " + std::to_string(peer_) + " " + what;
  }

  bool Fits(const Receiver& receiver, size_t length) {
    if (receiver.bytes == length) return true;
    Blame("sent " + std::to_string(length) + " bytes where " + std::to_string(receiver.bytes) + " are expected");
    return false;
  }

  void Prepare(Outgoing& message, bool copy = false) {
    if (message.prepared) return;
    message.prepared = true;
    if (message.format == Format::kBfloat16) {
      message.own.resize(message.header.length);
      Narrow(reinterpret_cast<UnalignedHalf*>(message.own.data()),
             reinterpret_cast<UnalignedFloat*>(const_cast<uint8_t*>(message.data)), message.bytes / 4);
    } else if (copy) {
      message.own.assign(message.data, message.data + message.bytes);
    }
    if (!message.own.empty()) message.data = message.own.data();
    if (!checksums_) return;
    message.header.flags = kChecksummed;
    message.header.checksum = Crc32(message.data, message.header.length);
  }

  void Push(std::vector<Ticket>& done, int64_t now) {
    constexpr int kParts = 16;
    iovec parts[kParts];
    int count = 0;
    size_t total = 0;
    for (auto it = outgoing_.begin(); it != outgoing_.end() && count + 2 <= kParts && total < kTurnBytes; ++it) {
      Prepare(*it);
      const size_t of_header = std::min(it->sent, kHeaderBytes);
      const size_t of_data = it->sent - of_header;
      if (of_header < kHeaderBytes) {
        parts[count++] = {reinterpret_cast<uint8_t*>(&it->header) + of_header, kHeaderBytes - of_header};
        total += kHeaderBytes - of_header;
      }
      const size_t left = std::min(it->header.length - of_data, kTurnBytes);
      if (left > 0) parts[count++] = {const_cast<uint8_t*>(it->data) + of_data, left};
      total += left;
      if (of_data + left < it->header.length) break;
    }
    msghdr message{};
    message.msg_iov = parts;
    message.msg_iovlen = static_cast<size_t>(count);
    const ssize_t result = sendmsg(fd_, &message, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (result < 0) {
      if (errno == EAGAIN || errno == EWOULDBLOCK) writable_ = false;
      else if (errno != EINTR) Fail(std::strerror(errno));
      return;
    }
    last_sent_ = now;
    size_t moved = static_cast<size_t>(result);
    // A part that does not fit means that the buffer is full: the next event tells of room.
    if (moved < total) writable_ = false;
    while (!outgoing_.empty()) {
      Outgoing& first = outgoing_.front();
      const size_t step = std::min(moved, kHeaderBytes + first.header.length - first.sent);
      first.sent += step;
      moved -= step;
      if (first.sent < kHeaderBytes + first.header.length) break;
      if (first.ticket.job != 0) done.push_back(first.ticket);
      outgoing_.pop_front();
    }
  }

  ssize_t Read(iovec* parts, int count) {
    if (first_.empty()) {
      msghdr message{};
      message.msg_iov = parts;
      message.msg_iovlen = static_cast<size_t>(count);
      return recvmsg(fd_, &message, MSG_DONTWAIT);
    }
    // What had come before this side took the connection over.
    size_t copied = 0;
    for (int i = 0; i < count; i++) {
      const size_t part = std::min(parts[i].iov_len, first_.size() - copied);
      std::memcpy(parts[i].iov_base, first_.data() + copied, part);
      copied += part;
    }
    first_.erase(first_.begin(), first_.begin() + static_cast<ptrdiff_t>(copied));
    return static_cast<ssize_t>(copied);
  }

  void Pull(std::vector<Ticket>& done, int64_t now) {
    alignas(64) static thread_local uint8_t block[kBlockBytes];
    size_t budget = kTurnBytes;
    while (budget > 0 && !Paused() && !lost()) {
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
      const bool from_socket = first_.empty();
      const ssize_t result = Read(parts, count);
      if (result == 0) return Fail("it closed its connection");
      if (result < 0) {
        if (errno == EINTR) continue;
        readable_ = false;
        if (errno != EAGAIN && errno != EWOULDBLOCK) Fail(std::strerror(errno));
        return;
      }
      const size_t moved = static_cast<size_t>(result);
      last_received_ = now;
      budget -= std::min(budget, moved);
      const size_t of_body = std::min(moved, body);
      if (of_body > 0) Take(static_cast<uint8_t*>(parts[0].iov_base), of_body, done);
      header_bytes_ += moved - of_body;
      if (header_bytes_ == kHeaderBytes && !lost()) Begin(done);
      // Fewer bytes than there was room for: that was all, and the next event tells of more.
      if (from_socket && moved < wanted && !hangup_) {
        readable_ = false;
        return;
      }
    }
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
    if (header.flags == kPing && header.length == 0) return;
    if (header.length > kMaxFrameBytes || (header.flags & ~kChecksummed) != 0 || header.bucket >= kMaxBucket ||
        header.sequence >= kMaxSequence) {
      return Blame("sent a malformed frame");
    }
    const uint64_t key = header.Key();
    if (arrived_.count(key)) {
      return Blame("sent step " + std::to_string(header.step) + ", sequence " + std::to_string(header.sequence) +
                   " twice");
    }
    message_ = Message{};
    message_.open = true;
    message_.key = key;
    message_.length = header.length;
    message_.checksummed = header.flags & kChecksummed;
    message_.expected = header.checksum;
    message_.sink = Sink::kUndecided;
    const auto receiver = receivers_.find(key);
    if (receiver != receivers_.end()) Adopt(receiver->second);
    else Hold();
    if (message_.length == 0 && !lost()) End(done);
  }

  // Nobody asks for the message yet: it is kept, as long as there is room, and else its sender waits.
  void Hold() {
    if (held_bytes_ + message_.length > kHeldBytes && message_.length > 0) return;
    message_.held.data.reset(new uint8_t[message_.length]);
    message_.held.size = message_.length;
    held_bytes_ += message_.length;
    message_.sink = Sink::kHeld;
  }

  // Gives the receiver what has come of its message so far; the rest goes to it directly.
  void Adopt(const Receiver& receiver) {
    if (!Fits(receiver, message_.length)) return;
    message_.receiver = receiver;
    if (message_.sink == Sink::kHeld) {
      Consume(message_.receiver, message_.taken, message_.held.data.get(), message_.filled);
      held_bytes_ -= message_.held.size;
      message_.held = {};
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
      failure_ = "a message of rank " + std::to_string(peer_) + " was damaged on its way (checksum)";
      return;
    }
    if (message_.sink == Sink::kReceiver) {
      receivers_.erase(message_.key);
      done.push_back(message_.receiver.ticket);
    } else if (message_.sink == Sink::kHeld) {
      arrived_[message_.key] = std::move(message_.held);
    }
  }

  // Writes or adds `size` bytes that come after `taken` bytes of the message, cut anywhere.
  void Consume(const Receiver& receiver, size_t& taken, const uint8_t* data, size_t size) {
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
        Apply(receiver, taken / width, data, count);
        taken += count * width;
        data += count * width;
        size -= count * width;
        continue;
      }
      cut_[over] = *data++;
      taken++;
      size--;
      if (over + 1 == width) Apply(receiver, taken / width - 1, cut_, 1);
    }
  }

  static void Apply(const Receiver& receiver, size_t at, const uint8_t* data, size_t count) {
    auto* into = reinterpret_cast<UnalignedFloat*>(receiver.into) + at;
    if (receiver.format != Format::kBfloat16) {
      Add(into, reinterpret_cast<const UnalignedFloat*>(data), count);
      return;
    }
    const auto* halves = reinterpret_cast<const UnalignedHalf*>(data);
    if (receiver.add) AddWidened(into, halves, count);
    else Widen(into, halves, count);
  }

  const int peer_;
  int fd_;
  const bool checksums_;
  std::vector<uint8_t> first_;
  std::string failure_;
  bool readable_ = true;
  bool writable_ = true;
  bool hangup_ = false;
  int64_t last_sent_ = 0;
  int64_t last_received_ = 0;
  Header header_;
  size_t header_bytes_ = 0;
  Message message_;
  // Of a number whose rest has not come yet.
  uint8_t cut_[4] = {};
  std::unordered_map<uint64_t, Receiver> receivers_;
  std::unordered_map<uint64_t, Held> arrived_;
  size_t held_bytes_ = 0;
  std::deque<Outgoing> outgoing_;
};

}  // namespace lockstep
