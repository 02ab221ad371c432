package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"gorm.io/gorm"

	"github.com/diptych-cms/diptych/internal/bitext"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/event"
	"github.com/diptych-cms/diptych/internal/locale"
)

// A reader has the reads that a write transaction and a snapshot share.
type reader struct {
	g     *gorm.DB
	asOf  time.Time // when it began to read, which says what has expired
	known *memory   // nil in a snapshot
	sums  sums
}

// q returns GORM for one statement under ctx.
func (r reader) q(ctx context.Context) *gorm.DB { return r.g.WithContext(ctx) }

// each runs a query that finds a few rows by a key, and calls scan with each. It
// is for what every write reads: like [Tx.put] it goes past GORM, and does not
// watch for the end of ctx while it runs.
func (r reader) each(ctx context.Context, scan func(*sql.Rows) error, query string, args ...any) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	rows, err := r.g.Statement.ConnPool.QueryContext(context.WithoutCancel(ctx), query, args...)
	if err != nil {
		return err
	}
	for rows.Next() {
		if err := scan(rows); err != nil {
			return errors.Join(err, rows.Close())
		}
	}
	return errors.Join(rows.Err(), rows.Close())
}

// A Snapshot is one state of the database: all its reads see the same rows,
// whatever is written meanwhile. It is valid only inside [DB.Read].
type Snapshot struct {
	reader
}

// A Tx is one write transaction. It is valid only inside [DB.Write].
type Tx struct {
	reader
	now       time.Time
	seq       int64             // site.seq in this transaction; 0 until drawn
	outboxSeq int64             // site.outbox_seq in this transaction; 0 until drawn
	emitted   int               // events written so far
	names     map[string]string // of actors, for the audit
	touched   []entry.Change

	notedTerms    map[content.TermID]*termNote // of which readers may see something else
	notedSettings []locale.Tag                 // that changed; empty: of the site
	termsMoved    bool                         // settings gave terms other addresses
	unshown       []content.AssetID            // files that a post no longer shows

	listed  map[list]int            // by how much lists grew
	months  map[month]int           // by how much months of lists grew
	silent  bool                    // words of heads are written later
	imports bool                    // it imports: what it writes came with many others
	heads   map[content.PostID]bool // posts whose rows of heads have to follow; false: what is live alone
	works   map[content.PostID]bool // posts whose rows of work have to follow
	w       *writer
}

// Now returns the instant of the transaction, the same at every call: UTC, in
// whole microseconds.
func (tx *Tx) Now() time.Time { return tx.now }

// Write runs fn in one write transaction: all that fn did is kept if it
// returns nil, nothing otherwise. Writers wait for each other; fn must use tx
// alone and be quick. Without a deadline in ctx one minute is given.
//
// Faults that fn returns come back as they are. What the database refused comes
// as a fault: Conflict for a key that is taken or missing, Unavailable for a
// lock or a deadline, Full for a disk without room.
func (db *DB) Write(ctx context.Context, fn func(tx *Tx) error) error {
	return db.transact(ctx, false, fn)
}

// WriteQuickly is [DB.Write] for what must know how translations stand. What nobody
// knows yet is not found out while everybody waits: fn is undone, warm is told the
// pairing, and fn runs anew. What warm cannot find out, since fn itself makes one of the
// revisions, is found out in the transaction.
func (db *DB) WriteQuickly(ctx context.Context, warm func(context.Context, Cold) error, fn func(tx *Tx) error) error {
	for range mostWarmed {
		err := db.transact(ctx, true, fn)
		cold, ok := errors.AsType[*Cold](err)
		if !ok {
			return err
		}
		if warm(ctx, *cold) != nil {
			break
		}
	}
	return db.transact(ctx, false, fn)
}

// transact is [DB.Write]; quick does without sums that are not known.
func (db *DB) transact(ctx context.Context, quick bool, fn func(tx *Tx) error) error {
	ctx, cancel := bounded(ctx)
	defer cancel()
	own := sums{all: &db.sums, own: make(map[bitext.Pairing]bitext.Sums), quick: quick}
	changed, seq := false, int64(0)
	err := db.inTurn(ctx, func(w *writer) error {
		g := db.write.Session(&gorm.Session{NewDB: true, Context: ctx})
		g.Statement.ConnPool = w
		now := db.Now()
		tx := &Tx{
			reader: reader{g: g, asOf: now, known: new(memory), sums: own}, now: now, listed: make(map[list]int), months: make(map[month]int),
			notedTerms: make(map[content.TermID]*termNote), heads: make(map[content.PostID]bool), works: make(map[content.PostID]bool), w: w,
		}
		if err := fn(tx); err != nil {
			return err
		}
		changed = len(tx.heads) > 0
		for _, finish := range []func(context.Context) error{tx.count, tx.head, tx.rework, tx.tell} {
			if err := finish(ctx); err != nil {
				return err
			}
		}
		seq = tx.seq
		return nil
	})
	if err == nil {
		if seq > 0 {
			db.Raise(entry.Generation{Epoch: db.Generation().Epoch, Seq: seq})
		}
		own.share()
		db.tellChanged(changed)
	}
	return Classify(ctx, err)
}

