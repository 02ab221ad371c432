package store

import (
	"context"
	"database/sql"

	"github.com/diptych-cms/diptych/internal/bitext"
	"github.com/diptych-cms/diptych/internal/etag"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
)

// A glossaryDoc is what glossary.doc holds.
type glossaryDoc struct {
	SourceForms   []string `json:"sourceForms,omitempty"`
	TargetForms   []string `json:"targetForms,omitempty"`
	Forbidden     []string `json:"forbidden,omitempty"`
	Note          string   `json:"note,omitempty"`
	CaseSensitive bool     `json:"caseSensitive,omitempty"`
}

const glossaryColumns = "id, version, source, target, term, meant, doc, by, at"

// glossaryTerms runs a query for glossaryColumns.
func (r reader) glossaryTerms(ctx context.Context, query string, args ...any) ([]bitext.Term, error) {
	var terms []bitext.Term
	err := r.each(ctx, func(rows *sql.Rows) error {
		var t bitext.Term
		var text string
		var at int64
		if err := rows.Scan(&t.ID, &t.Version, &t.Source.Locale, &t.Target.Locale, &t.Source.Term, &t.Target.Term, &text, &t.By, &at); err != nil {
			return err
		}
		var doc glossaryDoc
		if err := decode(text, &doc); err != nil {
			return err
		}
		t.Source.Forms, t.Target.Forms, t.Forbidden = doc.SourceForms, doc.TargetForms, doc.Forbidden
		t.Note, t.CaseSensitive, t.At = doc.Note, doc.CaseSensitive, instant(at)
		terms = append(terms, t)
		return nil
	}, "SELECT "+glossaryColumns+" FROM glossary "+query, args...)
	return terms, err
}

// GlossaryTerm returns the term, or a fault.NotFound.
func (r reader) GlossaryTerm(ctx context.Context, id string) (*bitext.Term, error) {
	terms, err := r.glossaryTerms(ctx, "WHERE id = ?", id)
	if err != nil {
		return nil, err
	}
	if len(terms) == 0 {
		return nil, fault.New(fault.NotFound, "glossary.not_found", "term", id)
	}
	return &terms[0], nil
}

// GlossaryTermOf returns the term that is called so in both languages; nil if there
// is none.
func (r reader) GlossaryTermOf(ctx context.Context, source, target bitext.TermSide) (*bitext.Term, error) {
	terms, err := r.glossaryTerms(ctx, "WHERE source = ? AND target = ? AND term = ? AND meant = ?",
		string(source.Locale), string(target.Locale), source.Term, target.Term)
	if err != nil || len(terms) == 0 {
		return nil, err
	}
	return &terms[0], nil
}

// GlossaryTerms returns up to q.Limit terms after the given one, in order of what
// they are called in their source.
func (r reader) GlossaryTerms(ctx context.Context, q bitext.TermQuery) ([]bitext.Term, error) {
	return r.glossaryTerms(ctx, `WHERE (folded, id) > (?, ?) AND ? IN ('', source) AND ? IN ('', target) AND instr(folded, ?) > 0
		ORDER BY folded, id LIMIT ?`, foldTerm(q.AfterTerm, q.AfterMeant), q.AfterID, string(q.Source), string(q.Target), fold(q.Text), q.Limit)
}

// foldTerm returns a term as lists are ordered and searched.
func foldTerm(term, meant string) string {
	if term == "" {
		return ""
	}
	return fold(term) + "\n" + fold(meant)
}

// GlossaryByStems returns the terms between the two languages, in either direction
// and whatever their regions, that have a form beginning with one of the stems.
func (r reader) GlossaryByStems(ctx context.Context, source, target locale.Tag, stems []uint32) ([]bitext.Term, error) {
	list, err := encode(stems)
	if err != nil {
		return nil, err
	}
	between := "(source = ? OR source LIKE ? || '-%') AND (target = ? OR target LIKE ? || '-%')"
	from, to := source.Base(), target.Base()
	return r.glossaryTerms(ctx, `WHERE id IN (SELECT term FROM glossary_stems WHERE stem IN (SELECT value FROM json_each(?)))
		AND (`+between+" OR "+between+") ORDER BY folded, id", list, from, from, to, to, to, to, from, from)
}

