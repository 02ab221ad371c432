package draft

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
)

// SaveShared makes p the head of the post's shared part, as its next revision.
// A post with Version 0 is new: its row is written first. Ids that p names, the
// head does not, and that do not exist are a fault.Invalid; a write that came
// between is a fault.Stale. A shared part that says what the head says is not
// written. A term that another absorbed stands for that one.
func SaveShared(ctx context.Context, tx Tx, post *content.Post, p *PreparedShared, o Options) (Saved, error) {
	into, err := tx.Absorbed(ctx, p.Shared.Terms())
	if err != nil {
		return Saved{}, err
	}
	shared := into.Shared(p.Shared)
	sum, err := hash(shared)
	if err != nil {
		return Saved{}, err
	}
	var before content.Named
	if post.Head > 0 {
		head, err := tx.SharedRevision(ctx, post.ID, post.Head)
		if err != nil {
			return Saved{}, err
		}
		if same, err := says(head.Hash, head.Shared, sum); same || err != nil {
			return Saved{Revision: post.Head}, err
		}
		before = namedByShared(head.Shared)
	}
	if slices.Contains(shared.Related, post.ID) && !slices.Contains(before.Posts, post.ID) {
		return Saved{}, fault.Wrong("/related", "related.self")
	}
	warnings, err := o.check(ctx, tx, post.ID, p.named, func() content.Named { return before })
	if err != nil {
		return Saved{}, err
	}
	post.Head++
	post.UpdatedAt = o.Meta.At
	if err := tx.SavePost(ctx, post); err != nil {
		return Saved{}, err
	}
	r := &content.SharedRevision{Post: post.ID, N: post.Head, Version: post.Version, Meta: o.Meta, Hash: sum, Shared: shared}
	if err := tx.AddSharedRevision(ctx, r, gather(p.named).Assets); err != nil {
		return Saved{}, err
	}
	return Saved{Revision: post.Head, Changed: true, Warnings: warnings}, nil
}

// Save makes p the head of the post's translation in p.Locale, as its next
// revision, and reserves its slug and URLs. It makes the translation if there is
// none: the post's shared part must have been saved before, and the source
// before the others. What readers see stays as it is.
//
// Without a slug the head's stays; else one is made from the title, with a
// number where it is taken. A given slug, alias or path that another translation
// holds is a fault.Conflict ("slug.taken", "path.taken") that names each place,
// unless o.Yield or o.Copied. Ids that do not exist, and that the head does not
// name, are a fault.Invalid; a write that came between is a fault.Stale. A text that
// says what the head says is not written, and its status stays; any other is a
// draft.
func Save(ctx context.Context, tx Tx, post *content.Post, p *Prepared, o Options) (Saved, error) {
	s := &save{tx: tx, post: post, p: p, o: o, text: p.Text}
	if err := s.open(ctx); err != nil {
		return Saved{}, err
	}
	if err := s.address(ctx); err != nil {
		return Saved{}, err
	}
	s.warnUnused()
	saved := Saved{Revision: s.t.Head, Warnings: slices.Concat(p.Warnings, s.warnings)}
	sum, err := hash(s.text)
	if err != nil {
		return Saved{}, err
	}
	if s.head != nil {
		if same, err := s.unchanged(sum); same || err != nil {
			return saved, err
		}
	}
	gone, err := o.check(ctx, tx, post.ID, p.named, s.before)
	if err != nil {
		return Saved{}, err
	}
	if err := s.reserve(ctx); err != nil {
		return Saved{}, err
	}
	if err := s.write(ctx, sum); err != nil {
		return Saved{}, err
	}
	return Saved{Revision: s.t.Head, Changed: true, Warnings: append(saved.Warnings, gone...)}, nil
}

// unchanged reports whether the text says what the head says. That a link now
// names what it leads to is no change by itself: nobody wrote that.
func (s *save) unchanged(sum string) (bool, error) {
	same, err := says(s.head.Hash, s.head.Text, sum)
	if same || err != nil || s.p.written == "" {
		return same, err
	}
	written := s.text
	written.HTML = s.p.written
	if written.Format == content.HTML {
		written.Body = s.p.written
	}
	if sum, err = hash(written); err != nil {
		return false, err
	}
	return says(s.head.Hash, s.head.Text, sum)
}

// sameSense reports whether the text means what the head does, as it was written
// or with its links named.
func (s *save) sameSense() bool {
	says := s.head.Says()
	return says == s.p.Sense || s.p.written != "" && says == s.p.writtenSense
}

// A save is one call of [Save] at work.
type save struct {
	tx   Tx
	post *content.Post
	p    *Prepared
	o    Options

	t           content.Translation
	head        *content.Revision // nil if the translation is new
	text        content.Text
	place       content.Placing
	resources   []content.Resource // as the translation shows them
	reservation content.Reservation
	warnings    []content.Warning
}

