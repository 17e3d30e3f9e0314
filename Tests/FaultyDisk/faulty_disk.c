#include "faulty_disk.h"

#include <fcntl.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

// A write or a truncation that no sync has followed yet.
typedef struct change {
  struct change *next;
  int64_t offset;
  int64_t count;  // -1: the file ends at offset
  char bytes[];
} change;

// What the disk holds of a file for sure, and what it may hold.
typedef struct image {
  struct image *next;
  char *path;
  char *bytes;
  int64_t size;
  int exists;
  // Taken out of its folder, which no sync has followed: it may be there again.
  int removed;
  change *first, *last;
} image;

struct faulty_disk {
  sqlite3_vfs vfs;
  sqlite3_vfs *real;
  char name[64];
  pthread_mutex_t lock;
  int mode;
  int64_t at, calls, hits;
  const char *failed;
  image *images;
};

typedef struct file {
  sqlite3_file base;
  faulty_disk *disk;
  image *image;
  // The first sync of a new journal or log reaches its folder too, as in SQLite's own file system.
  int syncs_folder;
  sqlite3_file real[];
} file;

#define REAL(f) (((file *)(f))->real)
#define DISK(f) (((file *)(f))->disk)

// True when this call must fail.
static int trips(faulty_disk *disk, const char *call) {
  pthread_mutex_lock(&disk->lock);
  disk->calls++;
  int fails = disk->mode == FAULTY_DISK_ONCE ? disk->calls == disk->at
                                             : disk->mode != 0 && disk->calls >= disk->at;
  if (fails && disk->hits++ == 0) disk->failed = call;
  pthread_mutex_unlock(&disk->lock);
  return fails;
}

// ---- what is durable

static void forget(image *it) {
  while (it->first) {
    change *next = it->first->next;
    free(it->first);
    it->first = next;
  }
  it->last = NULL;
}

// The disk holds nothing of the file.
static void clear(image *it) {
  forget(it);
  free(it->bytes);
  it->bytes = NULL;
  it->size = 0;
  it->exists = it->removed = 0;
}

// Takes the file as it is now for durable; read by SQLite's descriptor, since closing another one drops its locks.
static void settle(image *it, sqlite3_file *real) {
  clear(it);
  sqlite3_int64 size = 0;
  real->pMethods->xFileSize(real, &size);
  it->bytes = malloc(size > 0 ? (size_t)size : 1);
  it->size = size;
  it->exists = 1;
  if (size > 0) real->pMethods->xRead(real, it->bytes, (int)size, 0);
}

static image *image_of(faulty_disk *disk, const char *path) {
  for (image *it = disk->images; it; it = it->next)
    if (strcmp(it->path, path) == 0) return it;
  image *it = calloc(1, sizeof *it);
  it->path = strdup(path);
  it->next = disk->images;
  disk->images = it;
  return it;
}

static void note(file *f, const void *bytes, int64_t count, int64_t offset) {
  if (!f->image) return;
  change *it = malloc(sizeof *it + (count > 0 ? (size_t)count : 0));
  it->next = NULL;
  it->offset = offset;
  it->count = count;
  if (count > 0) memcpy(it->bytes, bytes, (size_t)count);
  pthread_mutex_lock(&f->disk->lock);
  if (f->image->last)
    f->image->last->next = it;
  else
    f->image->first = it;
  f->image->last = it;
  pthread_mutex_unlock(&f->disk->lock);
}

// ---- one file

static int file_close(sqlite3_file *f) { return REAL(f)->pMethods->xClose(REAL(f)); }

static int file_read(sqlite3_file *f, void *bytes, int count, sqlite3_int64 offset) {
  if (trips(DISK(f), "xRead")) return SQLITE_IOERR_READ;
  return REAL(f)->pMethods->xRead(REAL(f), bytes, count, offset);
}

static int write_through(sqlite3_file *f, const void *bytes, int count, sqlite3_int64 offset) {
  int code = REAL(f)->pMethods->xWrite(REAL(f), bytes, count, offset);
  if (code == SQLITE_OK) note((file *)f, bytes, count, offset);
  return code;
}

