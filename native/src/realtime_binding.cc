#include "realtime_binding.h"

#ifndef __linux__

void DefineRealtime(Napi::Env, Napi::Object) {}

#else

#include <errno.h>
#include <sched.h>
#include <sys/resource.h>

namespace {

// setRealtime(thread, priority): round robin; threads that it starts are ordinary ones again. 0 or a negative errno.
Napi::Value SetRealtime(const Napi::CallbackInfo& info) {
  sched_param parameters{};
  parameters.sched_priority = info[1].As<Napi::Number>().Int32Value();
  const int failed = sched_setscheduler(info[0].As<Napi::Number>().Int32Value(), SCHED_RR | SCHED_RESET_ON_FORK, &parameters);
  return Napi::Number::New(info.Env(), failed == 0 ? 0 : -errno);
}

// limitRealtime(process, microseconds): one that computes longer than this at a stretch is ended. 0 or a negative errno.
Napi::Value LimitRealtime(const Napi::CallbackInfo& info) {
  const rlim_t most = static_cast<rlim_t>(info[1].As<Napi::Number>().Int64Value());
  const rlimit limit{most, most};
  const int failed = prlimit(info[0].As<Napi::Number>().Int32Value(), RLIMIT_RTTIME, &limit, nullptr);
  return Napi::Number::New(info.Env(), failed == 0 ? 0 : -errno);
}

}  // namespace

void DefineRealtime(Napi::Env env, Napi::Object exports) {
  exports.Set("setRealtime", Napi::Function::New(env, SetRealtime, "setRealtime"));
  exports.Set("limitRealtime", Napi::Function::New(env, LimitRealtime, "limitRealtime"));
}

#endif
