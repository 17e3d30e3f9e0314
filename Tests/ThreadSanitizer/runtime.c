// Linked into every program that runs under thread sanitizer: what the sanitizer must know of Swift's Mutex, and how it
// reports.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdbool.h>
#include <stdint.h>

void __tsan_acquire(void *address);
void __tsan_release(void *address);

// A free Mutex is taken and given back by atomic instructions that the compiler puts into our own code, where the
// sanitizer sees them. A contended one goes through these three functions of libswiftSynchronization, which is not
// instrumented: without a word about them everything that a Mutex guards would be reported as a race, or would have to be
// suppressed. They stand before the library's own, which they call.

#define SWIFT __attribute__((swiftcall))
#define SELF __attribute__((swift_context)) void *handle

#define LOCK "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define TRY "$s15Synchronization12_MutexHandleV12_tryLockSlowSbyF"
#define UNLOCK "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"

SWIFT void lock_slow(uint32_t thread, SELF) __asm__(LOCK);
SWIFT bool try_lock_slow(SELF) __asm__(TRY);
SWIFT void unlock_slow(SELF) __asm__(UNLOCK);

typedef SWIFT void (*Lock)(uint32_t, SELF);
typedef SWIFT bool (*Try)(SELF);
typedef SWIFT void (*Unlock)(SELF);

SWIFT void lock_slow(uint32_t thread, SELF) {
  ((Lock)dlsym(RTLD_NEXT, LOCK))(thread, handle);
  __tsan_acquire(handle);
}

SWIFT bool try_lock_slow(SELF) {
  bool taken = ((Try)dlsym(RTLD_NEXT, TRY))(handle);
  if (taken) __tsan_acquire(handle);
  return taken;
}

SWIFT void unlock_slow(SELF) {
  __tsan_release(handle);
  ((Unlock)dlsym(RTLD_NEXT, UNLOCK))(handle);
}

// Tests start programs with an environment of their own, so what TSAN_OPTIONS would say is built in. Reports are files, one
// a process, and count by being there: a program ends as it would have ended, so that its test judges what it is for. No
// second is waited at each end of a program for races of its other threads.
const char *__tsan_default_options(void) {
  return "log_path=" REPORTS ":suppressions=" SUPPRESSIONS
         ":halt_on_error=0:exitcode=0:atexit_sleep_ms=0:history_size=4:second_deadlock_stack=1";
}
