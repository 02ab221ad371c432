package draft

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/markup"
	"github.com/diptych-cms/diptych/internal/sanitize"
	"github.com/diptych-cms/diptych/internal/shortcode"
)

// The limits of a translation. Lengths are in characters, sizes in bytes.
const (
	maxTitle       = 500
	maxSummary     = 10_000
	maxDescription = 2_000
	maxBody        = 4 << 20
	maxAliases     = 200
	maxTexts       = 500
	maxURL         = 2_000
)

// Prepare makes a submitted text ready to be saved in the locale: it renders
// Markdown and shortcodes, sanitizes, normalises and measures. The text's HTML is ignored. at
// is the JSON pointer of the translation in the request, for faults and
// warnings. Every wrong field is named in one fault.Invalid.
//
// Prepare reads no database and is slow: call it outside of transactions.
func Prepare(policy *sanitize.Policy, tag locale.Tag, at string, in content.Text) (*Prepared, error) {
	r := &review{at: at}
	p := &Prepared{Locale: tag, Submitted: in.Body, Policy: sanitize.Version, at: at}
	t := &p.Text
	t.Title = r.line("/title", in.Title, maxTitle)
	t.Summary = r.block("/summary", in.Summary, maxSummary)
	t.SEO = r.seo(in.SEO)
	t.Slug = norm.NFC.String(in.Slug)
	r.judge("/slug", content.CheckSlug(t.Slug))
	if t.Path = norm.NFC.String(in.Path); t.Path != "" {
		r.judge("/path", content.CheckPath(t.Path))
	}
	t.Aliases = r.aliases(in.Aliases)
	t.Resources = r.resourceTexts(in.Resources, &p.named)
	t.Overrides = r.overrides(in.Overrides, &p.named)
	t.Format, t.Body = in.Format, in.Body
	if t.Format == "" {
		t.Format = content.HTML
	}
	if !r.body(t) {
		return nil, r.err()
	}
	if err := p.sanitize(policy, r); err != nil {
		f, ok := fault.Of(err)
		if !ok || f.Kind != fault.Invalid {
			return nil, fmt.Errorf("prepare translation %s: %w", tag, err)
		}
		r.wrong("/body", f.Code, f.Args) // Markdown that is too complex: one wrong field among others
	}
	p.Sense = t.Sense()
	return p, r.err()
}

// body measures the body and reports whether it can be read at all.
func (r *review) body(t *content.Text) bool {
	switch {
	case t.Format != content.HTML && t.Format != content.Markdown:
		r.wrong("/format", "format.unknown", map[string]any{"format": string(t.Format)})
	case len(t.Body) > maxBody:
		r.wrong("/body", "body.too_long", map[string]any{"max": maxBody, "bytes": len(t.Body)})
	case !utf8.ValidString(t.Body):
		r.wrong("/body", "text.encoding", nil)
	default:
		return true
	}
	return false
}

// sanitize makes the text's HTML and notes what it names.
func (p *Prepared) sanitize(policy *sanitize.Policy, r *review) error {
	raw := p.Text.Body
	if p.Text.Format == content.Markdown {
		html, err := markup.FromMarkdown(raw)
		if err != nil {
			return err
		}
		raw = html
	}
	short := shortcode.Expand(raw, func(address string) (shortcode.Frame, bool) {
		f, ok := policy.Frame(address)
		return shortcode.Frame{Src: f.Src, Width: f.Width, Height: f.Height, Named: f.Named}, ok
	})
	for _, f := range short.Findings {
		p.warn(f.Code, f.Excerpt, f.Args, spot{f.Line, f.Column, 1})
	}
	result := policy.Body(short.HTML)
	p.Text.HTML = result.HTML
	if p.Text.Format == content.HTML {
		p.Text.Body = result.HTML
	}
	for _, f := range result.Findings {
		p.warn(f.Code, f.Excerpt, f.Args, spot{f.Line, f.Column, f.Count})
	}
	if strings.Contains(p.Text.HTML, "cms:") {
		p.named = append(p.named, r.references(p.Text.HTML)...)
	}
	return nil
}

// A spot says where something was first found in a body, and how often.
type spot struct{ line, column, count int }

