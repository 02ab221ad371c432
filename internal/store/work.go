package store

import (
	"context"
	"database/sql"
	"maps"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/work"
)

// reworked notes that something changed that lists of work look at, beside the
// posts' own rows, which [Tx.reheaded] notes.
func (tx *Tx) reworked(post content.PostID) { tx.works[post] = true }

// rework brings the rows of work up to date, for every post that was changed. It
// follows [Tx.head], whose rows it looks at.
func (tx *Tx) rework(ctx context.Context) error {
	for id, whole := range tx.heads {
		if whole {
			tx.reworked(id)
		}
	}
	for id := range maps.Keys(tx.works) {
		if err := tx.workPost(ctx, id); err != nil {
			return err
		}
	}
	return nil
}

const workColumns = "post_id, locale, by, source, state, status, taken, assignee, due, since, todo, old, words, title"

// workPost writes what differs between the post's rows and what they must be.
func (tx *Tx) workPost(ctx context.Context, id content.PostID) error {
	_, err := tx.put(ctx, `DELETE FROM work WHERE post_id = ?1 AND NOT EXISTS (
		SELECT 1 FROM work_due d WHERE d.post_id = ?1 AND d.locale = work.locale)`, string(id))
	if err != nil {
		return err
	}
	_, err = tx.put(ctx, "INSERT INTO work ("+workColumns+") SELECT "+workColumns+` FROM work_due WHERE post_id = ?
		ON CONFLICT (post_id, locale) DO UPDATE SET by = excluded.by, source = excluded.source, state = excluded.state,
			status = excluded.status, taken = excluded.taken, assignee = excluded.assignee, due = excluded.due,
			since = excluded.since, todo = excluded.todo, old = excluded.old, words = excluded.words, title = excluded.title
		WHERE (by, source, state, status, taken, assignee, due, since, todo, old, words, title) IS NOT
			(excluded.by, excluded.source, excluded.state, excluded.status, excluded.taken, excluded.assignee, excluded.due,
				excluded.since, excluded.todo, excluded.old, excluded.words, excluded.title)`, string(id))
	return err
}

const assignmentColumns = "post_id, locale, version, assignee, due, note, by, at"

// Assignment returns who is to do the translation; ok is false if nobody was said.
func (r reader) Assignment(ctx context.Context, post content.PostID, tag locale.Tag) (a work.Assignment, ok bool, err error) {
	list, err := r.assignments(ctx, "WHERE post_id = ? AND locale = ?", string(post), string(tag))
	if err != nil || len(list) == 0 {
		return work.Assignment{}, false, err
	}
	return list[0], true, nil
}

// Assignments returns the assignments of the post, ordered by locale.
func (r reader) Assignments(ctx context.Context, post content.PostID) ([]work.Assignment, error) {
	return r.assignments(ctx, "WHERE post_id = ? ORDER BY locale", string(post))
}

func (r reader) assignments(ctx context.Context, where string, args ...any) ([]work.Assignment, error) {
	var list []work.Assignment
	err := r.each(ctx, func(rows *sql.Rows) error {
		var a work.Assignment
		var due, at int64
		err := rows.Scan(&a.Post, &a.Locale, &a.Version, &a.Assignee.ID, &due, &a.Note, &a.By.ID, &at)
		a.Due, a.At = instant(due), instant(at)
		list = append(list, a)
		return err
	}, "SELECT "+assignmentColumns+" FROM assignments "+where, args...)
	return list, err
}

// PutAssignment writes the assignment, with one more than its version, at the
// instant of the transaction. The caller has looked at the one before.
func (tx *Tx) PutAssignment(ctx context.Context, a *work.Assignment) error {
	a.Version++
	a.At = tx.now
	tx.reworked(a.Post)
	_, err := tx.put(ctx, "INSERT OR REPLACE INTO assignments ("+assignmentColumns+") VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
		string(a.Post), string(a.Locale), a.Version, a.Assignee.ID, micros(a.Due), a.Note, a.By.ID, micros(a.At))
	return err
}

// DropAssignment deletes the assignment, if there is one.
func (tx *Tx) DropAssignment(ctx context.Context, post content.PostID, tag locale.Tag) error {
	tx.reworked(post)
	_, err := tx.put(ctx, "DELETE FROM assignments WHERE post_id = ? AND locale = ?", string(post), string(tag))
	return err
}

// dropAssignments deletes all assignments in a language: nobody is to translate into
// one that is gone.
func (tx *Tx) dropAssignments(ctx context.Context, tag locale.Tag) error {
	posts, err := tx.strings(ctx, "DELETE FROM assignments WHERE locale = ? RETURNING post_id", string(tag))
	for _, id := range posts {
		tx.reworked(content.PostID(id))
	}
	return err
}

// PutKnownWords keeps how many words, of those that nothing stands beside in the
// translation, the memory has: the same, and the same with other numbers, tags or signs.
func (tx *Tx) PutKnownWords(ctx context.Context, post content.PostID, tag locale.Tag, exact, fuzzy int) error {
	if exact+fuzzy == 0 {
		_, err := tx.put(ctx, "DELETE FROM known_words WHERE post_id = ? AND locale = ?", string(post), string(tag))
		return err
	}
	_, err := tx.put(ctx, "INSERT OR REPLACE INTO known_words (post_id, locale, exact, fuzzy) VALUES (?, ?, ?, ?)", string(post), string(tag), exact, fuzzy)
	return err
}

// People returns the actors with the ids as lists name them, those that are gone
// too: they are not active. The command line always is.
func (r reader) People(ctx context.Context, ids []string) (map[string]work.Person, error) {
	people := make(map[string]work.Person, len(ids))
	for _, id := range ids {
		people[id] = work.Person{ID: id, Active: id == "cli"}
	}
	list, err := encode(append([]string{}, ids...)) // a list, never null
	if err != nil {
		return nil, err
	}
	err = r.each(ctx, func(rows *sql.Rows) error {
		var p work.Person
		err := rows.Scan(&p.ID, &p.Name, &p.Active)
		people[p.ID] = p
		return err
	}, `SELECT w.value, coalesce(u.name, t.name, ''), coalesce(u.disabled_at = 0, t.revoked_at = 0 AND (t.expires_at = 0 OR t.expires_at > ?2))
		FROM json_each(?1) w
		LEFT JOIN users u ON u.id = substr(w.value, 6) AND w.value LIKE 'user:%'
		LEFT JOIN tokens t ON t.id = substr(w.value, 7) AND w.value LIKE 'token:%'
		WHERE u.id IS NOT NULL OR t.id IS NOT NULL`, list, micros(r.asOf))
	return people, err
}
