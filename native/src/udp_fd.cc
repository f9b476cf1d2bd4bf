#ifndef _WIN32

#ifdef __APPLE__
// RFC 3542 options hide behind this.
#define __APPLE_USE_RFC_3542
#endif

#include "udp_fd.h"

#include <arpa/inet.h>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <memory>
#include <net/if.h>
#include <netinet/ip.h>
#include <sys/time.h>
#include <ctime>
#include <unistd.h>

namespace udp {

namespace {

#ifdef MSG_NOSIGNAL
constexpr int kSendFlags = MSG_DONTWAIT | MSG_NOSIGNAL;
#else
constexpr int kSendFlags = MSG_DONTWAIT;
#endif

// A wall clock that was put right between arrival and reading tells nonsense; such an age is not believed.
constexpr int64_t kOldestBelievedUs = 10'000'000;

struct Buffers {
  uint8_t bytes[kBatch][kDatagramBytes];
  alignas(cmsghdr) uint8_t control[kBatch][256];
};

Buffers* SharedBuffers() {
  thread_local std::unique_ptr<Buffers> buffers(new Buffers);
  return buffers.get();
}

int64_t WallUs() {
  timespec now{};
  clock_gettime(CLOCK_REALTIME, &now);
  return static_cast<int64_t>(now.tv_sec) * 1'000'000 + now.tv_nsec / 1000;
}

void ReadControl(msghdr* header, int64_t nowUs, Datagram* datagram) {
  for (cmsghdr* each = CMSG_FIRSTHDR(header); each != nullptr; each = CMSG_NXTHDR(header, each)) {
    int64_t arrivedUs = -1;
    if (each->cmsg_level == SOL_SOCKET) {
#ifdef SCM_TIMESTAMPNS
      if (each->cmsg_type == SCM_TIMESTAMPNS) {
        timespec at{};
        memcpy(&at, CMSG_DATA(each), sizeof at);
        arrivedUs = static_cast<int64_t>(at.tv_sec) * 1'000'000 + at.tv_nsec / 1000;
      }
#else
      if (each->cmsg_type == SCM_TIMESTAMP) {
        timeval at{};
        memcpy(&at, CMSG_DATA(each), sizeof at);
        arrivedUs = static_cast<int64_t>(at.tv_sec) * 1'000'000 + at.tv_usec;
      }
#endif
    } else if (each->cmsg_level == IPPROTO_IP) {
      // Linux names it IP_TOS, the BSDs IP_RECVTOS; one octet either way.
      if (each->cmsg_type == IP_TOS || each->cmsg_type == IP_RECVTOS) datagram->dscp = *CMSG_DATA(each) >> 2;
    } else if (each->cmsg_level == IPPROTO_IPV6 && each->cmsg_type == IPV6_TCLASS) {
      int trafficClass = 0;
      memcpy(&trafficClass, CMSG_DATA(each), sizeof trafficClass);
      datagram->dscp = trafficClass >> 2;
    }
    const int64_t ageUs = nowUs - arrivedUs;
    if (arrivedUs >= 0 && ageUs > 0 && ageUs < kOldestBelievedUs) datagram->ageUs = static_cast<int32_t>(ageUs);
  }
}

void SetInt(int fd, int level, int option, int value) { setsockopt(fd, level, option, &value, sizeof value); }

int NewSocket(int family) {
#ifdef SOCK_NONBLOCK
  return socket(family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
#else
  const int fd = socket(family, SOCK_DGRAM, 0);
  if (fd >= 0) {
    fcntl(fd, F_SETFD, FD_CLOEXEC);
    fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
  }
  return fd;
#endif
}

}  // namespace

bool Address::Set(const char* literal, int port) {
  *this = Address{};
  if (port < 0 || port > 65535) return false;
  auto* v4 = reinterpret_cast<sockaddr_in*>(&storage);
  if (inet_pton(AF_INET, literal, &v4->sin_addr) == 1) {
    v4->sin_family = AF_INET;
    v4->sin_port = htons(static_cast<uint16_t>(port));
    length = sizeof(sockaddr_in);
    return true;
  }
  storage = sockaddr_storage{};
  char plain[INET6_ADDRSTRLEN + IF_NAMESIZE + 1];
  if (snprintf(plain, sizeof plain, "%s", literal) >= static_cast<int>(sizeof plain)) return false;
  auto* v6 = reinterpret_cast<sockaddr_in6*>(&storage);
  if (char* zone = strchr(plain, '%')) {
    *zone++ = '\0';
    v6->sin6_scope_id = if_nametoindex(zone);
    if (v6->sin6_scope_id == 0) v6->sin6_scope_id = static_cast<uint32_t>(strtoul(zone, nullptr, 10));
  }
  if (inet_pton(AF_INET6, plain, &v6->sin6_addr) != 1) return false;
  v6->sin6_family = AF_INET6;
  v6->sin6_port = htons(static_cast<uint16_t>(port));
  length = sizeof(sockaddr_in6);
  return true;
}

bool Address::Same(const Address& other) const {
  if (length == 0 || storage.ss_family != other.storage.ss_family) return false;
  if (storage.ss_family == AF_INET) {
    const auto& a = reinterpret_cast<const sockaddr_in&>(storage);
    const auto& b = reinterpret_cast<const sockaddr_in&>(other.storage);
    return a.sin_port == b.sin_port && a.sin_addr.s_addr == b.sin_addr.s_addr;
  }
  const auto& a = reinterpret_cast<const sockaddr_in6&>(storage);
  const auto& b = reinterpret_cast<const sockaddr_in6&>(other.storage);
  return a.sin6_port == b.sin6_port && a.sin6_scope_id == b.sin6_scope_id
      && memcmp(&a.sin6_addr, &b.sin6_addr, sizeof a.sin6_addr) == 0;
}

int Address::Port() const {
  return ntohs(storage.ss_family == AF_INET6 ? reinterpret_cast<const sockaddr_in6&>(storage).sin6_port
                                             : reinterpret_cast<const sockaddr_in&>(storage).sin_port);
}

bool Address::Literal(char* out, size_t room) const {
  const auto size = static_cast<socklen_t>(room);
  if (storage.ss_family == AF_INET) {
    return inet_ntop(AF_INET, &reinterpret_cast<const sockaddr_in&>(storage).sin_addr, out, size) != nullptr;
  }
  if (storage.ss_family != AF_INET6) return false;
  const auto& v6 = reinterpret_cast<const sockaddr_in6&>(storage);
  if (inet_ntop(AF_INET6, &v6.sin6_addr, out, size) == nullptr) return false;
  char zone[IF_NAMESIZE];
  if (v6.sin6_scope_id != 0 && if_indextoname(v6.sin6_scope_id, zone) != nullptr) {
    const size_t used = strlen(out);
    snprintf(out + used, room - used, "%%%s", zone);
  }
  return true;
}

int Socket::Open(const Address& local, int dscp, int receiveBufferBytes) {
  Close();
  const int family = local.storage.ss_family;
  const int fd = NewSocket(family);
  if (fd < 0) return -errno;
  if (family == AF_INET6) SetInt(fd, IPPROTO_IPV6, IPV6_V6ONLY, 1);
  if (bind(fd, reinterpret_cast<const sockaddr*>(&local.storage), local.length) != 0) {
    const int error = errno;
    ::close(fd);
    return -error;
  }
  // None of these is worth failing for: the system grants what its limits allow.
  if (receiveBufferBytes > 0) SetInt(fd, SOL_SOCKET, SO_RCVBUF, receiveBufferBytes);
#ifdef SO_TIMESTAMPNS
  SetInt(fd, SOL_SOCKET, SO_TIMESTAMPNS, 1);
#else
  SetInt(fd, SOL_SOCKET, SO_TIMESTAMP, 1);
#endif
#ifdef SO_NOSIGPIPE
  SetInt(fd, SOL_SOCKET, SO_NOSIGPIPE, 1);
#endif
  if (family == AF_INET6) SetInt(fd, IPPROTO_IPV6, IPV6_RECVTCLASS, 1);
  else SetInt(fd, IPPROTO_IP, IP_RECVTOS, 1);
  if (dscp > 0) SetTrafficClass(fd, dscp);
  fd_ = fd;
  return 0;
}

void Socket::Close() {
  if (fd_ >= 0) ::close(fd_);
  fd_ = -1;
}

int Socket::Local(Address* out) const {
  out->length = sizeof out->storage;
  return getsockname(fd_, reinterpret_cast<sockaddr*>(&out->storage), &out->length) == 0 ? 0 : -errno;
}

int Socket::Send(const uint8_t* bytes, size_t length, const Address& to) const {
  if (fd_ < 0) return -EBADF;
  for (;;) {
    const auto sent = sendto(fd_, bytes, length, kSendFlags, reinterpret_cast<const sockaddr*>(&to.storage), to.length);
    if (sent >= 0) return 0;
    if (errno != EINTR) return errno == EWOULDBLOCK ? -EAGAIN : -errno;
  }
}

void Socket::Receive(Batch* batch) const {
  batch->count = 0;
  if (fd_ < 0) return;
  Buffers* buffers = SharedBuffers();
  iovec pieces[kBatch];
#ifdef __linux__
  mmsghdr messages[kBatch];
  memset(messages, 0, sizeof messages);
#else
  struct { msghdr msg_hdr; size_t msg_len; } messages[kBatch];
  memset(messages, 0, sizeof messages);
#endif
  for (int i = 0; i < kBatch; i++) {
    pieces[i] = {buffers->bytes[i], kDatagramBytes};
    msghdr& header = messages[i].msg_hdr;
    header.msg_name = &batch->datagrams[i].from.storage;
    header.msg_namelen = sizeof(sockaddr_storage);
    header.msg_iov = &pieces[i];
    header.msg_iovlen = 1;
    header.msg_control = buffers->control[i];
    header.msg_controllen = sizeof buffers->control[i];
  }
  // An error (ICMP, a signal) is told once and is nobody's datagram; what waits behind it comes next time.
#ifdef __linux__
  const int received = recvmmsg(fd_, messages, kBatch, MSG_DONTWAIT, nullptr);
#else
  int received = 0;
  for (; received < kBatch; received++) {
    const auto length = recvmsg(fd_, &messages[received].msg_hdr, MSG_DONTWAIT);
    if (length < 0) break;
    messages[received].msg_len = static_cast<size_t>(length);
  }
#endif
  if (received <= 0) return;
  const int64_t nowUs = WallUs();
  for (int i = 0; i < received; i++) {
    msghdr& header = messages[i].msg_hdr;
    if ((header.msg_flags & MSG_TRUNC) != 0) continue;
    Datagram& datagram = batch->datagrams[batch->count];
    if (i != batch->count) datagram.from.storage = batch->datagrams[i].from.storage;
    batch->count++;
    datagram.from.length = header.msg_namelen;
    datagram.bytes = buffers->bytes[i];
    datagram.length = messages[i].msg_len;
    datagram.ageUs = 0;
    datagram.dscp = -1;
    ReadControl(&header, nowUs, &datagram);
  }
}

int SetTrafficClass(int fd, int dscp) {
  if (dscp < 0 || dscp > 63) return -EINVAL;
  sockaddr_storage local{};
  socklen_t length = sizeof local;
  if (getsockname(fd, reinterpret_cast<sockaddr*>(&local), &length) != 0) return -errno;
  // The upper six bits of the octet; the lower two are ECN (RFC 3168).
  const int trafficClass = dscp << 2;
  if (local.ss_family == AF_INET6) {
    if (setsockopt(fd, IPPROTO_IPV6, IPV6_TCLASS, &trafficClass, sizeof trafficClass) != 0) return -errno;
    // For IPv4 that goes through a socket of both; refused on one of IPv6 alone, which is as well.
    setsockopt(fd, IPPROTO_IP, IP_TOS, &trafficClass, sizeof trafficClass);
    return 0;
  }
  if (local.ss_family != AF_INET) return -EAFNOSUPPORT;
  return setsockopt(fd, IPPROTO_IP, IP_TOS, &trafficClass, sizeof trafficClass) == 0 ? 0 : -errno;
}

Batch* SharedBatch() {
  thread_local std::unique_ptr<Batch> batch(new Batch);
  return batch.get();
}

}  // namespace udp

#endif
