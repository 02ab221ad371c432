package entry

import (
	"strings"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/markup"
)

// Names returns the ids whose rows rendering the post needs: all terms in
// Tags, whatever their kind.
func Names(live *content.LivePost) content.Named {
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
		n.body(live.Texts[i].Text.HTML)
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

func (n *names) body(fragment string) {
	if !strings.Contains(fragment, "cms:") {
		return
	}
	for _, link := range markup.Links(fragment) {
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
