package draft

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/diptych-cms/diptych/internal/content"
)

// The limits of a shared part.
const (
	maxTerms       = 200
	maxResources   = 500
	maxName        = 200
	maxSide        = 65_535 // pixels of a picture's side: what JPEG can say
	maxParamsDepth = 16
	maxParamsBytes = 256 << 10
)

// PrepareShared makes a shared part ready to be saved: lists without repeats,
// instants in UTC, resources with unique names, params within limits. at is its
// JSON pointer in the request. Every wrong field is named in one fault.Invalid.
func PrepareShared(at string, in content.Shared) (*PreparedShared, error) {
	r := &review{at: at}
	p := &PreparedShared{}
	s := &p.Shared
	s.Date, s.LastMod = r.moment("/date", in.Date), r.moment("/lastmod", in.LastMod)
	s.Authors = r.terms("/authors", in.Authors, &p.named, authorNaming)
	s.Tags = r.terms("/tags", in.Tags, &p.named, tagNaming)
	if in.Series != nil {
		place := *in.Series
		s.Series = &place
		p.named = append(p.named, seriesNaming(at+"/series/id", place.Term))
		if place.Place < 0 {
			r.wrong("/series/place", "number.negative", nil)
		}
	}
	s.Related = r.related(in.Related, &p.named)
	s.Params = r.params("/params", in.Params)
	s.Resources = r.resources("/resources", in.Resources, &p.named)
	if err := r.err(); err != nil {
		return nil, err
	}
	return p, nil
}

// overrides checks what a translation says differently.
func (r *review) overrides(in content.Overrides, named *[]naming) content.Overrides {
	var out content.Overrides
	if in.Date.Set {
		out.Date = content.Instead(r.moment("/overrides/date", in.Date.Value))
	}
	if in.LastMod.Set {
		out.LastMod = content.Instead(r.moment("/overrides/lastmod", in.LastMod.Value))
	}
	if in.Authors.Set {
		out.Authors = content.Instead(r.terms("/overrides/authors", in.Authors.Value, named, authorNaming))
	}
	if in.Tags.Set {
		out.Tags = content.Instead(r.terms("/overrides/tags", in.Tags.Value, named, tagNaming))
	}
	if in.Params.Set {
		out.Params = content.Instead(r.params("/overrides/params", in.Params.Value))
	}
	if in.Resources.Set {
		out.Resources = content.Instead(r.resources("/overrides/resources", in.Resources.Value, named))
	}
	return out
}

// moment returns the instant in UTC and in the precision that rows keep.
func (r *review) moment(pointer string, m *content.Moment) *content.Moment {
	if m == nil {
		return nil
	}
	at := m.At.UTC().Truncate(time.Microsecond)
	if year := at.Year(); year < 1 || year > 9999 {
		r.wrong(pointer, "date.range", nil)
	}
	return &content.Moment{At: at, DateOnly: m.DateOnly}
}

// terms returns each id once and notes that it is named.
func (r *review) terms(pointer string, in []content.TermID, named *[]naming, as func(string, content.TermID) naming) []content.TermID {
	out := []content.TermID{}
	if len(in) > maxTerms {
		r.wrong(pointer, "list.too_long", map[string]any{"max": maxTerms, "length": len(in)})
		return out
	}
	for i, id := range in {
		if !slices.Contains(out, id) {
			out = append(out, id)
			*named = append(*named, as(fmt.Sprintf("%s%s/%d", r.at, pointer, i), id))
		}
	}
	return out
}

func (r *review) related(in []content.PostID, named *[]naming) []content.PostID {
	out := []content.PostID{}
	if len(in) > maxTerms {
		r.wrong("/related", "list.too_long", map[string]any{"max": maxTerms, "length": len(in)})
		return out
	}
	for i, id := range in {
		if !slices.Contains(out, id) {
			out = append(out, id)
			*named = append(*named, postNaming(fmt.Sprintf("%s/related/%d", r.at, i), id))
		}
	}
	return out
}

