package exchanging_test

import (
	"bytes"
	"context"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/editing"
	"github.com/diptych-cms/diptych/internal/etag"
	"github.com/diptych-cms/diptych/internal/exchanging"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/store"
	"github.com/diptych-cms/diptych/internal/store/crowd"
)

var (
	_ exchanging.Tx       = (*store.Tx)(nil)
	_ exchanging.Snapshot = (*store.Snapshot)(nil)
)

var noon = time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)

var owner = access.System("cli")

// A house is a fresh database with the services that tests use.
type house struct {
	*exchanging.Service
	edit      *editing.Service
	t         *testing.T
	db        *store.DB
	now       time.Time
	meanwhile func() // called once between a plan and its saving, if not nil
}

func open(t *testing.T) *house {
	t.Helper()
	h := &house{t: t, now: noon}
	path := filepath.Join(t.TempDir(), "diptych.db")
	if err := crowd.Blank(path); err != nil {
		t.Fatal(err)
	}
	db, err := store.Open(t.Context(), path, store.Options{Log: slog.New(slog.DiscardHandler), Now: func() time.Time {
		h.now = h.now.Add(time.Second) // so that no two writes share their instant
		return h.now
	}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	h.db = db
	h.edit = &editing.Service{
		Write: func(ctx context.Context, fn func(editing.Tx) error) error {
			return db.Write(ctx, func(tx *store.Tx) error { return fn(tx) })
		},
		Read: func(ctx context.Context, fn func(editing.Snapshot) error) error {
			return db.Read(ctx, func(r *store.Snapshot) error { return fn(r) })
		},
	}
	h.Service = &exchanging.Service{
		Write: func(ctx context.Context, fn func(exchanging.Tx) error) error {
			if between := h.meanwhile; between != nil {
				h.meanwhile = nil
				between()
			}
			return db.Write(ctx, func(tx *store.Tx) error { return fn(tx) })
		},
		Read: func(ctx context.Context, fn func(exchanging.Snapshot) error) error {
			return db.Read(ctx, func(r *store.Snapshot) error { return fn(r) })
		},
	}
	return h
}

// with returns an actor with roles written as "editor:fr author:*".
func with(id, roles string) access.Actor {
	a := access.Actor{ID: id, Roles: make(map[locale.Tag][]access.Role)}
	for _, one := range strings.Fields(roles) {
		role, tag, _ := strings.Cut(one, ":")
		a.Roles[locale.Tag(tag)] = append(a.Roles[locale.Tag(tag)], access.Role(role))
	}
	return a
}

// post makes a post with an English source and, if it is not empty, a French body.
func (h *house) post(title, body, french string) content.PostID {
	h.t.Helper()
	cmd := editing.CreatePost{Actor: owner, Translations: map[locale.Tag]editing.Translating{
		"en": {Text: content.Text{Title: title, Format: content.HTML, Body: body}},
	}}
	cmd.Whole.Source = "en"
	if french != "" {
		cmd.Translations["fr"] = editing.Translating{Text: content.Text{Title: "FR " + title, Format: content.HTML, Body: french}}
	}
	saved, err := h.edit.Create(h.t.Context(), cmd)
	if err != nil {
		h.t.Fatal(err)
	}
	return saved.Post.ID
}

// save writes a whole text of a translation anew.
func (h *house) save(id content.PostID, tag locale.Tag, change func(*content.Text)) {
	h.t.Helper()
	_, err := h.edit.SaveTranslation(h.t.Context(), editing.SaveTranslation{
		Actor: owner, Post: id, Locale: tag, Version: etag.Any,
		Change: func(t content.Text) (content.Text, error) { change(&t); return t, nil },
	})
	if err != nil {
		h.t.Fatal(err)
	}
}

// translation returns how a translation is kept, and its newest text; n is 0 where it
// is missing.
func (h *house) translation(id content.PostID, tag locale.Tag) (version int64, n int, text content.Text) {
	h.t.Helper()
	err := h.db.Read(h.t.Context(), func(r *store.Snapshot) error {
		p, err := r.Post(h.t.Context(), id)
		if err != nil {
			return err
		}
		t := p.Translation(tag)
		if t == nil {
			return nil
		}
		rev, err := r.Revision(h.t.Context(), id, tag, t.Head)
		if err != nil {
			return err
		}
		version, n, text = t.Version, t.Head, rev.Text
		return nil
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return version, n, text
}

func (h *house) html(id content.PostID, tag locale.Tag) string {
	_, _, text := h.translation(id, tag)
	return text.HTML
}

// export gives the French translation out.
func (h *house) export(id content.PostID, c exchanging.Choice) string {
	h.t.Helper()
	c.At = noon
	f, err := h.Export(h.t.Context(), exchanging.Export{Actor: owner, Post: id, Locale: "fr", Choice: c})
	if err != nil {
		h.t.Fatal(err)
	}
	return string(f.Body)
}

// bring brings a file back to the French translation.
func (h *house) bring(id content.PostID, doc string) *exchanging.Report {
	h.t.Helper()
	r, err := h.Import(h.t.Context(), exchanging.Import{
		Actor: owner, Post: id, Locale: "fr", Kind: exchanging.KindOfText([]byte(doc)), Body: strings.NewReader(doc),
	})
	if err != nil {
		h.t.Fatalf("import: %v\n%s", err, doc)
	}
	return r
}

// told says a report in a few letters: of each unit the outcome, the state and the
// code.
func told(r *exchanging.Report) string {
	var b bytes.Buffer
	for _, one := range r.Results {
		b.WriteString(string(one.Outcome) + " " + string(one.State) + " " + one.Code + "\n")
	}
	return b.String()
}
