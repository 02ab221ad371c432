package hugo

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"hash"
	"io"
	"io/fs"
	"slices"
	"strings"
	"sync"

	"github.com/diptych-cms/diptych/internal/porting"
)

// Files finds pictures and attachments of the site, and remembers what it
// found: many posts name the same ones.
type files struct {
	fsys fs.FS
	seen sync.Map // name → *state
}

// A state is what is known of one file.
type state struct {
	err    error // why it is not taken; fs.ErrNotExist if it is not there
	once   sync.Once
	digest [sha256.Size]byte
}

// find reports whether a file can be taken: nil, [fs.ErrNotExist], or a refusal.
func (s *files) find(name string) error { return s.state(name).err }

func (s *files) state(name string) *state {
	if v, ok := s.seen.Load(name); ok {
		return v.(*state)
	}
	v, _ := s.seen.LoadOrStore(name, &state{err: s.look(name)})
	return v.(*state)
}

func (s *files) look(name string) error {
	if !fs.ValidPath(name) {
		return fs.ErrNotExist
	}
	f, err := openRegular(s.fsys, name)
	switch {
	case err == nil:
		defer f.Close()
	case errors.Is(err, fs.ErrPermission):
		return &refusal{code: "import.unreadable"}
	case escapes(err):
		return &refusal{code: "import.symlink_outside"}
	default:
		return fs.ErrNotExist // a folder, a device, a name too long
	}
	info, err := f.Stat()
	if err != nil {
		return fs.ErrNotExist
	}
	if info.Size() > MaxFile {
		return &refusal{code: "import.file_large", args: map[string]any{"size": info.Size(), "limit": MaxFile}}
	}
	return nil
}

// digest returns the hash of a file's bytes. A file that vanished since it was
// found counts as empty.
func (s *files) digest(name string) [sha256.Size]byte {
	st := s.state(name)
	st.once.Do(func() {
		f, err := openRegular(s.fsys, name)
		if err != nil {
			return
		}
		defer f.Close()
		h := sha256.New()
		if _, err := io.Copy(h, io.LimitReader(f, MaxFile)); err == nil {
			h.Sum(st.digest[:0])
		}
	})
	return st.digest
}

// readerVersion is part of every hash: raise it when a page would be read otherwise.
const readerVersion = "hugo/1"

// refVersion is part of the hash of pages with ref or relref too, which were once kept
// as text.
const refVersion = "ref/1"

// writtenVersion is part of the hash of pages with links that name content files or go up
// from the page, or with pictures whose names are written otherwise than in HTML: all were
// once left as they are.
const writtenVersion = "written/1"

// fingerprint hashes all that a document is read from: the file itself, what
// came of it (where settings, sections and other folders had their say), and the
// bytes of the files that it names. Notes are left out: some depend on the day.
func (s *files) fingerprint(data []byte, d porting.Document, p *porting.Page) string {
	h := sha256.New()
	h.Write([]byte(readerVersion))
	if mayRefer(data) {
		h.Write([]byte(refVersion))
	}
	if text := string(data); mayNamePage(text) || mayGoUp(text) || slices.ContainsFunc(p.Images, func(i porting.BodyImage) bool { return strings.Contains(i.Src, "%") }) {
		h.Write([]byte(writtenVersion))
	}
	own := sha256.Sum256(data)
	h.Write(own[:])
	bare := *p
	bare.Notes, bare.Body = nil, ""
	writeJSON(h, d)
	writeJSON(h, bare)
	for _, r := range p.Resources {
		if r.File != "" {
			sum := s.digest(r.File)
			h.Write(sum[:])
		}
	}
	for _, i := range p.Images {
		sum := s.digest(i.File)
		h.Write(sum[:])
	}
	return hex.EncodeToString(h.Sum(nil))
}

// writeJSON writes a value in a form that is the same each time. All values
// here can be written: the front matter was made plain.
func writeJSON(h hash.Hash, v any) {
	if err := json.NewEncoder(h).Encode(v); err != nil {
		h.Write([]byte(err.Error()))
	}
}