// A full disk takes the first half of what it is given, a broken one takes nothing.
static int file_write(sqlite3_file *f, const void *bytes, int count, sqlite3_int64 offset) {
  faulty_disk *disk = DISK(f);
  if (!trips(disk, "xWrite")) return write_through(f, bytes, count, offset);
  if (disk->mode == FAULTY_DISK_CUT || disk->at % 2) return SQLITE_IOERR_WRITE;
  if (count > 1) write_through(f, bytes, count / 2, offset);
  return SQLITE_FULL;
}

static int file_truncate(sqlite3_file *f, sqlite3_int64 size) {
  if (trips(DISK(f), "xTruncate")) return SQLITE_IOERR_TRUNCATE;
  int code = REAL(f)->pMethods->xTruncate(REAL(f), size);
  if (code == SQLITE_OK) note((file *)f, NULL, -1, size);
  return code;
}

// What was removed is gone for good; what was made anew in its place stays unsynced.
static void settle_folder(faulty_disk *disk) {
  for (image *it = disk->images; it; it = it->next) {
    if (!it->removed) continue;
    free(it->bytes);
    it->bytes = NULL;
    it->size = 0;
    it->exists = it->removed = 0;
  }
}

// What is durable is kept here, so the real disk is not waited for.
static int file_sync(sqlite3_file *f, int flags) {
  (void)flags;
  file *it = (file *)f;
  if (trips(it->disk, "xSync")) return SQLITE_IOERR_FSYNC;
  if (!it->image) return SQLITE_OK;
  pthread_mutex_lock(&it->disk->lock);
  settle(it->image, it->real);
  if (it->syncs_folder) settle_folder(it->disk);
  it->syncs_folder = 0;
  pthread_mutex_unlock(&it->disk->lock);
  return SQLITE_OK;
}

static int file_size(sqlite3_file *f, sqlite3_int64 *size) {
  if (trips(DISK(f), "xFileSize")) return SQLITE_IOERR_FSTAT;
  return REAL(f)->pMethods->xFileSize(REAL(f), size);
}

static int file_lock(sqlite3_file *f, int level) {
  if (trips(DISK(f), "xLock")) return SQLITE_IOERR_LOCK;
  return REAL(f)->pMethods->xLock(REAL(f), level);
}

static int file_unlock(sqlite3_file *f, int level) { return REAL(f)->pMethods->xUnlock(REAL(f), level); }

static int file_reserved(sqlite3_file *f, int *out) {
  if (trips(DISK(f), "xCheckReservedLock")) return SQLITE_IOERR_CHECKRESERVEDLOCK;
  return REAL(f)->pMethods->xCheckReservedLock(REAL(f), out);
}

static int file_control(sqlite3_file *f, int op, void *arg) {
  return REAL(f)->pMethods->xFileControl(REAL(f), op, arg);
}

static int file_sector(sqlite3_file *f) { return REAL(f)->pMethods->xSectorSize(REAL(f)); }

static int file_traits(sqlite3_file *f) { return REAL(f)->pMethods->xDeviceCharacteristics(REAL(f)); }

static int file_map(sqlite3_file *f, int page, int size, int extend, void volatile **out) {
  if (trips(DISK(f), "xShmMap")) return SQLITE_IOERR_SHMMAP;
  return REAL(f)->pMethods->xShmMap(REAL(f), page, size, extend, out);
}

static int file_shm_lock(sqlite3_file *f, int offset, int n, int flags) {
  if ((flags & SQLITE_SHM_LOCK) && trips(DISK(f), "xShmLock")) return SQLITE_IOERR_SHMLOCK;
  return REAL(f)->pMethods->xShmLock(REAL(f), offset, n, flags);
}

static void file_barrier(sqlite3_file *f) { REAL(f)->pMethods->xShmBarrier(REAL(f)); }

static int file_unmap(sqlite3_file *f, int remove) {
  return REAL(f)->pMethods->xShmUnmap(REAL(f), remove);
}

