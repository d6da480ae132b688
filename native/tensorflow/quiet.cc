// Loads TensorFlow's libraries, and keeps from the terminal what it remarks on the machine meanwhile (oneDNN,
// instructions of the processor): its log obeys no environment variable before it is loaded. Whatever else is
// written to stderr in that time comes out after it.
//
// The thread that loads it, and all that TensorFlow starts from there, take no signals: oneDNN's products for AVX-512
// point the stack at memory of the heap, so the frame of any handler (a profiler's, say) would overwrite what lies
// before that memory. The main thread takes them as ever.
#include <dlfcn.h>
#include <node_api.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <string>

namespace {

// "I0000 00:00:..." and the line that the log begins with.
bool IsRemark(const std::string& line) {
  return line.rfind("I0000 ", 0) == 0 || line.rfind("WARNING: All log messages before absl::InitializeLog()", 0) == 0;
}

void Replay(int from) {
  std::string text;
  char block[4096];
  lseek(from, 0, SEEK_SET);
  for (ssize_t n; (n = read(from, block, sizeof block)) > 0;) text.append(block, static_cast<size_t>(n));
  for (size_t start = 0; start < text.size();) {
    const size_t end = text.find('\n', start);
    const std::string line = text.substr(start, end == std::string::npos ? end : end - start + 1);
    start += line.size();
    if (IsRemark(line)) continue;
    if (write(STDERR_FILENO, line.data(), line.size()) < 0) return;
  }
}

void TakeNoSignals() {
  if (syscall(SYS_gettid) == getpid()) return;
  sigset_t all;
  sigfillset(&all);
  // What a thread's own instructions raise has to come.
  for (const int own : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGABRT}) sigdelset(&all, own);
  pthread_sigmask(SIG_BLOCK, &all, nullptr);
}

napi_value Init(napi_env, napi_value exports) {
  TakeNoSignals();
  const int held = static_cast<int>(syscall(SYS_memfd_create, "stderr", 1u /* close on exec */));
  const int terminal = held < 0 ? -1 : dup(STDERR_FILENO);
  if (terminal >= 0) dup2(held, STDERR_FILENO);
  // Found beside this addon, where the others find it too; one that cannot be loaded is theirs to tell of.
  dlopen("libtensorflow_framework.so.2", RTLD_LAZY);
  dlopen("libtensorflow_cc.so.2", RTLD_LAZY);
  if (terminal >= 0) {
    dup2(terminal, STDERR_FILENO);
    close(terminal);
    Replay(held);
  }
  if (held >= 0) close(held);
  return exports;
}

}  // namespace

NAPI_MODULE(lockstep_quiet, Init)
