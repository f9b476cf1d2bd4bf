#include <napi.h>

#include "fir_binding.h"
#include "g722_binding.h"
#include "opus_binding.h"
#include "realtime_binding.h"
#include "rtp_socket_binding.h"

static Napi::Object Init(Napi::Env env, Napi::Object exports) {
  DefineOpus(env, exports);
  DefineG722(env, exports);
  DefineRtpSocket(env, exports);
  DefineRealtime(env, exports);
  DefineFir(env, exports);
  return exports;
}

NODE_API_MODULE(sidetone, Init)
