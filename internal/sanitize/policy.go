package sanitize

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// A Policy sanitizes bodies. It may be used by many at once.
type Policy struct {
	deniedClasses  map[string]bool
	deniedPrefixes []string
	embeds         map[string]string // host: what the path must begin with
}

// New returns the policy of a site.
func New(options Options) *Policy {
	p := &Policy{
		deniedClasses:  make(map[string]bool),
		deniedPrefixes: []string{"hs-"},
		embeds:         make(map[string]string, len(embedHosts)+len(options.EmbedHosts)),
	}
	for _, class := range options.DeniedClasses {
		if prefix, ok := strings.CutSuffix(class, "*"); ok {
			p.deniedPrefixes = append(p.deniedPrefixes, prefix)
		} else {
			p.deniedClasses[class] = true
		}
	}
	for host, path := range embedHosts {
		p.embeds[host] = path
	}
	for _, host := range options.EmbedHosts {
		p.embeds[strings.ToLower(host)] = "/"
	}
	return p
}

// Body sanitizes a fragment of HTML: what stands in the body of a post. It
// takes any bytes, never fails, and takes time in proportion to their number.
func (p *Policy) Body(submitted string) Result {
	r := newReport(submitted)
	if !utf8.ValidString(submitted) {
		submitted = strings.ToValidUTF8(submitted, string(utf8.RuneError))
		r.source = submitted
		r.add(Finding{Code: "sanitize.encoding_repaired"}, 0)
	}
	s := scan(submitted, r)
	clean := p.pass(s.source, r, s.places)
	return Result{HTML: p.settle(clean, r), Findings: r.findings()}
}

// rounds bounds how often a body is parsed and rendered until it comes out as
// it went in. Two do for nearly all; trees that HTML cannot write (a link in a
// table in a link) take three.
const rounds = 6

// settle parses, judges and renders a clean body again until nothing changes,
// so that whoever parses it sees the tree that was judged.
func (p *Policy) settle(clean string, r *report) string {
	for range rounds {
		guarded := guard().Sanitize(clean)
		next := p.pass(guarded, r, nil)
		if next == clean {
			if guarded == clean {
				return clean
			}
			// The guard writes some signs differently. What counts is that our
			// own bytes stand still too.
			if next = p.pass(clean, r, nil); next == clean {
				return clean
			}
		}
		if guarded != clean && len(guarded) < len(clean) {
			r.add(Finding{Code: "sanitize.guard_removed"}, 0)
		}
		clean = next
	}
	r.add(Finding{Code: "sanitize.not_settled"}, 0)
	return html.EscapeString(plain(clean))
}

// pass parses a body, cleans its tree, and renders it.
func (p *Policy) pass(source string, r *report, at *places) string {
	// A div is where a front end puts a body.
	context := &html.Node{Type: html.ElementNode, Data: "div", DataAtom: atom.Div}
	// Without scripting, what stands in noscript is parsed as the elements that it shows.
	nodes, err := html.ParseFragmentWithOptions(strings.NewReader(source), context, html.ParseOptionEnableScripting(false))
	if err != nil {
		r.add(Finding{Code: "sanitize.not_settled"}, 0)
		return html.EscapeString(plain(source))
	}
	root := &html.Node{Type: html.DocumentNode}
	for _, n := range nodes {
		root.AppendChild(n)
	}
	c := &cleaner{policy: p, report: r, places: at, ids: localIDs(root)}
	c.children(root)
	var b strings.Builder
	b.Grow(len(source))
	if err := html.Render(&b, root); err != nil {
		r.add(Finding{Code: "sanitize.not_settled"}, 0)
		return html.EscapeString(plain(source))
	}
	return b.String()
}

// plain is the text of what cannot be kept as HTML.
func plain(source string) string {
	var b strings.Builder
	z := html.NewTokenizer(strings.NewReader(source))
	for z.Next() != html.ErrorToken {
		if t := z.Token(); t.Type == html.TextToken {
			b.WriteString(t.Data)
		}
	}
	return b.String()
}
