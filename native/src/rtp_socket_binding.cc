#include "rtp_socket_binding.h"

#ifdef _WIN32

void DefineRtpSocket(Napi::Env, Napi::Object) {}

#else

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <net/if.h>
#include <string>

#include "udp_fd.h"
#include "uv_poll.h"
#include "views.h"

namespace {

constexpr size_t kLiteralBytes = INET6_ADDRSTRLEN + IF_NAMESIZE + 1;
// Numbers in `facts` about each datagram: offset in the slab, length, age in microseconds, DSCP, whether its source is
// another than that of the one before.
constexpr size_t kFacts = 5;

// Watches one descriptor on the loop of the runtime. It outlives the socket by one turn: libuv gives handles back late.
class Watch {
 public:
  using Readable = void (*)(void* owner);

  // 0 or a negative errno. `*slot`, the owner's pointer to it, is null again from Stop() on, whoever calls that.
  static int Start(Napi::Env env, int fd, void* owner, Readable readable, Watch** slot) {
    uv_loop_s* loop = nullptr;
    if (napi_get_uv_event_loop(env, &loop) != napi_ok) return -ENOSYS;
    auto* handle = static_cast<uv_handle_s*>(calloc(1, uv_handle_size(kUvPoll)));
    if (handle == nullptr) return -ENOMEM;
    const int error = uv_poll_init(loop, handle, fd);
    if (error != 0) {
      free(handle);
      return error;
    }
    auto* watch = new Watch;
    watch->handle_ = handle;
    watch->owner_ = owner;
    watch->slot_ = slot;
    watch->readable_ = readable;
    uv_handle_set_data(handle, watch);
    // A worker thread that ends, or the process, must find no handle open.
    napi_add_async_cleanup_hook(env, [](napi_async_cleanup_hook_handle, void* self) { static_cast<Watch*>(self)->Stop(); }, watch, &watch->hook_);
    uv_poll_start(handle, kUvReadable, [](uv_handle_s* polled, int, int) {
      auto* self = static_cast<Watch*>(uv_handle_get_data(polled));
      if (self->slot_ != nullptr) self->readable_(self->owner_);
    });
    *slot = watch;
    return 0;
  }

  // No more calls from here on.
  void Stop() {
    if (slot_ == nullptr) return;
    *slot_ = nullptr;
    slot_ = nullptr;
    uv_close(handle_, [](uv_handle_s* closed) {
      auto* self = static_cast<Watch*>(uv_handle_get_data(closed));
      if (self->hook_ != nullptr) napi_remove_async_cleanup_hook(self->hook_);
      free(closed);
      delete self;
    });
  }

 private:
  uv_handle_s* handle_ = nullptr;
  void* owner_ = nullptr;
  Watch** slot_ = nullptr;
  Readable readable_ = nullptr;
  napi_async_cleanup_hook_handle hook_ = nullptr;
};

// All methods answer 0 or a count, or a negative errno.
class RtpSocket : public Napi::ObjectWrap<RtpSocket> {
 public:
  static Napi::Function Define(Napi::Env env) {
    return DefineClass(env, "RtpSocket",
                       {InstanceMethod<&RtpSocket::Open>("open"), InstanceMethod<&RtpSocket::Local>("local"),
                        InstanceMethod<&RtpSocket::SetTarget>("setTarget"), InstanceMethod<&RtpSocket::Send>("send"),
                        InstanceMethod<&RtpSocket::Receive>("receive"), InstanceMethod<&RtpSocket::Copy>("copy"),
                        InstanceMethod<&RtpSocket::Source>("source"), InstanceMethod<&RtpSocket::Close>("close")});
  }

  explicit RtpSocket(const Napi::CallbackInfo& info) : Napi::ObjectWrap<RtpSocket>(info) {}

  void Finalize(Napi::Env) override { Release(); }

 private:
  // open(address, port, dscp, receiveBufferBytes, onReadable). The object stays alive until close().
  Napi::Value Open(const Napi::CallbackInfo& info) {
    const Napi::Env env = info.Env();
    const auto answer = [&](int code) -> Napi::Value { return Napi::Number::New(env, code); };
    udp::Address local;
    if (watch_ != nullptr) return answer(-EISCONN);
    if (!AddressOf(info, &local) || !info[4].IsFunction()) return answer(-EINVAL);
    int code = socket_.Open(local, IntOf(info[2], 0), IntOf(info[3], 0));
    if (code != 0) return answer(code);
    code = Watch::Start(env, socket_.Fd(), this, [](void* self) { static_cast<RtpSocket*>(self)->Readable(); }, &watch_);
    if (code != 0) {
      socket_.Close();
      return answer(code);
    }
    if (!context_) context_ = std::make_unique<Napi::AsyncContext>(env, "SidetoneRtpSocket");
    onReadable_ = Napi::Persistent(info[4].As<Napi::Function>());
    Ref();
    return answer(0);
  }

  void Readable() {
    const Napi::Env env = Env();
    const Napi::HandleScope scope(env);
    onReadable_.MakeCallback(Value(), {}, *context_);
    if (env.IsExceptionPending()) napi_fatal_exception(env, env.GetAndClearPendingException().Value());
  }

  // local(): [address, port], or undefined where it is not open.
  Napi::Value Local(const Napi::CallbackInfo& info) {
    udp::Address local;
    return socket_.Fd() >= 0 && socket_.Local(&local) == 0 ? Pair(info.Env(), local) : info.Env().Undefined();
  }

