// Package projection is what a change of live rows does: it renders what readers
// get, moves slugs and public URLs, keeps lists and references, and says what
// changed. It works inside the caller's transaction, which it never opens.
package projection