// Version 2: no memory-mapped pages, which would go past us.
static const sqlite3_io_methods methods = {
  2, file_close, file_read, file_write, file_truncate, file_sync, file_size, file_lock, file_unlock,
  file_reserved, file_control, file_sector, file_traits, file_map, file_shm_lock, file_barrier, file_unmap,
};

// ---- the file system

#define OWNER(v) ((faulty_disk *)(v)->pAppData)

static int disk_open(sqlite3_vfs *vfs, const char *path, sqlite3_file *f, int flags, int *out) {
  faulty_disk *disk = OWNER(vfs);
  file *it = (file *)f;
  memset(it, 0, sizeof *it);
  if (trips(disk, "xOpen")) return SQLITE_CANTOPEN;
  int isNew = path && access(path, F_OK) != 0;
  int code = disk->real->xOpen(disk->real, path, it->real, flags, out);
  if (code != SQLITE_OK) {
    if (it->real->pMethods) it->real->pMethods->xClose(it->real);
    return code;
  }
  it->base.pMethods = &methods;
  it->disk = disk;
  it->syncs_folder = (flags & SQLITE_OPEN_CREATE) && (flags & (SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_WAL));
  if (!path) return SQLITE_OK;
  pthread_mutex_lock(&disk->lock);
  image *known = disk->images;
  while (known && strcmp(known->path, path) != 0) known = known->next;
  it->image = known ? known : image_of(disk, path);
  if (!known && !isNew) settle(it->image, it->real);
  pthread_mutex_unlock(&disk->lock);
  return SQLITE_OK;
}

static int disk_delete(sqlite3_vfs *vfs, const char *path, int syncs) {
  faulty_disk *disk = OWNER(vfs);
  if (trips(disk, "xDelete")) return SQLITE_IOERR_DELETE;
  int code = disk->real->xDelete(disk->real, path, syncs);
  if (code != SQLITE_OK) return code;
  pthread_mutex_lock(&disk->lock);
  image *it = image_of(disk, path);
  forget(it);
  it->removed = 1;
  if (syncs) clear(it);
  pthread_mutex_unlock(&disk->lock);
  return code;
}

static int disk_access(sqlite3_vfs *vfs, const char *path, int flags, int *out) {
  faulty_disk *disk = OWNER(vfs);
  if (trips(disk, "xAccess")) return SQLITE_IOERR_ACCESS;
  return disk->real->xAccess(disk->real, path, flags, out);
}

static int disk_full_path(sqlite3_vfs *vfs, const char *path, int count, char *out) {
  return OWNER(vfs)->real->xFullPathname(OWNER(vfs)->real, path, count, out);
}

static int disk_random(sqlite3_vfs *vfs, int count, char *out) {
  return OWNER(vfs)->real->xRandomness(OWNER(vfs)->real, count, out);
}

static int disk_sleep(sqlite3_vfs *vfs, int time) { return OWNER(vfs)->real->xSleep(OWNER(vfs)->real, time); }

static int disk_time(sqlite3_vfs *vfs, double *out) {
  return OWNER(vfs)->real->xCurrentTime(OWNER(vfs)->real, out);
}

static int disk_last_error(sqlite3_vfs *vfs, int count, char *out) {
  return OWNER(vfs)->real->xGetLastError(OWNER(vfs)->real, count, out);
}

static int disk_time64(sqlite3_vfs *vfs, sqlite3_int64 *out) {
  return OWNER(vfs)->real->xCurrentTimeInt64(OWNER(vfs)->real, out);
}

faulty_disk *faulty_disk_make(const char *name) {
  faulty_disk *disk = calloc(1, sizeof *disk);
  if (!disk) return NULL;
  sqlite3_initialize();
  disk->real = sqlite3_vfs_find(NULL);
  snprintf(disk->name, sizeof disk->name, "%s", name);
  pthread_mutex_init(&disk->lock, NULL);
  disk->vfs = *disk->real;
  disk->vfs.iVersion = 2;
  disk->vfs.szOsFile = (int)sizeof(file) + disk->real->szOsFile;
  disk->vfs.pNext = NULL;
  disk->vfs.zName = disk->name;
  disk->vfs.pAppData = disk;
  disk->vfs.xOpen = disk_open;
  disk->vfs.xDelete = disk_delete;
  disk->vfs.xAccess = disk_access;
  disk->vfs.xFullPathname = disk_full_path;
  disk->vfs.xRandomness = disk_random;
  disk->vfs.xSleep = disk_sleep;
  disk->vfs.xCurrentTime = disk_time;
  disk->vfs.xGetLastError = disk_last_error;
  disk->vfs.xCurrentTimeInt64 = disk_time64;
  sqlite3_vfs_register(&disk->vfs, 0);
  return disk;
}

