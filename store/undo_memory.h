// What a savepoint may have to undo, kept in one piece of memory.
//
// Before a page is changed inside a savepoint SQLite writes it as it was into a file of its own,
// the statement journal: some hundred pages for every report at the notifier. Its own two places
// for them are dear: a temporary file outside the data folder, or memory that is asked for by the
// kibibyte, some 1 200 times a report. Nothing of it outlives the transaction, so it needs no disk.
//
// Shapes: a layer over the system's files that opens everything there but what is_undo().
// Errors: SQLITE_NOMEM where memory ends, which undoes the transaction like any other.
// Source: https://www.sqlite.org/vfs.html, https://www.sqlite.org/tempfiles.html (statement journal
//         files).

#pragma once

struct sqlite3_file;

namespace vigie::store {

/// For all databases of the process. Before the first is opened; a second call does nothing.
void keep_undo_in_memory();

/// Whether a file that is opened with these flags of SQLite is one of those: the statement journal,
/// or the journal of what is temporary, which each transaction opens too.
bool is_undo(int flags);
/// For a file layer of its own (fault injection): what it opens for them.
/// `file`: memory of undo_file_bytes at least. Returns SQLite's code.
int open_undo_memory(sqlite3_file* file);

constexpr int undo_file_bytes = 2 * sizeof(void*);

}  // namespace vigie::store
