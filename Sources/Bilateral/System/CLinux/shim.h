// The Linux interfaces that the toolchain's Glibc module leaves out.
#pragma once
#include <malloc.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/timex.h>

// prctl is variadic and so invisible to Swift.
static inline void bilateral_name_this_thread(const char *name) { prctl(PR_SET_NAME, name, 0, 0, 0); }

// On Linux a niceness belongs to a thread, and 0 means the one that asks.
static inline void bilateral_lower_this_thread(int by) {
  setpriority(PRIO_PROCESS, 0, getpriority(PRIO_PROCESS, 0) + by);
}

// Declared by the system's header for GNU programs only.
extern int accept4(int listener, struct sockaddr *address, socklen_t *length, int flags);

static inline int bilateral_accept(int listener, struct sockaddr *address, socklen_t *length) {
  return accept4(listener, address, length, SOCK_NONBLOCK | SOCK_CLOEXEC);
}

// 1 when the kernel's clock is kept in step by somebody, 0 when by nobody, -1 when the kernel does not tell.
// Reading alone needs no rights.
static inline int bilateral_clock_is_kept(void) {
  struct timex state = {0};
  int result = adjtimex(&state);
  if (result < 0) return -1;
  return result != TIME_ERROR && !(state.status & STA_UNSYNC);
}