// tellChanged tells who listens that posts changed.
func (db *DB) tellChanged(changed bool) {
	if !changed {
		return
	}
	select {
	case db.changed <- struct{}{}:
	default: // they know already
	}
}

// Changed tells, after a transaction of this process has committed that changed posts,
// that some wait to be settled. It is for one listener.
func (db *DB) Changed() <-chan struct{} { return db.changed }

// inTurn waits until nobody else writes, and runs fn in a transaction.
func (db *DB) inTurn(ctx context.Context, fn func(*writer) error) error {
	select {
	case w := <-db.turn:
		defer func() { db.turn <- w }()
		return w.transaction(ctx, func() error { return fn(w) })
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Read runs fn on one snapshot of the database, without waiting for writers.
// Faults come back as from [DB.Write].
func (db *DB) Read(ctx context.Context, fn func(s *Snapshot) error) error {
	ctx, cancel := bounded(ctx)
	defer cancel()
	err := db.read.WithContext(ctx).Transaction(func(g *gorm.DB) error {
		return fn(&Snapshot{reader{g: g, asOf: db.Now(), sums: sums{all: &db.sums}}})
	}, &sql.TxOptions{ReadOnly: true})
	return Classify(ctx, err)
}

// Seq returns the site's sequence number of this transaction, drawn at the
// first call. It dates what readers see, so only a change of readers' bytes may
// draw it. The row stays locked until commit: numbers become visible in order.
func (tx *Tx) Seq(ctx context.Context) (int64, error) {
	return tx.draw(ctx, &tx.seq, "UPDATE site SET seq = seq + 1 WHERE id = 1 RETURNING seq")
}

// outbox returns the number of this transaction among those that tell something,
// drawn at the first call.
func (tx *Tx) outbox(ctx context.Context) (int64, error) {
	return tx.draw(ctx, &tx.outboxSeq, "UPDATE site SET outbox_seq = outbox_seq + 1 WHERE id = 1 RETURNING outbox_seq")
}

// Emit adds events to the outbox, in order. They leave it only if the
// transaction commits.
func (tx *Tx) Emit(ctx context.Context, events ...event.Event) error {
	if len(events) == 0 {
		return nil
	}
	seq, err := tx.outbox(ctx)
	if err != nil {
		return err
	}
	for _, e := range events {
		body, err := encode(e)
		if err != nil {
			return err
		}
		_, err = tx.put(ctx, "INSERT INTO outbox (seq, i, type, subject, body, at) VALUES (?, ?, ?, ?, ?, ?)",
			seq, tx.emitted, e.Type(), string(e.Subject()), body, micros(tx.now))
		if err != nil {
			return err
		}
		tx.emitted++
		if err := tx.record(ctx, e, body); err != nil {
			return err
		}
	}
	return nil
}

// put runs a statement that writes one row, or a few, found by a key, and returns
// how many it changed. It goes past GORM, which costs more than such a statement
// does, and is for what every publication or import writes. It is over in
// microseconds: to watch for the end of ctx meanwhile would cost as much again.
func (tx *Tx) put(ctx context.Context, statement string, args ...any) (changed int64, err error) {
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	res, err := tx.w.ExecContext(context.WithoutCancel(ctx), statement, args...)
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}

// draw runs the statement that counts on, at most once a transaction.
func (tx *Tx) draw(ctx context.Context, drawn *int64, statement string) (int64, error) {
	if *drawn > 0 {
		return *drawn, nil
	}
	tx.known.site = nil
	err := tx.each(ctx, func(rows *sql.Rows) error { return rows.Scan(drawn) }, statement)
	if err != nil {
		return 0, err
	}
	if *drawn == 0 { // no row is no error
		return 0, errNoSite
	}
	return *drawn, nil
}
