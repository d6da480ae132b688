// Messages on their way to one peer.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstring>
#include <deque>
#include <memory>
#include <utility>
#include <vector>

#include "frame.h"
#include "numbers.h"
#include "sparse.h"
#include "stream.h"

namespace lockstep {

class Outbox {
 public:
  explicit Outbox(bool checksums) : checksums_(checksums) {}

  bool empty() const { return messages_.empty(); }
  // Bytes of zeros that were left out. For any thread.
  uint64_t spared() const { return spared_.load(std::memory_order_relaxed); }

  // With `copy` the buffer may be changed at once.
  void Add(Ticket ticket, const Job& job, const Part& part, bool copy) {
    Outgoing& message = messages_.emplace_back();
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

  void AddPing() {
    Outgoing& message = messages_.emplace_back();
    message.header.flags = kPing;
    message.header.Seal();
    message.prepared = true;
  }

  // Sends about `kTurnBytes`, and adds the tickets of what is out. Returns what `Stream::Send` does.
  ssize_t Push(Stream& stream, std::vector<Ticket>& done) {
    constexpr int kParts = 16;
    iovec parts[kParts];
    int count = 0;
    size_t total = 0;
    for (auto it = messages_.begin(); it != messages_.end() && count + 2 <= kParts && total < kTurnBytes; ++it) {
      // What is ready goes out before the zeros of the next are looked for.
      if (total > 0 && !it->prepared && LooksSparse(it->data, it->bytes)) break;
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
    const ssize_t result = stream.Send(parts, count);
    if (result < 0) return result;
    size_t moved = static_cast<size_t>(result);
    while (!messages_.empty()) {
      Outgoing& first = messages_.front();
      const size_t step = std::min(moved, kHeaderBytes + first.header.length - first.sent);
      first.sent += step;
      moved -= step;
      if (first.sent < kHeaderBytes + first.header.length) break;
      if (first.ticket.job != 0) done.push_back(first.ticket);
      messages_.pop_front();
    }
    return result;
  }

  bool Serves(uint64_t job) const {
    return std::any_of(messages_.begin(), messages_.end(),
                       [job](const Outgoing& message) { return message.ticket.job == job; });
  }

  // Lets go of the job's buffer. A message that is half out is ended, since the peer waits for the rest.
  void Forget(uint64_t job) {
    for (auto it = messages_.begin(); it != messages_.end();) {
      if (it->ticket.job != job) {
        ++it;
      } else if (it->sent == 0) {
        it = messages_.erase(it);
      } else {
        if (!it->own) it->Keep(it->header.length);
        it->ticket = {};
        ++it;
      }
    }
  }

 private:
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
    // Where `data` lies, unless that is the job's buffer.
    std::unique_ptr<uint8_t[]> own;

    void Keep(size_t size) {
      own.reset(new uint8_t[size]);
      std::memcpy(own.get(), data, size);
      data = own.get();
    }
    void Keep(std::unique_ptr<uint8_t[]> made) {
      own = std::move(made);
      data = own.get();
    }
  };

  void Prepare(Outgoing& message, bool copy = false) {
    if (message.prepared) return;
    message.prepared = true;
    if (message.format == Format::kBfloat16) {
      std::unique_ptr<uint8_t[]> halves(new uint8_t[message.header.length]);
      Narrow(reinterpret_cast<UnalignedHalf*>(halves.get()),
             reinterpret_cast<UnalignedFloat*>(const_cast<uint8_t*>(message.data)), message.bytes / 4);
      message.Keep(std::move(halves));
    }
    if (!LeaveOutZeros(message) && copy && !message.own) message.Keep(message.bytes);
    if (checksums_) {
      message.header.flags |= kChecksummed;
      message.header.checksum = Crc32(message.data, message.header.length);
    }
    message.header.Seal();
  }

  bool LeaveOutZeros(Outgoing& message) {
    const size_t bytes = message.header.length;
    if (!LooksSparse(message.data, bytes)) return false;
    std::unique_ptr<uint8_t[]> sparse(new uint8_t[SparseRoom(bytes)]);
    const size_t size = ToSparse(message.data, bytes, sparse.get());
    if (size > bytes - bytes / kLeastZeros) return false;
    message.Keep(std::move(sparse));
    message.header.length = static_cast<uint32_t>(size);
    message.header.flags |= kSparse;
    spared_.fetch_add(bytes - size, std::memory_order_relaxed);
    return true;
  }

  const bool checksums_;
  std::atomic<uint64_t> spared_{0};
  std::deque<Outgoing> messages_;
};

}  // namespace lockstep
