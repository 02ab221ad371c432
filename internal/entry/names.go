package entry

import (
	"strings"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/markup"
)

// Names returns the ids whose rows rendering the post needs: all terms in
// Tags, whatever their kind.
func Names(live *content.LivePost) content.Named {
	return gatherNames(live, func(i int) []markup.Link { return markup.Links(live.Texts[i].Text.HTML) })
}

// Names is [Names] of the input's post. Rendering then does not parse its bodies again.
func (in *Input) Names() content.Named {
	in.read()
	return gatherNames(in.Live, func(i int) []markup.Link { return markup.LinksOf(in.texts[i].root) })
}

// gatherNames gathers the ids; links returns those of a text, by its index.
func gatherNames(live *content.LivePost, links func(i int) []markup.Link) content.Named {
	n := names{seen: make(map[string]bool)}
	if live.Shared == nil {
		return content.Named{}
	}
	shared := &live.Shared.Shared
	if shared.Series != nil {
		n.terms(shared.Series.Term)
	}
	n.terms(shared.Authors...)
	n.terms(shared.Tags...)
	n.resources(shared.Resources)
	for i := range live.Texts {
		own := &live.Texts[i].Text.Overrides
		n.terms(own.Authors.Value...)
		n.terms(own.Tags.Value...)
		n.resources(own.Resources.Value)
		for _, says := range live.Texts[i].Text.Resources {
			n.asset(says.Asset)
		}
		if strings.Contains(live.Texts[i].Text.HTML, "cms:") {
			n.body(links(i))
		}
	}
	return n.Named
}

// names gathers ids, each once.
type names struct {
	content.Named
	seen map[string]bool
}

func (n *names) first(id string) bool {
	if id == "" || n.seen[id] {
		return false
	}
	n.seen[id] = true
	return true
}

func (n *names) terms(ids ...content.TermID) {
	for _, id := range ids {
		if n.first(string(id)) {
			n.Tags = append(n.Tags, id)
		}
	}
}

func (n *names) asset(id content.AssetID) {
	if n.first(string(id)) {
		n.Assets = append(n.Assets, id)
	}
}

func (n *names) resources(list []content.Resource) {
	for _, r := range list {
		n.asset(r.Asset)
	}
}

func (n *names) body(links []markup.Link) {
	for _, link := range links {
		ref, ok := content.ParseReference(link.URL)
		if !ok {
			continue
		}
		n.asset(ref.Asset)
		if n.first(string(ref.Post)) {
			n.Posts = append(n.Posts, ref.Post)
		}
	}
}
