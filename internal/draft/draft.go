// Package draft is what one save does. [Prepare] does the slow part outside any
// transaction: render, sanitize, normalise, measure. [Save] does the rest inside
// the caller's: slug, reservations, revision. A save moves a head and never what
// is live; publication moves slugs and URLs, in package projection.
package draft

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
)

// A Prepared is a translation that is ready to be saved.
type Prepared struct {
	Locale    locale.Tag
	Text      content.Text      // normalised; Slug is empty if none was given
	Submitted string            // the body as it was sent
	Policy    int               // version of the sanitizer's policy
	Sense     string            // of Text
	Warnings  []content.Warning // what sanitizing removed or repaired

	at    string // JSON pointer of the translation in the request
	named []naming

	written      string // Text.HTML before Link changed it; empty if it did not
	writtenSense string // likewise
}

// A PreparedShared is a shared part that is ready to be saved.
type PreparedShared struct {
	Shared content.Shared // normalised

	named []naming
}

// Options say how a save came about.
type Options struct {
	Meta    content.Meta // At is the transaction's instant
	BasedOn int          // the revision that the writer had before them; 0: the source's head, if there is one; what it was, if the meaning stays
	BasedIn locale.Tag   // the language of BasedOn: empty is the source; of a source that follows a translation, that one
	Minor   bool         // the writer said that the meaning stays
	// Own is the actor that writes, if to it only its own posts exist and those that
	// readers see; empty: all exist.
	Own string
	// Yield gives way where an address is taken, with a warning, instead of
	// refusing the save: a slug gets a number, an alias or a path is left out.
	// Imports set it, since they must lose no post.
	Yield bool
	// Copied says that the text was saved before, elsewhere: a slug that is taken
	// gets a number, and what it names and is gone since is no fault.
	Copied bool
	// Again says that the text was saved before, here: BasedOn and BasedIn are what
	// they were then, 0 included, and what it names and is gone since is a warning.
	Again bool
}

// A Saved says what a save did.
type Saved struct {
	Revision int  // the head, as it now is
	Changed  bool // false: the text is that of the head, and nothing was written
	Warnings []content.Warning
}

// A naming is one id in what was submitted.
type naming struct {
	pointer string // where it stands
	code    string // message key, should it not exist
	id      string
	put     func(*content.Named)
}

// hash returns the SHA-256 of a document's JSON, in hexadecimal. Two documents
// with one hash say the same.
func hash(doc any) (string, error) {
	b, err := json.Marshal(doc)
	if err != nil {
		return "", fmt.Errorf("hash %T: %w", doc, err)
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:]), nil
}

// says reports whether a head has the hash. One that was read as what it means
// has none: then it is made of what was read.
func says(head string, doc any, sum string) (bool, error) {
	if head != "" {
		return head == sum, nil
	}
	head, err := hash(doc)
	return head == sum, err
}

// A review collects what is wrong with an input, all of it.
type review struct {
	at     string
	own    string // as in [Options]
	fields []fault.Field
}

// wrong notes one field; pointer is relative to the input's own.
func (r *review) wrong(pointer, code string, args map[string]any) {
	r.fields = append(r.fields, fault.Field{Pointer: r.at + pointer, Code: code, Args: args})
}

// judge notes the problem, if it is one.
func (r *review) judge(pointer string, p content.Problem) {
	if p.Code != "" {
		r.wrong(pointer, p.Code, p.Args)
	}
}

// err returns one fault with every field, or nil.
func (r *review) err() error {
	if len(r.fields) == 0 {
		return nil
	}
	return &fault.Error{Kind: fault.Invalid, Code: "invalid", Fields: r.fields}
}