// GlossaryCount returns how many terms there are.
func (r reader) GlossaryCount(ctx context.Context) (n int, err error) {
	err = r.each(ctx, func(rows *sql.Rows) error { return rows.Scan(&n) }, "SELECT count(*) FROM glossary")
	return n, err
}

// AddGlossaryTerm writes a new term, as version 1, with the stems that its forms
// begin with. One that is called so in both languages already is a fault.Conflict.
func (tx *Tx) AddGlossaryTerm(ctx context.Context, t *bitext.Term, stems []uint32) error {
	if err := tx.freeTerm(ctx, t); err != nil {
		return err
	}
	doc, err := encode(docOfTerm(t))
	if err != nil {
		return err
	}
	_, err = tx.put(ctx, "INSERT INTO glossary (id, version, source, target, term, folded, meant, doc, by, at) VALUES (?, 1, ?, ?, ?, ?, ?, ?, ?, ?)",
		t.ID, string(t.Source.Locale), string(t.Target.Locale), t.Source.Term, foldTerm(t.Source.Term, t.Target.Term), t.Target.Term, doc, t.By, micros(t.At))
	if err != nil {
		return err
	}
	t.Version = 1
	return tx.putGlossaryStems(ctx, t.ID, stems)
}

// SaveGlossaryTerm writes the term if it still has t.Version, and adds one to it;
// otherwise it returns a fault.Stale. One that is called so in both languages already
// is a fault.Conflict.
func (tx *Tx) SaveGlossaryTerm(ctx context.Context, t *bitext.Term, stems []uint32) error {
	if err := tx.freeTerm(ctx, t); err != nil {
		return err
	}
	doc, err := encode(docOfTerm(t))
	if err != nil {
		return err
	}
	n, err := tx.put(ctx, `UPDATE glossary SET version = version + 1, source = ?, target = ?, term = ?, folded = ?, meant = ?, doc = ?, by = ?, at = ?
		WHERE id = ? AND version = ?`, string(t.Source.Locale), string(t.Target.Locale), t.Source.Term, foldTerm(t.Source.Term, t.Target.Term),
		t.Target.Term, doc, t.By, micros(t.At), t.ID, t.Version)
	if err != nil {
		return err
	}
	if n == 0 {
		return tx.staleTerm(ctx, t.ID, t.Version)
	}
	t.Version++
	return tx.putGlossaryStems(ctx, t.ID, stems)
}

// DropGlossaryTerm deletes the term if it still has the version; otherwise it returns
// a fault.Stale.
func (tx *Tx) DropGlossaryTerm(ctx context.Context, id string, version int64) error {
	n, err := tx.put(ctx, "DELETE FROM glossary WHERE id = ? AND version = ?", id, version)
	if err == nil && n == 0 {
		return tx.staleTerm(ctx, id, version)
	}
	return err
}

// staleTerm says which version a term has now.
func (tx *Tx) staleTerm(ctx context.Context, id string, have int64) error {
	now, err := tx.GlossaryTerm(ctx, id)
	if err != nil {
		return err
	}
	return etag.Stale("glossary.stale", have, now.Version)
}

// freeTerm refuses what another term is called in both languages.
func (tx *Tx) freeTerm(ctx context.Context, t *bitext.Term) error {
	other, err := tx.GlossaryTermOf(ctx, t.Source, t.Target)
	if err != nil || other == nil || other.ID == t.ID {
		return err
	}
	return fault.New(fault.Conflict, "glossary.taken", "term", t.Source.Term, "other", other.ID)
}

func docOfTerm(t *bitext.Term) glossaryDoc {
	return glossaryDoc{
		SourceForms: t.Source.Forms, TargetForms: t.Target.Forms, Forbidden: t.Forbidden, Note: t.Note, CaseSensitive: t.CaseSensitive,
	}
}

// putGlossaryStems makes stems those that the term's forms begin with.
func (tx *Tx) putGlossaryStems(ctx context.Context, id string, stems []uint32) error {
	if _, err := tx.put(ctx, "DELETE FROM glossary_stems WHERE term = ?", id); err != nil {
		return err
	}
	for _, stem := range stems {
		if _, err := tx.put(ctx, "INSERT INTO glossary_stems (stem, term) VALUES (?, ?)", stem, id); err != nil {
			return err
		}
	}
	return nil
}