// warn notes what became of a piece of the body.
func (p *Prepared) warn(code, excerpt string, args map[string]any, at spot) {
	args = maps.Clone(args)
	if args == nil {
		args = make(map[string]any, 3)
	}
	args["line"], args["column"], args["count"] = at.line, at.column, at.count
	p.Warnings = append(p.Warnings, content.Warning{Code: code, Pointer: p.at + "/body", Args: args, Excerpt: excerpt})
}

// references returns what the HTML names by cms: URLs, each once. Sanitizing has
// removed the ones that are misplaced.
func (r *review) references(html string) []naming {
	var named []naming
	seen := make(map[string]bool)
	for _, link := range markup.Links(html) {
		if !content.IsReference(link.URL) || seen[link.URL] {
			continue
		}
		seen[link.URL] = true
		ref, ok := content.ParseReference(link.URL)
		switch {
		case ok && ref.Asset != "":
			named = append(named, assetNaming(r.at+"/body", ref.Asset))
		case ok && link.Attribute == "href": // a post is no picture
			named = append(named, postNaming(r.at+"/body", ref.Post))
		default:
			r.wrong("/body", "body.reference", map[string]any{"url": link.URL})
		}
	}
	return named
}

// line checks and cleans a text of one line.
func (r *review) line(pointer, s string, limit int) string {
	if !utf8.ValidString(s) {
		r.wrong(pointer, "text.encoding", nil)
		return ""
	}
	s = content.CleanLine(s)
	if n := utf8.RuneCountInString(s); n > limit {
		r.wrong(pointer, "text.too_long", map[string]any{"max": limit, "length": n})
	}
	return s
}

// block checks and cleans a text of several lines.
func (r *review) block(pointer, s string, limit int) string {
	if !utf8.ValidString(s) {
		r.wrong(pointer, "text.encoding", nil)
		return ""
	}
	s = content.CleanBlock(s)
	if n := utf8.RuneCountInString(s); n > limit {
		r.wrong(pointer, "text.too_long", map[string]any{"max": limit, "length": n})
	}
	return s
}

func (r *review) seo(in content.SEO) content.SEO {
	out := content.SEO{
		Title:       r.line("/seo/title", in.Title, maxTitle),
		Description: r.block("/seo/description", in.Description, maxDescription),
		Image:       r.line("/seo/image", in.Image, maxURL),
		Canonical:   r.line("/seo/canonical", in.Canonical, maxURL),
		NoIndex:     in.NoIndex,
	}
	if out.Canonical != "" && !content.IsWebURL(out.Canonical) {
		r.wrong("/seo/canonical", "url.scheme", map[string]any{"url": out.Canonical})
	}
	return out
}

// aliases checks paths and URLs that lead to the translation, and returns each once.
func (r *review) aliases(in []string) []string {
	out := []string{}
	if len(in) > maxAliases {
		r.wrong("/aliases", "list.too_long", map[string]any{"max": maxAliases, "length": len(in)})
		return out
	}
	for i, alias := range in {
		pointer := fmt.Sprintf("/aliases/%d", i)
		alias = norm.NFC.String(alias)
		if strings.HasPrefix(alias, "/") {
			r.judge(pointer, content.CheckPath(alias))
		} else if _, ok := content.AddressKey(alias); !ok || len(alias) > maxURL {
			r.wrong(pointer, "alias.malformed", nil)
		}
		if !slices.Contains(out, alias) {
			out = append(out, alias)
		}
	}
	return out
}

func (r *review) resourceTexts(in map[string]content.ResourceText, named *[]naming) map[string]content.ResourceText {
	out := make(map[string]content.ResourceText, len(in))
	if len(in) > maxTexts {
		r.wrong("/resources", "list.too_long", map[string]any{"max": maxTexts, "length": len(in)})
		return out
	}
	for _, name := range slices.Sorted(maps.Keys(in)) {
		at := "/resources/" + pointerToken(name)
		says := in[name]
		out[name] = content.ResourceText{
			Title:   r.line(at+"/title", says.Title, maxTitle),
			Alt:     r.block(at+"/alt", says.Alt, maxDescription),
			Caption: r.block(at+"/caption", says.Caption, maxSummary),
			Credit:  r.line(at+"/credit", says.Credit, maxTitle),
			Asset:   says.Asset,
			URL:     r.file(at, name, fileOf{says.Asset, says.URL}, named),
		}
	}
	return out
}

// pointerToken escapes a member name for a JSON pointer (RFC 6901 §3).
func pointerToken(name string) string {
	return strings.NewReplacer("~", "~0", "/", "~1").Replace(name)
}
