package proof

import (
	"cmp"
	"context"
	"path"
	"slices"
	"strings"

	"github.com/diptych-cms/diptych/internal/bitext/check"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/media"
)

// A version is a text, with the language that it is in.
type version struct {
	tag  locale.Tag
	text content.Text
}

// files returns the pictures that stand beside the target, with what both languages say
// of them: the translations themselves, else the files.
func files(ctx context.Context, r Reads, t Texts) ([]check.File, error) {
	target, source := version{tag: t.Target.Locale, text: t.Target.Of()}, version{}
	if t.Source != nil {
		source = version{tag: t.Source.Locale, text: t.Source.Of()}
	}
	list := target.text.Overrides.Resources.Or(t.Resources)
	assets, err := assetsOf(ctx, r, list, target, source)
	if err != nil {
		return nil, err
	}
	var found []check.File
	for _, res := range list {
		res = res.In(target.text.Resources[res.Name])
		if !picture(res, assets) {
			continue
		}
		shows := cmp.Or(path.Base(res.URL), res.Name)
		if a, ok := assets[res.Asset]; ok {
			shows = a.Name
		}
		one := check.File{Name: res.Name, Shows: shows, Target: target.alt(res, assets)}
		beside := source.text.Overrides.Resources.Or(t.Resources)
		if i := slices.IndexFunc(beside, func(o content.Resource) bool { return o.Name == res.Name }); i >= 0 && source.tag != "" {
			one.Source = source.alt(beside[i].In(source.text.Resources[res.Name]), assets)
		}
		found = append(found, one)
	}
	return found, nil
}

// assetsOf reads the files of the resources, in either language.
func assetsOf(ctx context.Context, r Reads, list []content.Resource, versions ...version) (map[content.AssetID]media.Asset, error) {
	var ids []content.AssetID
	for _, v := range versions {
		for _, res := range append(slices.Clone(list), v.text.Overrides.Resources.Value...) {
			if id := res.In(v.text.Resources[res.Name]).Asset; id != "" {
				ids = append(ids, id)
			}
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	slices.Sort(ids)
	rows, err := r.AssetsByID(ctx, slices.Compact(ids))
	if err != nil {
		return nil, err
	}
	assets := make(map[content.AssetID]media.Asset, len(rows))
	for _, a := range rows {
		assets[a.ID] = a
	}
	return assets, nil
}

// alt returns what the version says of a picture to who cannot see it.
func (v version) alt(res content.Resource, assets map[content.AssetID]media.Asset) check.Alt {
	if own := v.text.Resources[res.Name].Alt; strings.TrimSpace(own) != "" {
		return check.Alt{Text: own, Own: true}
	}
	return check.Alt{Text: assets[res.Asset].Texts[v.tag].Alt}
}

// picture reports whether the resource is shown as one: a file of ours by its type, one
// of others by its role or its name.
func picture(res content.Resource, assets map[content.AssetID]media.Asset) bool {
	switch {
	case res.Asset != "":
		return strings.HasPrefix(assets[res.Asset].Type, "image/")
	case res.URL == "":
		return false
	case res.Part() != content.RoleAttachment:
		return true
	}
	file, _, _ := strings.Cut(res.URL, "?")
	return slices.Contains([]string{".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif", ".svg"}, strings.ToLower(path.Ext(file)))
}
