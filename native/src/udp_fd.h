// A UDP socket of the system, non-blocking, for POSIX. Knows nothing of JavaScript. Nothing throws: counts, or a
// negative errno.
#ifndef SIDETONE_UDP_FD_H
#define SIDETONE_UDP_FD_H

#include <cstddef>
#include <cstdint>
#include <netinet/in.h>
#include <sys/socket.h>

namespace udp {

// More than any packet of a call: jumbo frames end here, and what is longer is dropped.
constexpr size_t kDatagramBytes = 9216;
constexpr int kBatch = 16;

struct Address {
  sockaddr_storage storage{};
  socklen_t length = 0;

  // From a literal; false where it is none. "fe80::1%eth0" names its interface.
  bool Set(const char* literal, int port);
  bool Same(const Address& other) const;
  int Port() const;
  // `out` has room for INET6_ADDRSTRLEN + IF_NAMESIZE + 1.
  bool Literal(char* out, size_t room) const;
};

struct Datagram {
  const uint8_t* bytes = nullptr;
  size_t length = 0;
  Address from;
  // Since the kernel took it from the network, microseconds; 0 where it does not say.
  int32_t ageUs = 0;
  // DSCP (RFC 2474) it came with; -1 where the system does not say.
  int32_t dscp = -1;
};

// What one receive brought. The bytes are the batch's own and good until the next receive of this thread.
struct Batch {
  Datagram datagrams[kBatch];
  int count = 0;
};

class Socket {
 public:
  ~Socket() { Close(); }

  // Binds without sharing the port. 0, or a negative errno; then nothing stays open.
  int Open(const Address& local, int dscp, int receiveBufferBytes);
  void Close();
  int Fd() const { return fd_; }
  int Local(Address* out) const;
  // 0 where the system took it, -EAGAIN where its queue is full, or another negative errno.
  int Send(const uint8_t* bytes, size_t length, const Address& to) const;
  // Up to kBatch datagrams that are there now; 0 where there is none.
  void Receive(Batch* batch) const;

 private:
  int fd_ = -1;
};

// Marks what a socket sends from now on. 0 or a negative errno.
int SetTrafficClass(int fd, int dscp);

// This thread's batch.
Batch* SharedBatch();

}  // namespace udp

#endif
