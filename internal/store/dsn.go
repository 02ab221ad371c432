package store

import (
	"net/url"
	"path/filepath"
	"strings"
)

// What the connections are told. It stands in the names that they are opened
// by, since a pragma sent by Exec reaches one connection of a pool.
const (
	writerPragmas = "_pragma=busy_timeout(5000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=foreign_keys(1)" +
		"&_pragma=journal_size_limit(67108864)&_txlock=immediate&_time_format=sqlite"
	readerPragmas = "mode=ro&_pragma=busy_timeout(5000)&_pragma=foreign_keys(1)&_pragma=query_only(1)&_time_format=sqlite"
	// copierPragmas lack query_only: VACUUM INTO fails under it and leaves a
	// file that looks sound.
	copierPragmas = "mode=ro&_pragma=busy_timeout(5000)&_time_format=sqlite"
)

func writerDSN(path string) string { return dsn(path, writerPragmas) }
func readerDSN(path string) string { return dsn(path, readerPragmas) }
func copierDSN(path string) string { return dsn(path, copierPragmas) }

// dsn returns the URI of a database file (https://www.sqlite.org/uri.html),
// escaped so that no sign of the path is taken for a part of the URI.
func dsn(path, query string) string {
	slashed := filepath.ToSlash(path)
	if filepath.IsAbs(path) && !strings.HasPrefix(slashed, "/") {
		slashed = "/" + slashed // a drive letter
	}
	u := url.URL{Path: slashed}
	return "file:" + strings.TrimPrefix(u.EscapedPath(), "./") + "?" + query
}
