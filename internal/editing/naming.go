package editing

import (
	"context"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/sanitize"
)

// assetID is the form of an asset's id.
var assetID = regexp.MustCompile(`^[0-9a-f]{64}$`)

// namingOf returns what clients edit of the term, as a copy.
func namingOf(t *content.Term) Naming {
	return Naming{Texts: maps.Clone(t.Texts), Avatar: t.Avatar, Links: slices.Clone(t.Links)}
}

// clean returns the naming with names on one line and descriptions as safe HTML,
// or everything that is wrong with it. A term has no revision that would keep
// what a person wrote: so what is not safe is refused and not taken away. Roles,
// avatars and links are for authors.
func (n Naming) clean(kind content.TermKind, policy *sanitize.Policy) (Naming, error) {
	out := Naming{Texts: make(map[locale.Tag]content.TermText, len(n.Texts)), Avatar: n.Avatar, Links: n.Links}
	bad := wrongs{}
	if len(n.Texts) == 0 {
		bad.add("/translations", "term.no_name")
	}
	for _, tag := range slices.Sorted(maps.Keys(n.Texts)) {
		text, at := n.Texts[tag], "/translations/"+string(tag)
		text.Name = content.CleanLine(text.Name)
		if text.Name == "" {
			bad.add(at+"/name", "member.required")
		}
		if problem := content.CheckSlug(text.Slug); problem.Code != "" {
			bad = append(bad, fault.Field{Pointer: at + "/slug", Code: problem.Code, Args: problem.Args})
		}
		if text.Role = content.CleanLine(text.Role); kind != content.Author && text.Role != "" {
			bad.add(at+"/role", "term.authors_only")
		}
		text.Description = bad.described(at+"/description", text.Description, policy)
		out.Texts[tag] = text
	}
	if kind != content.Author && n.Avatar != "" {
		bad.add("/avatar", "term.authors_only")
	}
	if kind != content.Author && len(n.Links) > 0 {
		bad.add("/links", "term.authors_only")
	}
	if n.Avatar != "" && !assetID.MatchString(n.Avatar) && !webURL(n.Avatar) {
		bad.add("/avatar", "url.scheme", "url", n.Avatar)
	}
	for i, link := range n.Links {
		if !webURL(link) && !mailURL(link) {
			bad.add("/links/"+strconv.Itoa(i), "url.scheme", "url", link)
		}
	}
	return out, bad.fault()
}

// described returns a description as safe HTML; what is not safe in it is wrong.
func (w *wrongs) described(pointer, text string, policy *sanitize.Policy) string {
	text = content.CleanBlock(text)
	if !strings.ContainsAny(text, "<&") {
		return text
	}
	result := policy.Body(text)
	for _, f := range result.Findings {
		*w = append(*w, fault.Field{Pointer: pointer, Code: "term.unsafe", Args: map[string]any{"line": f.Line, "excerpt": f.Excerpt}})
	}
	return result.HTML
}

// mailURL reports whether s is the address of a mailbox as a URL (RFC 6068),
// without a text that would be sent.
func mailURL(s string) bool {
	u, err := url.Parse(s)
	return err == nil && u.Scheme == "mailto" && u.RawQuery == "" && strings.Count(u.Opaque, "@") == 1 &&
		strings.Trim(u.Opaque, "@") == u.Opaque && !strings.ContainsAny(u.Opaque, " \t\r\n,;<>")
}

// webURL reports whether s is an absolute URL of the web.
func webURL(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
}

// take gives the term its naming: locales and avatar must exist, and slugs be
// free. A slug that a person gave is refused when it is taken; one that is made
// of the name gets the next number.
func take(ctx context.Context, tx Tx, term *content.Term, n Naming) error {
	tags, err := tagsOf(ctx, tx)
	if err != nil {
		return err
	}
	bad := wrongs{}
	texts := maps.Clone(n.Texts)
	for _, tag := range slices.Sorted(maps.Keys(texts)) {
		at := "/translations/" + string(tag)
		if !slices.Contains(tags, tag) {
			if was, ok := term.Texts[tag]; !ok || was != texts[tag] { // of a language that the site had once it keeps what it has
				bad.add(at, "locale.unknown", "locale", string(tag))
			}
			continue
		}
		text := texts[tag]
		if text.Slug, err = freeSlug(ctx, tx, term, tag, text); err != nil {
			return err
		}
		texts[tag] = text
	}
	if assetID.MatchString(n.Avatar) {
		found, err := tx.AssetsByID(ctx, []content.AssetID{content.AssetID(n.Avatar)})
		if err != nil {
			return err
		}
		if len(found) == 0 {
			bad.add("/avatar", "asset.unknown", "id", n.Avatar)
		}
	}
	term.Texts, term.Avatar, term.Links = texts, n.Avatar, n.Links
	return bad.fault()
}

// freeSlug returns the slug that the term gets in the locale.
func freeSlug(ctx context.Context, tx Tx, term *content.Term, tag locale.Tag, text content.TermText) (string, error) {
	taken := func(slug string) (bool, error) {
		id, ok, err := tx.TermBySlug(ctx, term.Kind, tag, slug)
		return ok && id != term.ID, err
	}
	if text.Slug != "" {
		used, err := taken(text.Slug)
		if err == nil && used {
			err = slugTaken("/translations/"+string(tag)+"/slug", text.Slug)
		}
		return text.Slug, err
	}
	made := content.MakeSlug(text.Name)
	if made == "" {
		made = string(term.Kind) // a name of signs alone, such as "!?"
	}
	slug := made
	for n := 2; ; n++ {
		used, err := taken(slug)
		if err != nil || !used {
			return slug, err
		}
		slug = made + "-" + strconv.Itoa(n)
	}
}

// slugTaken is the answer to a slug that another term has.
func slugTaken(pointer, slug string) error {
	return &fault.Error{
		Kind: fault.Conflict, Code: "term.slug_taken", Args: map[string]any{"slug": slug},
		Fields: []fault.Field{{Pointer: pointer, Code: "term.slug_taken", Args: map[string]any{"slug": slug}}},
	}
}
