// The links of one rank in one generation, and the thread that serves them: it runs schedules (job.h) over all
// links at the same time, so that no byte waits for Node's event loop.
#pragma once

#include <sys/eventfd.h>

#include <atomic>
#include <ctime>
#include <functional>
#include <map>
#include <mutex>
#include <thread>

#include "link.h"

namespace lockstep {

enum class Outcome { kDone = 0, kLost = 1, kAborted = 2, kClosed = 3 };

struct Report {
  // 0: the wire itself has ended.
  uint64_t job = 0;
  Outcome outcome = Outcome::kDone;
  int peer = -1;
  std::string text;
};

// Flows of a job at a time (`FLOWS` in schedule.ts).
constexpr size_t kFlows = 8;
// For how long the next bytes of a job are looked for before the thread sleeps, where the ones before came that soon. Over a
// link that is slower than this a thread that looks takes a processor from who computes.
constexpr int64_t kSpinMicros = 50;

class Wire {
 public:
  using Reporter = std::function<void(const Report&)>;

  // `links` by rank, without one for the own rank. `report` is called on the wire's thread.
  Wire(std::vector<std::unique_ptr<Link>> links, int64_t ping_ms, int64_t silence_ms, Reporter report)
      : links_(std::move(links)), ping_ms_(ping_ms), silence_ms_(silence_ms), report_(std::move(report)) {
    epoll_ = epoll_create1(EPOLL_CLOEXEC);
    wake_ = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    Watch(wake_, EPOLLIN, links_.size());
    for (size_t rank = 0; rank < links_.size(); rank++) {
      if (links_[rank]) Watch(links_[rank]->fd(), EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, rank);
    }
    thread_ = std::thread([this] { Run(); });
  }

  ~Wire() {
    Close();
    thread_.join();
    close(epoll_);
    close(wake_);
  }

  bool Has(size_t peer) const { return peer < links_.size() && links_[peer] != nullptr; }

  // Bytes of zeros that were left out of messages.
  uint64_t Spared() const {
    uint64_t bytes = 0;
    for (const auto& link : links_) bytes += link ? link->spared() : 0;
    return bytes;
  }

  void Start(std::unique_ptr<Job> job) { Command({std::move(job), 0}); }
  void Abort(uint64_t job) { Command({nullptr, job}); }

  void Close() {
    closing_.store(true);
    Wake();
  }

 private:
  struct Order {
    std::unique_ptr<Job> start;
    uint64_t abort;
  };

  void Watch(int fd, uint32_t events, uint64_t what) {
    epoll_event event{};
    event.events = events;
    event.data.u64 = what;
    epoll_ctl(epoll_, EPOLL_CTL_ADD, fd, &event);
  }

  void Wake() {
    const uint64_t one = 1;
    // Fails only when the thread has been woken 2^64 times and has not looked.
    if (write(wake_, &one, sizeof one) < 0) return;
  }

  void Command(Order order) {
    {
      const std::lock_guard<std::mutex> guard(mutex_);
      orders_.push_back(std::move(order));
    }
    Wake();
  }

  // In microseconds.
  static int64_t Now() {
    timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * int64_t{1'000'000} + time.tv_nsec / 1000;
  }

  void Run() {
    now_ = Now();
    int64_t next_tick = now_ + 1000 * ping_ms_;
    bool idle = false;
    while (!closing_.load()) {
      bool moved = false;
      for (const auto& link : links_) {
        if (!link || !link->CanMove()) continue;
        if (idle && !moved) soon_ = Now() - idle_since_ < kSpinMicros;
        moved = true;
        Move(*link);
      }
      now_ = Now();
      if (moved) idle_since_ = now_;
      idle = !moved;
      if (!moved && now_ >= next_tick) {
        for (const auto& link : links_) {
          if (!link || link->lost()) continue;
          link->Tick(now_, 1000 * ping_ms_, 1000 * silence_ms_);
          if (link->lost()) Lose(*link);
        }
        next_tick = now_ + 1000 * ping_ms_;
        continue;
      }
      const bool spins = moved || (!jobs_.empty() && soon_ && now_ - idle_since_ < kSpinMicros);
      Wait(spins ? 0 : static_cast<int>((next_tick - now_) / 1000 + 1));
    }
    while (!jobs_.empty()) Fail(jobs_.begin()->first, Outcome::kClosed, -1, "");
    TakeOrders();
    for (const auto& link : links_) {
      if (link) link->Close();
    }
    report_({0, Outcome::kClosed, -1, ""});
  }

  void Wait(int timeout_ms) {
    epoll_event events[64];
    const int count = epoll_wait(epoll_, events, 64, timeout_ms);
    for (int i = 0; i < count; i++) {
      const size_t what = events[i].data.u64;
      if (what < links_.size()) {
        links_[what]->Ready(events[i].events);
        continue;
      }
      uint64_t times;
      if (read(wake_, &times, sizeof times) <= 0) continue;
      TakeOrders();
      idle_since_ = Now();
    }
  }

