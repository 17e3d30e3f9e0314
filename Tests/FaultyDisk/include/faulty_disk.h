// A file system for SQLite that fails when it is told to: a VFS around the default one, for tests alone.
#pragma once
#include <stdint.h>

typedef struct faulty_disk faulty_disk;

enum {
  // One call fails, those after it succeed.
  FAULTY_DISK_ONCE = 1,
  // A call and all after it fail, until the disk is relieved.
  FAULTY_DISK_FROM = 2,
  // As before; moreover what was not synced is lost when the power comes back.
  FAULTY_DISK_CUT = 3,
};

// Registers a VFS of this name with SQLite; NULL when there is no memory.
faulty_disk *faulty_disk_make(const char *name);

// Takes it out again; no connection may use it any more.
void faulty_disk_free(faulty_disk *disk);

// Counts calls from now on and fails at the one with this number, counted from 1.
void faulty_disk_arm(faulty_disk *disk, int mode, int64_t at);

// Nothing fails any more; what was counted stays to be read.
void faulty_disk_relieve(faulty_disk *disk);

// Power comes back: each file is what it was at its last sync, and of the writes after it those that the seed keeps,
// so many in a hundred. All connections must be closed. Not 0 when a file cannot be written.
int faulty_disk_restore(faulty_disk *disk, uint64_t seed, int kept);

// Calls since it was armed, and how many of them failed.
int64_t faulty_disk_calls(faulty_disk *disk);
int64_t faulty_disk_hits(faulty_disk *disk);

// Not 0 while the next call fails too.
int faulty_disk_fails(faulty_disk *disk);

// The name of the call that failed first since it was armed, such as xWrite.
const char *faulty_disk_first(faulty_disk *disk);
