// SQLite, and the bind destructors, which are casts that Swift cannot import.
#pragma once
#include <sqlite3.h>

static inline int bilateral_sqlite3_bind_text(sqlite3_stmt *s, int i, const char *bytes, sqlite3_uint64 count) {
  return sqlite3_bind_text64(s, i, bytes, count, SQLITE_TRANSIENT, SQLITE_UTF8);
}

static inline int bilateral_sqlite3_bind_blob(sqlite3_stmt *s, int i, const void *bytes, sqlite3_uint64 count) {
  return sqlite3_bind_blob64(s, i, bytes, count, SQLITE_TRANSIENT);
}
