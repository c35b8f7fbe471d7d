#pragma once
#include <sqlite3.h>

/* sqlite3_config and sqlite3_db_config are variadic, which Swift cannot see. */
static inline int hutong_sqlite_setup(void) { return sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); }

/* Untrusted schema, no shadow-table writes, no extensions, and no checkpoint by whoever closes a connection. */
static inline int hutong_sqlite_harden(sqlite3 *db, int checkpoints_on_close) {
  int r = sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, (int *)0);
  if (r == SQLITE_OK) r = sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, (int *)0);
  if (r == SQLITE_OK) r = sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, (int *)0);
  if (r == SQLITE_OK) r = sqlite3_db_config(db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, !checkpoints_on_close, (int *)0);
  return r;
}

/* SQLITE_STATIC and SQLITE_TRANSIENT are cast macros, invisible to Swift. "kept": the bytes outlive the step. */
static inline int hutong_bind_text_kept(sqlite3_stmt *s, int i, const void *p, int n) {
  return sqlite3_bind_text(s, i, (const char *)p, n, SQLITE_STATIC);
}
static inline int hutong_bind_blob_kept(sqlite3_stmt *s, int i, const void *p, int n) {
  return sqlite3_bind_blob(s, i, p, n, SQLITE_STATIC);
}
static inline int hutong_bind_text_copied(sqlite3_stmt *s, int i, const void *p, int n) {
  return sqlite3_bind_text(s, i, (const char *)p, n, SQLITE_TRANSIENT);
}
static inline int hutong_bind_blob_copied(sqlite3_stmt *s, int i, const void *p, int n) {
  return sqlite3_bind_blob(s, i, p, n, SQLITE_TRANSIENT);
}

/* Composed macros, invisible to Swift. */
static const int hutong_constraint_unique = SQLITE_CONSTRAINT_UNIQUE;
static const int hutong_constraint_primary_key = SQLITE_CONSTRAINT_PRIMARYKEY;
static const int hutong_constraint_rowid = SQLITE_CONSTRAINT_ROWID;
