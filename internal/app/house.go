// Package app is the wiring of Diptych: it opens the parts, joins them, and
// starts and stops everything in order. It decides nothing.
package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"github.com/diptych-cms/diptych/internal/accounts"
	"github.com/diptych-cms/diptych/internal/blob"
	"github.com/diptych-cms/diptych/internal/editing"
	"github.com/diptych-cms/diptych/internal/exchanging"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/i18n"
	"github.com/diptych-cms/diptych/internal/imaging/render"
	"github.com/diptych-cms/diptych/internal/linking"
	"github.com/diptych-cms/diptych/internal/machine"
	"github.com/diptych-cms/diptych/internal/media"
	"github.com/diptych-cms/diptych/internal/outbound"
	"github.com/diptych-cms/diptych/internal/parity"
	"github.com/diptych-cms/diptych/internal/porting"
	"github.com/diptych-cms/diptych/internal/previewing"
	"github.com/diptych-cms/diptych/internal/proofreading"
	"github.com/diptych-cms/diptych/internal/publishing"
	"github.com/diptych-cms/diptych/internal/reading"
	"github.com/diptych-cms/diptych/internal/remembering"
	"github.com/diptych-cms/diptych/internal/reviewing"
	"github.com/diptych-cms/diptych/internal/safekeeping"
	"github.com/diptych-cms/diptych/internal/search"
	"github.com/diptych-cms/diptych/internal/settling"
	"github.com/diptych-cms/diptych/internal/standing"
	"github.com/diptych-cms/diptych/internal/store"
	"github.com/diptych-cms/diptych/internal/store/live"
	"github.com/diptych-cms/diptych/internal/translating"
	"github.com/diptych-cms/diptych/internal/uploading"
	"github.com/diptych-cms/diptych/internal/variants"
)

// What a data directory holds.
const (
	database = "diptych.db"
	blobs    = "blobs"
)

// Options say how a house is opened. The zero value is ready to use but for Catalog.
type Options struct {
	Catalog *i18n.Catalog // the words of problems
	Log     *slog.Logger  // nil: [slog.Default]
	Create  bool          // make the data directory and its database if there are none
	Keep    bool          // refuse the database of an older version, instead of bringing it up to date

	Now func() time.Time // the wall clock; nil: [time.Now]

	PasswordCost accounts.Cost // zero: [accounts.UsualCost]
	Outside      Outside       // the other servers that it asks
	VariantJobs  int           // how many pictures are made at once; 0: two
	Blobs        Place         // of the bytes of files
}

// A House is Diptych over one data directory. Several processes may open the
// same one at once.
type House struct {
	Store        *store.DB
	Blobs        *blob.Store
	Catalog      *i18n.Catalog
	Log          *slog.Logger
	Accounts     *accounts.Service
	Editing      *editing.Service
	Exchanging   *exchanging.Service
	Linking      *linking.Service
	Previewing   *previewing.Service
	Proofreading *proofreading.Service
	Publishing   *publishing.Service
	Remembering  *remembering.Service
	Reviewing    *reviewing.Service
	Safekeeping  *safekeeping.Service
	Settling     *settling.Service
	Translating  *translating.Service
	Uploading    *uploading.Service
	Porting      *porting.Service
	Reading      *reading.Service

	live         *live.Reader
	machine      *machine.Translator
	fetcher      *outbound.Client
	eyes         *media.Eyes
	passwordCost accounts.Cost
	variants     *variants.Maker
}

// Open opens the data directory. What a person can mend is a fault with the
// path: "data.missing", "data.unusable", and those of [store.Open]. Close the
// house after use.
func Open(ctx context.Context, dir string, o Options) (*House, error) {
	room := render.NewRoom()
	h := &House{
		Catalog: o.Catalog, Log: o.Log, passwordCost: o.PasswordCost,
		machine: o.Outside.translator(), fetcher: o.Outside.fetcher(), eyes: media.NewEyes(lookAtOnce, room),
	}
	if h.Log == nil {
		h.Log = slog.Default()
	}
	if h.passwordCost == (accounts.Cost{}) {
		h.passwordCost = accounts.UsualCost()
	}
	if err := h.open(ctx, dir, o); err != nil {
		return nil, errors.Join(fmt.Errorf("open %s: %w", dir, err), h.Close())
	}
	h.variants = variants.New(variants.Config{
		Read:  over(h.Store, func(s *store.Snapshot) variants.Snapshot { return s }),
		Write: in(h.Store, func(tx *store.Tx) variants.Tx { return tx }),
		Blobs: h.Blobs, Log: h.Log, Now: h.Store.Now, Limits: media.DefaultLimits(), Room: room, Jobs: o.VariantJobs,
	})
	h.join()
	h.joinLinking(o.Outside)
	return h, nil
}