  void TakeOrders() {
    std::vector<Order> orders;
    {
      const std::lock_guard<std::mutex> guard(mutex_);
      orders.swap(orders_);
    }
    for (Order& order : orders) {
      if (!order.start) {
        Fail(order.abort, Outcome::kAborted, -1, "");
        continue;
      }
      const uint64_t id = order.start->id;
      Job& job = *(jobs_[id] = std::move(order.start));
      if (closing_.load()) Fail(id, Outcome::kClosed, -1, "");
      else Fill(job);
    }
  }

  void Move(Link& link) {
    done_.clear();
    link.Move(done_, now_);
    for (const Ticket& ticket : done_) {
      const auto found = jobs_.find(ticket.job);
      if (found == jobs_.end()) continue;
      Job& job = *found->second;
      Flow& flow = job.flows[ticket.flow];
      if (--flow.open > 0) continue;
      flow.at++;
      Go(job, ticket.flow);
      if (jobs_.count(ticket.job)) Fill(job);
    }
    if (link.lost()) Lose(link);
  }

  // Begins flows as long as fewer than `kFlows` run; ends the job when there are none any more.
  void Fill(Job& job) {
    const uint64_t id = job.id;
    while (job.running < kFlows && job.next < job.flows.size()) {
      job.running++;
      Go(job, job.next++);
      if (!jobs_.count(id)) return;
    }
    if (job.running > 0) return;
    jobs_.erase(id);
    report_({id, Outcome::kDone, -1, ""});
  }

  // Begins the flow's round, and those after it as long as they are done at once.
  void Go(Job& job, size_t index) {
    const uint64_t id = job.id;
    const Ticket ticket{id, index};
    Flow& flow = job.flows[index];
    for (; flow.at < flow.rounds.size(); flow.at++) {
      const Round& round = flow.rounds[flow.at];
      const bool sends = round.send.peer >= 0;
      const bool receives = round.receive.peer >= 0;
      flow.open = sends + receives;
      if (sends) {
        Link& link = *links_[static_cast<size_t>(round.send.peer)];
        if (link.lost()) return Fail(id, Outcome::kLost, link.peer(), link.failure());
        link.Send(ticket, job, round.send, receives && round.send.Overlaps(round.receive));
      }
      if (receives) {
        Link& link = *links_[static_cast<size_t>(round.receive.peer)];
        const bool was_lost = link.lost();
        if (link.Receive(ticket, job, round.receive, round.add)) flow.open--;
        else if (link.lost()) {
          if (!was_lost) Lose(link);
          return Fail(id, Outcome::kLost, link.peer(), link.failure());
        }
      }
      if (flow.open > 0) return;
    }
    job.running--;
  }

  // After this nothing touches the job's buffer.
  void Fail(uint64_t id, Outcome outcome, int peer, const std::string& text) {
    if (jobs_.erase(id) == 0) return;
    for (const auto& link : links_) {
      if (link) link->Forget(id);
    }
    report_({id, outcome, peer, text});
  }

  // All that wait for the link fail, and all that would come to; what came over it before can still be taken.
  void Lose(Link& link) {
    link.Close();
    std::vector<uint64_t> waiting;
    for (const auto& [id, job] : jobs_) {
      if (link.Serves(id) || Needs(*job, link)) waiting.push_back(id);
    }
    for (const uint64_t id : waiting) Fail(id, Outcome::kLost, link.peer(), link.failure());
  }

  // Whether a round of the job that has not begun cannot be done without the link.
  static bool Needs(const Job& job, const Link& link) {
    for (size_t index = 0; index < job.flows.size(); index++) {
      const Flow& flow = job.flows[index];
      const size_t begun = index < job.next ? flow.at + 1 : 0;
      for (size_t at = begun; at < flow.rounds.size(); at++) {
        const Round& round = flow.rounds[at];
        if (round.send.peer == link.peer()) return true;
        if (round.receive.peer == link.peer() && !link.Holds(job, round.receive)) return true;
      }
    }
    return false;
  }

  const std::vector<std::unique_ptr<Link>> links_;
  const int64_t ping_ms_;
  const int64_t silence_ms_;
  const Reporter report_;
  int epoll_ = -1;
  int wake_ = -1;
  int64_t now_ = 0;
  // Since when nothing has moved and no order has come, and whether the last such pause was short.
  int64_t idle_since_ = 0;
  bool soon_ = true;
  std::map<uint64_t, std::unique_ptr<Job>> jobs_;
  std::vector<Ticket> done_;
  std::mutex mutex_;
  std::vector<Order> orders_;
  std::atomic<bool> closing_{false};
  std::thread thread_;
};

}  // namespace lockstep