static void forget_all(faulty_disk *disk) {
  while (disk->images) {
    image *next = disk->images->next;
    forget(disk->images);
    free(disk->images->bytes);
    free(disk->images->path);
    free(disk->images);
    disk->images = next;
  }
}

void faulty_disk_free(faulty_disk *disk) {
  sqlite3_vfs_unregister(&disk->vfs);
  forget_all(disk);
  pthread_mutex_destroy(&disk->lock);
  free(disk);
}

static void set(faulty_disk *disk, int mode, int64_t at) {
  disk->mode = mode;
  disk->at = at;
}

void faulty_disk_arm(faulty_disk *disk, int mode, int64_t at) {
  pthread_mutex_lock(&disk->lock);
  set(disk, mode, at);
  disk->calls = disk->hits = 0;
  disk->failed = "";
  pthread_mutex_unlock(&disk->lock);
}

void faulty_disk_relieve(faulty_disk *disk) {
  pthread_mutex_lock(&disk->lock);
  set(disk, 0, 0);
  pthread_mutex_unlock(&disk->lock);
}

int64_t faulty_disk_calls(faulty_disk *disk) {
  pthread_mutex_lock(&disk->lock);
  int64_t calls = disk->calls;
  pthread_mutex_unlock(&disk->lock);
  return calls;
}

int64_t faulty_disk_hits(faulty_disk *disk) {
  pthread_mutex_lock(&disk->lock);
  int64_t hits = disk->hits;
  pthread_mutex_unlock(&disk->lock);
  return hits;
}

int faulty_disk_fails(faulty_disk *disk) {
  pthread_mutex_lock(&disk->lock);
  int fails = disk->mode > FAULTY_DISK_ONCE && disk->calls + 1 >= disk->at;
  pthread_mutex_unlock(&disk->lock);
  return fails;
}

const char *faulty_disk_first(faulty_disk *disk) { return disk->failed ? disk->failed : ""; }

// ---- power comes back

// SplitMix64.
static uint64_t draw(uint64_t *state) {
  uint64_t mixed = (*state += 0x9E3779B97F4A7C15u);
  mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9u;
  mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBu;
  return mixed ^ (mixed >> 31);
}

static int apply(int target, const change *it) {
  if (it->count < 0) return ftruncate(target, it->offset);
  return pwrite(target, it->bytes, (size_t)it->count, it->offset) == it->count ? 0 : -1;
}

static int restore(image *it, uint64_t *state, int kept) {
  // A file that was removed and made again lies elsewhere on the disk than the one before.
  int isAnother = it->removed && it->first;
  int isBack = it->exists && !isAnother && !(it->removed && draw(state) % 2);
  unlink(it->path);
  int target = -1, code = 0;
  if (isBack) {
    target = open(it->path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (target < 0 || pwrite(target, it->bytes, (size_t)it->size, 0) != it->size) code = -1;
  }
  for (change *next = it->first; next && code == 0; next = next->next) {
    if ((int)(draw(state) % 100) >= kept) continue;
    if (target < 0) target = open(it->path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    code = target < 0 ? -1 : apply(target, next);
  }
  if (target >= 0) close(target);
  return code;
}

int faulty_disk_restore(faulty_disk *disk, uint64_t seed, int kept) {
  pthread_mutex_lock(&disk->lock);
  int code = 0;
  for (image *it = disk->images; it; it = it->next) code |= restore(it, &seed, kept);
  forget_all(disk);
  set(disk, 0, 0);
  pthread_mutex_unlock(&disk->lock);
  return code;
}
