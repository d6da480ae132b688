// The bytes of one connection, in the clear or in TLS, as they go through a socket that never waits.
#pragma once

#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "session.h"

namespace lockstep {

class Stream {
 public:
  // `first`: what had come before this side took the connection over, decrypted. Without `session`: in the clear.
  Stream(int fd, std::vector<uint8_t> first, std::unique_ptr<Session> session)
      : fd_(fd), first_(std::move(first)), session_(std::move(session)) {}
  ~Stream() { Close(); }
  Stream(const Stream&) = delete;

  int fd() const { return fd_; }
  // Nothing more is there now; the next event tells of more.
  bool drained() const { return drained_; }
  // The system takes no more now; the next event tells of room.
  bool full() const { return full_; }
  // Something is encrypted that the system has not taken.
  bool pending() const { return session_ && session_->out().size() > 0; }

  // Why `Receive` or `Send` have returned -1, unless it is EAGAIN or EINTR.
  std::string Trouble() const {
    if (session_ && !session_->failure().empty()) return session_->failure();
    return std::strerror(errno);
  }

  // As recvmsg.
  ssize_t Receive(iovec* parts, int count) {
    drained_ = false;
    if (!first_.empty()) return ReceiveFirst(parts, count);
    if (session_) return ReceiveSecure(parts, count);
    msghdr message{};
    message.msg_iov = parts;
    message.msg_iovlen = static_cast<size_t>(count);
    const ssize_t result = recvmsg(fd_, &message, MSG_DONTWAIT);
    // Fewer bytes than there was room for: that was all.
    drained_ = result < 0 || (result > 0 && static_cast<size_t>(result) < Total(parts, count));
    return result;
  }

  // As sendmsg. In TLS, what is counted is encrypted, and its memory free again.
  ssize_t Send(iovec* parts, int count) {
    if (session_) return SendSecure(parts, count);
    msghdr message{};
    message.msg_iov = parts;
    message.msg_iovlen = static_cast<size_t>(count);
    const ssize_t result = sendmsg(fd_, &message, MSG_DONTWAIT | MSG_NOSIGNAL);
    full_ = result >= 0 && static_cast<size_t>(result) < Total(parts, count);
    return result;
  }

  void Close() {
    if (fd_ < 0) return;
    if (session_) {
      // Not in the middle of a record.
      if (!pending()) session_->End();
      Flush();
    }
    close(fd_);
    fd_ = -1;
  }

 private:
  static size_t Total(const iovec* parts, int count) {
    size_t total = 0;
    for (int i = 0; i < count; i++) total += parts[i].iov_len;
    return total;
  }

  ssize_t ReceiveFirst(iovec* parts, int count) {
    size_t copied = 0;
    for (int i = 0; i < count; i++) {
      const size_t part = std::min(parts[i].iov_len, first_.size() - copied);
      std::memcpy(parts[i].iov_base, first_.data() + copied, part);
      copied += part;
    }
    first_.erase(first_.begin(), first_.begin() + static_cast<ptrdiff_t>(copied));
    return static_cast<ssize_t>(copied);
  }

  ssize_t ReceiveSecure(iovec* parts, int count) {
    size_t moved = 0;
    for (int i = 0; i < count; i++) {
      auto* into = static_cast<uint8_t*>(parts[i].iov_base);
      size_t left = parts[i].iov_len;
      while (left > 0) {
        // The next call has more room, and it is decrypted where it goes.
        if (moved > 0 && session_->next() > left) return static_cast<ssize_t>(moved);
        const size_t got = session_->Read(into, left);
        into += got;
        left -= got;
        moved += got;
        if (got > 0) continue;
        const ssize_t more = Refill();
        if (more > 0) continue;
        // What was decrypted before the end or an error is taken first; the next call meets it again.
        return moved > 0 ? static_cast<ssize_t>(moved) : more;
      }
    }
    return static_cast<ssize_t>(moved);
  }

  // Gives the session more of what has come, when it has used all. As recv.
  ssize_t Refill() {
    if (!session_->failure().empty()) {
      errno = EPROTO;
      return -1;
    }
    if (session_->ended()) return 0;
    if (broken_ != 0) {
      errno = broken_;
      return -1;
    }
    ssize_t result;
    do result = recv(fd_, session_->in().Room(kCipherBytes), kCipherBytes, MSG_DONTWAIT);
    while (result < 0 && errno == EINTR);
    if (result > 0) session_->in().Filled(static_cast<size_t>(result));
    if (result < 0) {
      drained_ = errno == EAGAIN || errno == EWOULDBLOCK;
      // The system names an error of the connection once.
      if (!drained_) broken_ = errno;
    }
    return result;
  }

  ssize_t SendSecure(const iovec* parts, int count) {
    if (!Flush()) return full_ ? 0 : -1;
    size_t taken = 0;
    for (int i = 0; i < count; i++) {
      const auto* data = static_cast<const uint8_t*>(parts[i].iov_base);
      for (size_t left = parts[i].iov_len; left > 0;) {
        // Records are filled, over the borders of parts; whole ones are encrypted where they lie.
        const bool direct = block_.empty() && left >= kRecordBytes;
        const size_t size = direct ? std::min(left / kRecordBytes * kRecordBytes, kCipherBytes)
                                   : std::min(left, kRecordBytes - block_.size());
        if (!direct) block_.insert(block_.end(), data, data + size);
        data += size;
        left -= size;
        taken += size;
        const bool last = left == 0 && i + 1 == count;
        if (!direct && block_.size() < kRecordBytes && !last) continue;
        const bool written = direct ? session_->Write(data - size, size) : session_->Write(block_.data(), block_.size());
        block_.clear();
        if (!written) {
          errno = EPROTO;
          return -1;
        }
        if (session_->out().size() < kCipherBytes && !last) continue;
        if (!Flush()) return full_ ? static_cast<ssize_t>(taken) : -1;
      }
    }
    return static_cast<ssize_t>(taken);
  }

  // Gives the system what is encrypted. False where it did not take all: it is full, or the connection is broken.
  bool Flush() {
    full_ = false;
    while (session_->out().size() > 0) {
      const ssize_t result = send(fd_, session_->out().data(), session_->out().size(), MSG_DONTWAIT | MSG_NOSIGNAL);
      if (result > 0) {
        session_->out().Taken(static_cast<size_t>(result));
      } else if (errno != EINTR) {
        full_ = errno == EAGAIN || errno == EWOULDBLOCK;
        return false;
      }
    }
    return true;
  }

  int fd_;
  std::vector<uint8_t> first_;
  const std::unique_ptr<Session> session_;
  bool drained_ = false;
  bool full_ = false;
  int broken_ = 0;
  // Bytes of a record that is not full yet.
  std::vector<uint8_t> block_;
};

}  // namespace lockstep