// open finds the translation, its head, and what its URL follows from.
func (s *save) open(ctx context.Context) error {
	s.t = content.Translation{Locale: s.p.Locale, Status: content.Draft}
	if t := s.post.Translation(s.p.Locale); t != nil {
		s.t = *t
	}
	if s.t.Head > 0 {
		head, err := s.tx.Revision(ctx, s.post.ID, s.p.Locale, s.t.Head)
		if err != nil {
			return err
		}
		s.head = head
	}
	into, err := s.tx.Absorbed(ctx, s.text.OwnTerms())
	if err != nil {
		return err
	}
	s.text = into.Text(s.text)
	site, err := s.tx.Site(ctx)
	if err != nil {
		return err
	}
	locales, err := s.tx.Locales(ctx)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(locales, func(l content.Locale) bool { return l.Tag == s.p.Locale })
	if i < 0 {
		return fault.Wrong(s.p.at, "locale.unknown", "locale", string(s.p.Locale))
	}
	s.place = content.Placing{Post: s.post.ID, Locale: locales[i], Zone: site.Settings.Zone()}
	shared, err := s.tx.SharedRevision(ctx, s.post.ID, s.post.Head)
	if err != nil {
		return err
	}
	s.resources = s.text.Overrides.Resources.Or(shared.Shared.Resources)
	if date := s.text.Overrides.Date.Or(shared.Shared.Date); date != nil {
		s.place.Date = date.At
	}
	return nil
}

// warnUnused names the texts of resources that the post does not have: a slip in
// a name would otherwise show nowhere.
func (s *save) warnUnused() {
	for _, name := range slices.Sorted(maps.Keys(s.text.Resources)) {
		if !slices.ContainsFunc(s.resources, func(r content.Resource) bool { return r.Name == name }) {
			s.warnings = append(s.warnings, content.Warning{
				Code: "resource.text_unused", Pointer: s.p.at + "/resources/" + pointerToken(name), Args: map[string]any{"name": name},
			})
		}
	}
}

// write adds the revision and makes it the head.
func (s *save) write(ctx context.Context, sum string) error {
	s.t.Head++
	s.t.Status = content.Draft
	s.t.UpdatedAt = s.o.Meta.At
	if err := s.tx.SaveTranslation(ctx, s.post.ID, &s.t); err != nil {
		return err
	}
	on, in, err := s.basedOn()
	if err != nil {
		return err
	}
	means, err := s.meaning(ctx)
	if err != nil {
		return err
	}
	r := &content.Revision{
		Post: s.post.ID, Locale: s.t.Locale, N: s.t.Head, Version: s.t.Version, Meta: s.o.Meta,
		BasedOn: on, BasedIn: in, Means: means, Minor: s.o.Minor, Hash: sum, Policy: s.p.Policy, Sense: s.p.Sense,
		Text: s.text, Submitted: s.p.Submitted,
	}
	if err := s.tx.AddRevision(ctx, r, gather(s.p.named).Assets); err != nil {
		return err
	}
	s.post.UpdatedAt = s.o.Meta.At
	s.post.Put(s.t)
	return nil
}

// meaning returns what the new revision means: what the head does, if the writer
// said so or if it says the same; what an earlier one did, if a change is taken
// back; else something new, which has its own number.
func (s *save) meaning(ctx context.Context) (int, error) {
	switch {
	case s.head == nil:
		return s.t.Head, nil
	case s.o.Minor || s.sameSense():
		return s.head.Meaning(), nil
	}
	earlier, err := s.tx.MeaningOf(ctx, s.post.ID, s.t.Locale, s.p.Sense)
	if earlier == 0 && err == nil && s.p.written != "" {
		earlier, err = s.tx.MeaningOf(ctx, s.post.ID, s.t.Locale, s.p.writtenSense)
	}
	return cmp.Or(earlier, s.t.Head), err
}

// basedOn returns the revision that the writer had before them, and its language:
// the source, or where the source itself is saved, another. Who changes a text in
// form alone, or says that it means what it meant, did not follow anything: the
// text stands where it stood.
func (s *save) basedOn() (n int, in locale.Tag, err error) {
	source := s.post.SourceLocale
	switch {
	case s.o.Again:
		return s.o.BasedOn, s.o.BasedIn, nil
	case s.o.BasedOn > 0:
		in = cmp.Or(s.o.BasedIn, source)
		t := s.post.Translation(in)
		if in == s.t.Locale || in != source && s.t.Locale != source || t == nil {
			return 0, "", fault.Wrong(s.p.at+"/basedOn", "based_on.language", "locale", string(in))
		}
		if s.o.BasedOn > t.Head {
			return 0, "", fault.Wrong(s.p.at+"/basedOn/revision", "revision.unknown", "n", s.o.BasedOn, "head", t.Head)
		}
		return s.o.BasedOn, in, nil
	case s.head != nil && (s.o.Minor || s.sameSense()):
		return s.head.BasedOn, s.head.BasedIn, nil
	case s.t.Locale == source:
		return 0, "", nil
	}
	if t := s.post.Translation(source); t != nil {
		return t.Head, source, nil
	}
	return 0, "", nil
}