func (h *House) open(ctx context.Context, dir string, o Options) error {
	if err := ready(dir, o.Create); err != nil {
		return err
	}
	var err error
	if h.Store, err = store.Open(ctx, filepath.Join(dir, database), store.Options{Log: h.Log, Now: o.Now, Keep: o.Keep, SearchForm: search.Form}); err != nil {
		return err
	}
	if err := h.openBlobs(ctx, dir, o.Blobs); err != nil {
		return err
	}
	h.live, err = live.Open(ctx, h.Store)
	return err
}

// ready makes the data directory, or says why it cannot be used.
func ready(dir string, create bool) error {
	if !create {
		if _, err := os.Stat(filepath.Join(dir, database)); errors.Is(err, fs.ErrNotExist) {
			return errors.Join(fault.New(fault.NotFound, "data.missing", "path", dir), err)
		}
		return nil
	}
	return unusable(dir, os.MkdirAll(dir, 0o700))
}

// unusable turns what a file system says of the data directory into a fault.
func unusable(dir string, err error) error { return unwritable("data.unusable", dir, err) }

// unwritable does so with the code of any folder.
func unwritable(code, dir string, err error) error {
	if _, ok := fault.Of(err); ok || err == nil {
		return err
	}
	for _, why := range []error{fs.ErrPermission, fs.ErrExist, fs.ErrNotExist, syscall.EROFS, syscall.ENOTDIR} {
		if errors.Is(err, why) {
			return errors.Join(fault.New(fault.Unavailable, code, "path", dir), err)
		}
	}
	return err
}

// join lends each use case what it asks for.
func (h *House) join() {
	db := h.Store
	h.joinTranslators()
	h.Accounts = &accounts.Service{
		Write: in(db, func(tx *store.Tx) accounts.Tx { return tx }),
		Read:  over(db, func(s *store.Snapshot) accounts.Snapshot { return s }),
		Now:   db.Now,

		Passwords: accounts.NewPasswords(h.passwordCost),
		Desk:      accounts.NewDesk(h.Log),
	}
	h.Editing = &editing.Service{
		Write: in(db, func(tx *store.Tx) editing.Tx { return tx }),
		Read:  over(db, func(s *store.Snapshot) editing.Snapshot { return s }),
	}
	h.Previewing = &previewing.Service{
		Write: in(db, func(tx *store.Tx) previewing.Tx { return tx }),
		Read:  over(db, func(s *store.Snapshot) previewing.Snapshot { return s }),
		Now:   db.Now,

		Variants: h.variants,
	}
	h.Publishing = &publishing.Service{
		Write: inQuick(db, func(tx *store.Tx) publishing.Tx { return tx }),
		Read:  over(db, func(s *store.Snapshot) publishing.Snapshot { return s }),
		Now:   db.Now,
	}
	h.Uploading = &uploading.Service{
		Write:  in(db, func(tx *store.Tx) uploading.Tx { return tx }),
		Read:   over(db, func(s *store.Snapshot) uploading.Snapshot { return s }),
		Blobs:  h.Blobs,
		Limits: media.DefaultLimits(),

		Eyes:     h.eyes,
		Outside:  h.fetcher,
		Variants: h.variants,
	}
	h.Porting = &porting.Service{
		Write: in(db, func(tx *store.Tx) porting.Tx { return tx }),
		Read:  over(db, func(s *store.Snapshot) porting.Snapshot { return s }),
		Now:   db.Now,
		Blobs: h.Blobs,
		Eyes:  h.eyes,
	}
	h.Safekeeping = &safekeeping.Service{
		Read:  over(db, func(s *store.Snapshot) safekeeping.Snapshot { return s }),
		Now:   time.Now, // the age of files is that of the disk's clock
		Blobs: h.Blobs,
	}
	h.Reading = &reading.Service{
		Live: h.live,
		Snapshot: func(ctx context.Context, fn func(reading.Source) error) error {
			return h.live.Snapshot(ctx, func(r *live.Reader) error { return fn(r) })
		},

		Herald:   reading.NewHerald(db, h.live.LastChange),
		Variants: h.variants,
	}
}

