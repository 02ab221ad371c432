package reading

import (
	"context"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/media"
)

// A Source is what reading asks of the live tables. Every method is one
// statement. Nothing that is not live is ever answered, counted or hinted at.
type Source interface {
	Posts
	Terms
	Settings
	Assets
	News
}

// Posts finds posts, by what they are and by what they are to others.
type Posts interface {
	Entries
	Around
	Moves
	Finder
	Named
}

// Entries finds what readers see.
type Entries interface {
	// Entry returns the post's live translation in the first of the locales that
	// is live; ok is false if none is.
	Entry(ctx context.Context, post content.PostID, locales ...locale.Tag) (e entry.Stored, ok bool, err error)
	// EntryBySlug returns the live translation with the slug.
	EntryBySlug(ctx context.Context, tag locale.Tag, slug string) (e entry.Stored, ok bool, err error)
	// List returns the first posts of the range: one row each, or under
	// [entry.Everywhere] one for each live translation, those of a post together.
	List(ctx context.Context, r entry.Range) ([]entry.Stored, error)
	// Count returns the number of live entries of the locale (of posts under
	// [entry.Everywhere]) with the facet that are live in available too, from the
	// kept counts; facet and available may be empty.
	Count(ctx context.Context, tag locale.Tag, facet content.TermID, available locale.Tag) (int, error)
}

// Around knows which posts belong together.
type Around interface {
	// Joined returns what joins the post's live translation in the first of the locales
	// that is live to other posts; ok is false if none is.
	Joined(ctx context.Context, post content.PostID, locales ...locale.Tag) (j entry.Joined, ok bool, err error)
	// Keys returns the keys of the range's first posts, of its first locale.
	Keys(ctx context.Context, r entry.Range) ([]entry.Key, error)
	// Linked returns up to limit posts that live texts of the post link to, and up to
	// limit whose live texts link to it; both may hold posts that are live in no
	// language of the reader.
	Linked(ctx context.Context, post content.PostID, limit int) (to, from []content.PostID, err error)
	// Months returns how many posts the list of the locale has of each month, the
	// newest first, up to limit of them.
	Months(ctx context.Context, tag locale.Tag, facet content.TermID, limit int) ([]entry.Month, error)
}

// Moves knows where things went.
type Moves interface {
	// OldSlug returns the post that a slug belonged to before, if that translation
	// is live under another slug now.
	OldSlug(ctx context.Context, tag locale.Tag, slug string) (post content.PostID, ok bool, err error)
	// SlugElsewhere returns the live translations of other locales with the slug,
	// ordered by locale, without Card, Body and Alternates.
	SlugElsewhere(ctx context.Context, not locale.Tag, slug string) ([]entry.Stored, error)
	// Merged returns the post that absorbed this one, at the end of the chain.
	Merged(ctx context.Context, post content.PostID) (into content.PostID, ok bool, err error)
	// Paths returns what is known of any of the keys, each a host (or nothing) and
	// a decoded path in NFC without final slash, as table paths holds them: only
	// what belongs to live translations, current before alias before old.
	Paths(ctx context.Context, keys ...string) ([]entry.Moved, error)
	// LeftPaths returns up to limit addresses after the key that live translations of
	// the locale had, and their aliases, in order of key.
	LeftPaths(ctx context.Context, tag locale.Tag, after string, limit int) ([]entry.LeftPath, error)
}

// Terms finds tags, authors and series by their live posts.
type Terms interface {
	// Terms returns the terms of the kind that have a name and at least one live
	// post in the locale, with all texts and counts, in no order.
	Terms(ctx context.Context, kind content.TermKind, tag locale.Tag) ([]entry.Counted, error)
	// Term returns the term with the slug in the locale, current or old, that some
	// live post has; under [entry.Everywhere] in any locale, the lowest id first.
	Term(ctx context.Context, kind content.TermKind, tag locale.Tag, slug string) (t entry.Counted, ok bool, err error)
	// LeftTermSlugs returns up to limit slugs after the one named that terms of the kind
	// had in the locale, in order, with the one that they have: of terms with live posts.
	LeftTermSlugs(ctx context.Context, kind content.TermKind, tag locale.Tag, after string, limit int) ([]entry.LeftSlug, error)
}

// News knows what changed, and when.
type News interface {
	// Changes returns up to limit changes after the point, in their order: those of one
	// locale and of settings, or under [entry.Everywhere] all.
	Changes(ctx context.Context, tag locale.Tag, after entry.Point, limit int) ([]entry.Told, error)
	// LastChange returns the seq of the last change that Changes knows; 0 if nothing ever
	// changed.
	LastChange(ctx context.Context, tag locale.Tag) (int64, error)
	// TermsByID returns those of the terms that have a text, with all texts and counts, in
	// no order.
	TermsByID(ctx context.Context, ids ...content.TermID) ([]entry.Counted, error)
}

// Settings returns the site's.
type Settings interface {
	// Generation names the state that is read from. It grows whenever the bytes of any
	// public answer may.
	Generation(ctx context.Context) (entry.Generation, error)
	Site(ctx context.Context) (*content.Site, error)
	// Locales returns the site's locales, ordered by tag.
	Locales(ctx context.Context) ([]content.Locale, error)
}

// Assets knows which files readers may have.
type Assets interface {
	// LiveAsset returns the asset if a live entry uses it, or an author who has a
	// live post shows it as avatar.
	LiveAsset(ctx context.Context, id content.AssetID) (a media.Asset, ok bool, err error)
	// LiveMedia is LiveAsset together with what was made of the asset under the
	// spec and is kept, the zero value if nothing was.
	LiveMedia(ctx context.Context, id content.AssetID, spec string) (a media.Asset, made media.Made, ok bool, err error)
}
