// One authenticated connection to a peer: what goes out, what comes in, and whether the peer still lives.
#pragma once

#include <sys/epoll.h>

#include <cerrno>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "inbox.h"
#include "outbox.h"

namespace lockstep {

class Link {
 public:
  Link(int peer, std::unique_ptr<Stream> stream, bool checksums)
      : peer_(peer), stream_(std::move(stream)), outbox_(checksums), inbox_(peer) {}

  int fd() const { return stream_->fd(); }
  int peer() const { return peer_; }
  bool lost() const { return !failure().empty(); }
  const std::string& failure() const { return inbox_.failure().empty() ? failure_ : inbox_.failure(); }

  uint64_t spared() const { return outbox_.spared(); }

  void Close() { stream_->Close(); }

  void Ready(uint32_t events) {
    if (events & (EPOLLIN | EPOLLRDHUP | EPOLLHUP | EPOLLERR)) readable_ = true;
    if (events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) hangup_ = true;
    if (events & (EPOLLOUT | EPOLLHUP | EPOLLERR)) writable_ = true;
  }

  bool CanMove() const {
    return !lost() && ((readable_ && !inbox_.paused()) || (writable_ && HasToSend()));
  }

  void Send(Ticket ticket, const Job& job, const Part& part, bool copy) { outbox_.Add(ticket, job, part, copy); }

  // True when the message is there already.
  bool Receive(Ticket ticket, const Job& job, const Part& part, bool add) {
    return inbox_.Receive(ticket, job, part, add);
  }

  // Whether the message is there and nobody has taken it.
  bool Holds(const Job& job, const Part& part) const { return inbox_.Holds(job, part); }

  // Sends and receives what can be moved now; adds the tickets of what is done.
  void Move(std::vector<Ticket>& done, int64_t now) {
    if (writable_ && HasToSend()) {
      if (outbox_.Push(*stream_, done) >= 0) {
        last_sent_ = now;
        writable_ = !stream_->full();
      } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
        writable_ = false;
      } else if (errno != EINTR) {
        Fail(stream_->Trouble());
      }
    }
    if (!readable_ || inbox_.paused() || lost()) return;
    bool heard = false;
    switch (inbox_.Pull(*stream_, done, heard)) {
      case Pulled::kAll:
        // The next event tells of more; of the end it may have told already.
        readable_ = hangup_ && heard;
        break;
      case Pulled::kSome:
        break;
      case Pulled::kEnded:
        Fail("it closed its connection");
        break;
      case Pulled::kBroken:
        Fail(stream_->Trouble());
    }
    if (heard) last_received_ = now;
  }

  // Whether a job waits for this link.
  bool Serves(uint64_t job) const { return inbox_.Serves(job) || outbox_.Serves(job); }

  // Lets go of the job's buffer.
  void Forget(uint64_t job) {
    inbox_.Forget(job);
    outbox_.Forget(job);
  }

  // Says that we live when nothing else did, and finds a peer that does not.
  void Tick(int64_t now, int64_t ping_us, int64_t silence_us) {
    if (lost()) return;
    if (outbox_.empty() && now - last_sent_ >= ping_us) outbox_.AddPing();
    // Before the first byte the peer may still be waiting for the links of others.
    if (last_received_ == 0 || inbox_.paused() || readable_ || now - last_received_ <= silence_us) return;
    Fail("nothing came from it for " + std::to_string(silence_us / 1000) + " ms");
  }

 private:
  bool HasToSend() const { return !outbox_.empty() || stream_->pending(); }

  void Fail(const std::string& reason) {
    failure_ = "the link to rank " + std::to_string(peer_) + " is lost: " + reason;
  }

  const int peer_;
  const std::unique_ptr<Stream> stream_;
  std::string failure_;
  bool readable_ = true;
  bool writable_ = true;
  bool hangup_ = false;
  int64_t last_sent_ = 0;
  int64_t last_received_ = 0;
  Outbox outbox_;
  Inbox inbox_;
};

}  // namespace lockstep
