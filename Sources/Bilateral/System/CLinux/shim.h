// The Linux interfaces that the toolchain's Glibc module leaves out.
#pragma once
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <sys/prctl.h>

// prctl is variadic and so invisible to Swift.
static inline void bilateral_name_this_thread(const char *name) { prctl(PR_SET_NAME, name, 0, 0, 0); }

// Declared by the system's header for GNU programs only.
extern int accept4(int listener, struct sockaddr *address, socklen_t *length, int flags);

static inline int bilateral_accept(int listener, struct sockaddr *address, socklen_t *length) {
  return accept4(listener, address, length, SOCK_NONBLOCK | SOCK_CLOEXEC);
}