// resources checks names and places of a list of resources.
func (r *review) resources(pointer string, in []content.Resource, named *[]naming) []content.Resource {
	out := []content.Resource{}
	if len(in) > maxResources {
		r.wrong(pointer, "list.too_long", map[string]any{"max": maxResources, "length": len(in)})
		return out
	}
	for i, res := range in {
		at := fmt.Sprintf("%s/%d", pointer, i)
		res.Name = norm.NFC.String(res.Name)
		switch {
		case res.Name == "" || len(res.Name) > maxName || !utf8.ValidString(res.Name) || content.CleanLine(res.Name) != res.Name:
			r.wrong(at+"/name", "resource.name", map[string]any{"max": maxName})
		case slices.ContainsFunc(out, func(o content.Resource) bool { return o.Name == res.Name }):
			r.wrong(at+"/name", "resource.name_taken", map[string]any{"name": res.Name})
		}
		r.role(at, res, out)
		r.size(at, res)
		res.URL = r.file(at, res.Name, fileOf{res.Asset, res.URL}, named)
		res.Title = r.line(at+"/title", res.Title, maxTitle)
		if res.Params != nil {
			res.Params = r.params(at+"/params", res.Params)
		}
		out = append(out, res)
	}
	return out
}

// role checks that a resource is something to its post, and that no other one is the
// thumbnail or the cover beside it.
func (r *review) role(at string, res content.Resource, before []content.Resource) {
	if res.Role != "" && !slices.Contains(content.Roles(), res.Role) {
		r.wrong(at+"/role", "resource.role", map[string]any{"role": string(res.Role)})
		return
	}
	part := res.Part()
	if part != content.RoleThumbnail && part != content.RoleCover {
		return
	}
	if i := slices.IndexFunc(before, func(o content.Resource) bool { return o.Part() == part }); i >= 0 {
		r.wrong(at+"/role", "resource.role_taken", map[string]any{"role": string(part), "name": before[i].Name})
	}
}

// size checks what is said of the size of an external picture: of one of ours it is
// known.
func (r *review) size(at string, res content.Resource) {
	for _, side := range []struct {
		name   string
		pixels int
	}{{"width", res.Width}, {"height", res.Height}} {
		switch {
		case side.pixels < 0 || side.pixels > maxSide:
			r.wrong(at+"/"+side.name, "resource.size", map[string]any{"max": maxSide})
		case side.pixels > 0 && res.Asset != "":
			r.wrong(at+"/"+side.name, "resource.size_known", map[string]any{"name": res.Name})
		}
	}
}

// A fileOf is where a resource's file is: with us, elsewhere, or nowhere.
type fileOf struct {
	asset content.AssetID
	url   string
}

// file checks where the file of a named resource is, notes the asset, and returns the
// URL as it is kept.
func (r *review) file(at, name string, f fileOf, named *[]naming) string {
	if f.asset != "" && f.url != "" {
		r.wrong(at, "resource.asset_and_url", map[string]any{"name": name})
	}
	if f.asset != "" {
		*named = append(*named, assetNaming(r.at+at+"/asset", f.asset))
	}
	url := r.line(at+"/url", f.url, maxURL)
	if !content.IsWebURL(url) {
		r.wrong(at+"/url", "url.scheme", map[string]any{"url": url})
	}
	return url
}

// params checks that a free map can be kept as JSON within the limits.
func (r *review) params(pointer string, in map[string]any) map[string]any {
	if in == nil {
		return map[string]any{}
	}
	if depth(in, 0) > maxParamsDepth {
		r.wrong(pointer, "params.too_deep", map[string]any{"max": maxParamsDepth})
		return nil
	}
	doc, err := json.Marshal(in)
	switch {
	case err != nil:
		r.wrong(pointer, "params.not_json", nil)
	case len(doc) > maxParamsBytes:
		r.wrong(pointer, "params.too_large", map[string]any{"max": maxParamsBytes, "bytes": len(doc)})
	}
	return in
}

// depth returns how deep maps and lists are nested, no further than the limit.
func depth(v any, above int) int {
	if above > maxParamsDepth {
		return above
	}
	deepest := above
	switch v := v.(type) {
	case map[string]any:
		for _, w := range v {
			deepest = max(deepest, depth(w, above+1))
		}
	case []any:
		for _, w := range v {
			deepest = max(deepest, depth(w, above+1))
		}
	}
	return deepest
}
