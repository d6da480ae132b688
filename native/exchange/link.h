// One authenticated connection to a peer: what goes out, what comes in, and whether the peer still lives.
#pragma once

#include <sys/epoll.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include "inbox.h"
#include "outbox.h"

namespace lockstep {

class Link {
 public:
  Link(int peer, int fd, bool checksums, std::vector<uint8_t> first)
      : peer_(peer), fd_(fd), outbox_(checksums), inbox_(peer, std::move(first)) {}
  ~Link() { Close(); }
  Link(const Link&) = delete;

  int fd() const { return fd_; }
  int peer() const { return peer_; }
  bool lost() const { return !failure().empty(); }
  const std::string& failure() const { return inbox_.failure().empty() ? failure_ : inbox_.failure(); }

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
    return !lost() && ((readable_ && !inbox_.paused()) || (writable_ && !outbox_.empty()));
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
    if (writable_ && !outbox_.empty()) {
      bool full = false;
      if (outbox_.Push(fd_, done, full) >= 0) {
        last_sent_ = now;
        // The next event tells of room.
        writable_ = !full;
      } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
        writable_ = false;
      } else if (errno != EINTR) {
        Fail(std::strerror(errno));
      }
    }
    if (!readable_ || inbox_.paused() || lost()) return;
    bool heard = false;
    switch (inbox_.Pull(fd_, done, heard)) {
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
        Fail(std::strerror(errno));
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
  void Fail(const std::string& reason) {
    failure_ = "the link to rank " + std::to_string(peer_) + " is lost: " + reason;
  }

  const int peer_;
  int fd_;
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
