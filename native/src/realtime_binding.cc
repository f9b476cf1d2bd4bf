#include "realtime_binding.h"

#ifndef __linux__

void DefineRealtime(Napi::Env, Napi::Object) {}

#else

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace {

// setRealtime(thread, priority): round robin; threads that it starts are ordinary ones again. 0 or a negative errno.
Napi::Value SetRealtime(const Napi::CallbackInfo& info) {
  sched_param parameters{};
  parameters.sched_priority = info[1].As<Napi::Number>().Int32Value();
  const int failed = sched_setscheduler(info[0].As<Napi::Number>().Int32Value(), SCHED_RR | SCHED_RESET_ON_FORK, &parameters);
  return Napi::Number::New(info.Env(), failed == 0 ? 0 : -errno);
}

// limitRealtime(process, microseconds, most): one that computes so long at a stretch gets SIGXCPU, and SIGKILL where it
// goes on to the most. 0 or a negative errno.
Napi::Value LimitRealtime(const Napi::CallbackInfo& info) {
  const rlimit limit{static_cast<rlim_t>(info[1].As<Napi::Number>().Int64Value()), static_cast<rlim_t>(info[2].As<Napi::Number>().Int64Value())};
  const int failed = prlimit(info[0].As<Napi::Number>().Int32Value(), RLIMIT_RTTIME, &limit, nullptr);
  return Napi::Number::New(info.Env(), failed == 0 ? 0 : -errno);
}

// Makes every thread of this process an ordinary one. Only what a signal handler may call.
void StepBack(int) {
  const int before = errno;
  const int folder = open("/proc/self/task", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  alignas(dirent64) char entries[4096];
  const sched_param ordinary{};
  for (long bytes; folder >= 0 && (bytes = syscall(SYS_getdents64, folder, entries, sizeof entries)) > 0;) {
    for (long at = 0; at < bytes;) {
      const auto* entry = reinterpret_cast<const dirent64*>(entries + at);
      at += entry->d_reclen;
      pid_t thread = 0;
      for (const char* digit = entry->d_name; *digit >= '0' && *digit <= '9'; ++digit) thread = thread * 10 + (*digit - '0');
      if (thread > 0) sched_setscheduler(thread, SCHED_OTHER, &ordinary);
    }
  }
  if (folder >= 0) close(folder);
  errno = before;
}

// stepBackWhenLong(): at SIGXCPU this process gives its real time back instead of ending. 0 or a negative errno.
Napi::Value StepBackWhenLong(const Napi::CallbackInfo& info) {
  struct sigaction action{};
  action.sa_handler = StepBack;
  action.sa_flags = SA_RESTART | SA_ONSTACK;
  return Napi::Number::New(info.Env(), sigaction(SIGXCPU, &action, nullptr) == 0 ? 0 : -errno);
}

}  // namespace

void DefineRealtime(Napi::Env env, Napi::Object exports) {
  exports.Set("setRealtime", Napi::Function::New(env, SetRealtime, "setRealtime"));
  exports.Set("limitRealtime", Napi::Function::New(env, LimitRealtime, "limitRealtime"));
  exports.Set("stepBackWhenLong", Napi::Function::New(env, StepBackWhenLong, "stepBackWhenLong"));
}

#endif
