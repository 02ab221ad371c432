package entry

import (
	"slices"

	"golang.org/x/net/html"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/markup"
	"github.com/diptych-cms/diptych/internal/sanitize"
)

// A parsed text is the body of a live text as a tree: what it names is asked
// before it is rendered, and to parse it is dear.
type parsed struct {
	html    string
	root    *html.Node
	links   []linked   // in order
	written []*written // what these say, each once
	changed bool       // the tree says more than html: headings got ids
	used    bool       // rendering changed the tree
}

// parse returns the body of a text. What an older policy let through is sanitized
// again, so that a new one reaches every text.
func (in *Input) parse(rev *content.Revision) *parsed {
	t := &parsed{html: rev.Text.HTML}
	if rev.Policy != sanitize.Version {
		t.html = sanitize.New(sanitize.Options{DeniedClasses: in.Site.DeniedClasses, EmbedHosts: in.Site.EmbedHosts}).Body(t.html).HTML
	}
	t.root = markup.Tree(t.html)
	t.changed = markup.IdentifyHeadings(t.root, sanitize.SafeID)
	in.reader(rev).all(t)
	return t
}

// read parses the bodies, those again that rendering has changed.
func (in *Input) read() {
	if len(in.texts) != len(in.Live.Texts) {
		in.texts = make([]*parsed, len(in.Live.Texts))
	}
	for i, t := range in.texts {
		if t == nil || t.used {
			in.texts[i] = in.parse(&in.Live.Texts[i])
		}
	}
}

// Needs are what has to be known for rendering, beside what [Names] says.
type Needs struct {
	// Addresses are all that links inside the site may mean, each once: Holders are
	// those of posts that readers can or once could find there.
	Addresses []content.Address
	links     []need
}

// A need is a link to a place in a page.
type need struct {
	post content.PostID // empty: whoever holds an address
	keys content.LinkKeys
}

// Needs reads the bodies for links. Rendering then does not parse them again.
func (in *Input) Needs() Needs {
	in.read()
	var n Needs
	seen := make(map[content.Address]bool)
	for _, t := range in.texts {
		for _, l := range t.written {
			if l.fragment != "" && (l.post != "" || l.inside) {
				n.links = append(n.links, need{l.post, l.keys})
			}
			for _, w := range l.keys.Wanted() {
				if !seen[w] {
					seen[w] = true
					n.Addresses = append(n.Addresses, w)
				}
			}
		}
	}
	return n
}

// Fragments returns the posts, others than the rendered one, to places of which its
// texts link: of these Anchors are asked, once Holders are known.
func (in *Input) Fragments(n Needs) []content.PostID {
	var posts []content.PostID
	for _, l := range n.links {
		id := l.post
		if id == "" {
			a, _ := l.keys.Choose(in.Holders)
			id = a.Post
		}
		if id != "" && id != in.Live.Post.ID {
			posts = append(posts, id)
		}
	}
	slices.Sort(posts)
	return slices.Compact(posts)
}