  // setTarget(address, port): where send() goes from now on.
  Napi::Value SetTarget(const Napi::CallbackInfo& info) {
    const bool known = AddressOf(info, &target_) && target_.Port() > 0;
    if (!known) target_ = udp::Address{};
    return Napi::Number::New(info.Env(), known ? 0 : -EINVAL);
  }

  // send(bytes)
  Napi::Value Send(const Napi::CallbackInfo& info) {
    const View bytes = ViewOf(info[0]);
    int code = -EINVAL;
    if (target_.length == 0) code = -EDESTADDRREQ;
    else if (bytes.IsBytes()) code = socket_.Send(bytes.Bytes(), bytes.length, target_);
    return Napi::Number::New(info.Env(), code);
  }

  // receive(slab, at, facts): how many datagrams are there now. Their octets are in `slab` from `at` on, one after the
  // other, unless there was no room: then the first offset is -1 and copy() is to be called before anything else.
  Napi::Value Receive(const Napi::CallbackInfo& info) {
    const View facts = ViewOf(info[2]);
    if (!facts.Is(napi_int32_array) || facts.length < udp::kBatch * kFacts) return Napi::Number::New(info.Env(), -EINVAL);
    udp::Batch* batch = udp::SharedBatch();
    socket_.Receive(batch);
    auto* numbers = static_cast<int32_t*>(facts.data);
    for (int i = 0; i < batch->count; i++) {
      const udp::Datagram& datagram = batch->datagrams[i];
      int32_t* out = numbers + i * kFacts;
      out[1] = static_cast<int32_t>(datagram.length);
      out[2] = datagram.ageUs;
      out[3] = datagram.dscp;
      out[4] = datagram.from.Same(lastSource_) ? 0 : 1;
      if (out[4] != 0) lastSource_ = datagram.from;
    }
    CopyTo(ViewOf(info[0]), IntOf(info[1], 0), numbers);
    return Napi::Number::New(info.Env(), batch->count);
  }

  // copy(slab, at, facts): the octets of the last receive(), whose offsets it fills in.
  void Copy(const Napi::CallbackInfo& info) {
    const View facts = ViewOf(info[2]);
    if (facts.Is(napi_int32_array) && facts.length >= udp::kBatch * kFacts) {
      CopyTo(ViewOf(info[0]), IntOf(info[1], 0), static_cast<int32_t*>(facts.data));
    }
  }

  static void CopyTo(const View& slab, int32_t at, int32_t* facts) {
    const udp::Batch* batch = udp::SharedBatch();
    size_t total = 0;
    for (int i = 0; i < batch->count; i++) total += batch->datagrams[i].length;
    facts[0] = -1;
    if (!slab.IsBytes() || at < 0 || static_cast<size_t>(at) + total > slab.length) return;
    for (int i = 0; i < batch->count; i++) {
      const udp::Datagram& datagram = batch->datagrams[i];
      memcpy(slab.Bytes() + at, datagram.bytes, datagram.length);
      facts[i * kFacts] = at;
      at += static_cast<int32_t>(datagram.length);
    }
  }

  // source(i): [address, port] of a datagram of the last receive().
  Napi::Value Source(const Napi::CallbackInfo& info) {
    const int i = IntOf(info[0], -1);
    const udp::Batch* batch = udp::SharedBatch();
    return i >= 0 && i < batch->count ? Pair(info.Env(), batch->datagrams[i].from) : info.Env().Undefined();
  }

  void Close(const Napi::CallbackInfo&) {
    if (watch_ == nullptr) return;
    Release();
    Unref();
  }

  void Release() {
    if (watch_ != nullptr) watch_->Stop();
    // libuv allows this as soon as the handle was told to close.
    socket_.Close();
    onReadable_.Reset();
  }

  static bool AddressOf(const Napi::CallbackInfo& info, udp::Address* out) {
    if (!info[0].IsString()) return false;
    const std::string literal = info[0].As<Napi::String>().Utf8Value();
    return out->Set(literal.c_str(), IntOf(info[1], -1));
  }

  static Napi::Value Pair(Napi::Env env, const udp::Address& address) {
    char literal[kLiteralBytes] = "";
    if (!address.Literal(literal, sizeof literal)) return env.Undefined();
    Napi::Array pair = Napi::Array::New(env, 2);
    pair.Set(0u, Napi::String::New(env, literal));
    pair.Set(1u, Napi::Number::New(env, address.Port()));
    return pair;
  }

  udp::Socket socket_;
  udp::Address target_;
  udp::Address lastSource_;
  Watch* watch_ = nullptr;
  // Kept until the end: close() may be called from within the call that it is the context of.
  std::unique_ptr<Napi::AsyncContext> context_;
  Napi::FunctionReference onReadable_;
};

// setTrafficClass(fd, dscp): 0 or a negative errno.
Napi::Value SetTrafficClass(const Napi::CallbackInfo& info) {
  return Napi::Number::New(info.Env(), udp::SetTrafficClass(IntOf(info[0], -1), IntOf(info[1], -1)));
}

}  // namespace

void DefineRtpSocket(Napi::Env env, Napi::Object exports) {
  exports.Set("RtpSocket", RtpSocket::Define(env));
  exports.Set("setTrafficClass", Napi::Function::New(env, SetTrafficClass, "setTrafficClass"));
}

#endif