// joinLinking does the same for what asks other servers.
func (h *House) joinLinking(o Outside) {
	h.Linking = &linking.Service{
		Write: in(h.Store, func(tx *store.Tx) linking.Tx { return tx }),
		Read:  over(h.Store, func(s *store.Snapshot) linking.Snapshot { return s }),
		Now:   h.Store.Now,
		Ask:   o.checker(),
		Agent: o.Agent,
	}
}

// joinTranslators does the same for those that translators use.
func (h *House) joinTranslators() {
	db := h.Store
	h.Settling = &settling.Service{
		Write: in(db, func(tx *store.Tx) settling.Tx { return tx }),
		Read:  over(db, func(s *store.Snapshot) settling.Snapshot { return s }),
	}
	h.Exchanging = &exchanging.Service{
		Write:  in(db, func(tx *store.Tx) exchanging.Tx { return tx }),
		Read:   over(db, func(s *store.Snapshot) exchanging.Snapshot { return s }),
		Settle: h.settleFirst,
	}
	h.Proofreading = &proofreading.Service{
		Write: in(db, func(tx *store.Tx) proofreading.Tx { return tx }),
		Read:  over(db, func(s *store.Snapshot) proofreading.Snapshot { return s }),
	}
	h.Remembering = &remembering.Service{
		Write: in(db, func(tx *store.Tx) remembering.Tx { return tx }),
		Read:  over(db, func(s *store.Snapshot) remembering.Snapshot { return s }),
	}
	h.Reviewing = &reviewing.Service{
		Write:  in(db, func(tx *store.Tx) reviewing.Tx { return tx }),
		Read:   over(db, func(s *store.Snapshot) reviewing.Snapshot { return s }),
		Settle: h.settleFirst,
	}
	h.Translating = &translating.Service{
		Write: in(db, func(tx *store.Tx) translating.Tx { return tx }),
		Read:  over(db, func(s *store.Snapshot) translating.Snapshot { return s }),
		Now:   db.Now,
		Ask:   h.machine.Translate,
	}
}

// in lends a service the store's write transaction as the narrow Tx it asks for.
func in[T any](db *store.DB, as func(*store.Tx) T) func(context.Context, func(T) error) error {
	return func(ctx context.Context, fn func(T) error) error {
		return db.Write(ctx, func(tx *store.Tx) error { return fn(as(tx)) })
	}
}

// inQuick is in for what must not keep others waiting while it finds out how
// translations stand.
func inQuick[T any](db *store.DB, as func(*store.Tx) T) func(context.Context, func(T) error) error {
	warm := func(ctx context.Context, cold store.Cold) error {
		return db.Read(ctx, func(s *store.Snapshot) (err error) {
			if cold.Errors {
				_, err = parity.Errors(ctx, s, cold.Of)
			} else {
				_, err = standing.Sums(ctx, s, cold.Of)
			}
			return err
		})
	}
	return func(ctx context.Context, fn func(T) error) error {
		return db.WriteQuickly(ctx, warm, func(tx *store.Tx) error { return fn(as(tx)) })
	}
}

// over lends a service one state of the database as the narrow Snapshot it asks for.
func over[T any](db *store.DB, as func(*store.Snapshot) T) func(context.Context, func(T) error) error {
	return func(ctx context.Context, fn func(T) error) error {
		return db.Read(ctx, func(s *store.Snapshot) error { return fn(as(s)) })
	}
}

// Close closes everything, the database last.
func (h *House) Close() error {
	var errs []error
	if h.variants != nil {
		h.variants.Close()
	}
	if h.live != nil {
		errs = append(errs, h.live.Close())
	}
	if h.Blobs != nil {
		errs = append(errs, h.Blobs.Close())
	}
	if h.Store != nil {
		errs = append(errs, h.Store.Close())
	}
	return errors.Join(errs...)
}
