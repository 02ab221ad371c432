package uploading

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"unicode/utf8"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/etag"
	"github.com/diptych-cms/diptych/internal/event"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/media"
	"github.com/diptych-cms/diptych/internal/projection"
)

// maxText is the longest alternative text or caption, in characters.
const maxText = 2000

// Describe writes what an asset shows in the languages named, and returns it as
// it then is. The texts are live at once: it takes the permission to publish in
// each language. Saying what is said already changes nothing.
func (s *Service) Describe(ctx context.Context, cmd DescribeCommand) (*media.Asset, error) {
	tags := slices.Sorted(maps.Keys(cmd.Texts))
	if err := cmd.Actor.Check(access.Publish, tags...); err != nil {
		return nil, err
	}
	if len(tags) == 0 {
		return nil, fault.Wrong("/texts", "asset.no_texts")
	}
	texts, err := cleaned(cmd.Texts)
	if err != nil {
		return nil, err
	}
	var asset *media.Asset
	err = s.Write(ctx, func(tx Tx) error {
		if asset, err = tx.Asset(ctx, cmd.Asset); err != nil {
			return err
		}
		if err := etag.Check("asset.stale", cmd.Version, asset.Version); err != nil {
			return err
		}
		if err := known(ctx, tx, tags); err != nil {
			return err
		}
		if !merge(asset, texts) {
			return nil
		}
		if err := tx.SaveAsset(ctx, asset); err != nil {
			return err
		}
		if err := projection.RefreshAsset(ctx, tx, asset.ID); err != nil {
			return err
		}
		return tx.Emit(ctx, event.AssetDescribed{Asset: asset.ID, Locales: tags, By: cmd.Actor.ID})
	})
	if err != nil {
		return nil, fmt.Errorf("describe asset %s: %w", cmd.Asset, err)
	}
	return asset, nil
}

// cleaned returns the texts as they are kept. One that says nothing is removed.
func cleaned(texts map[locale.Tag]*media.Text) (map[locale.Tag]media.Text, error) {
	clean := make(map[locale.Tag]media.Text, len(texts))
	var wrong []fault.Field
	for tag, t := range texts {
		if t == nil {
			clean[tag] = media.Text{}
			continue
		}
		for _, part := range []struct{ name, text string }{{"alt", t.Alt}, {"caption", t.Caption}} {
			at := "/texts/" + string(tag) + "/" + part.name
			switch {
			case !utf8.ValidString(part.text):
				wrong = append(wrong, fault.Field{Pointer: at, Code: "text.encoding"})
			case utf8.RuneCountInString(part.text) > maxText:
				wrong = append(wrong, fault.Field{Pointer: at, Code: "asset.text_too_long", Args: map[string]any{"most": maxText}})
			}
		}
		clean[tag] = media.Text{Alt: content.CleanLine(t.Alt), Caption: content.CleanBlock(t.Caption)}
	}
	if len(wrong) > 0 {
		slices.SortFunc(wrong, func(a, b fault.Field) int { return cmp.Compare(a.Pointer, b.Pointer) })
		return nil, &fault.Error{Kind: fault.Invalid, Code: "invalid", Fields: wrong}
	}
	return clean, nil
}

// known refuses languages that the site does not have.
func known(ctx context.Context, tx Tx, tags []locale.Tag) error {
	locales, err := tx.Locales(ctx)
	if err != nil {
		return err
	}
	for _, tag := range tags {
		if !slices.ContainsFunc(locales, func(l content.Locale) bool { return l.Tag == tag }) {
			return fault.Wrong("/texts/"+string(tag), "locale.unknown", "locale", string(tag))
		}
	}
	return nil
}

// merge puts the texts into the asset, and reports whether that changed it.
func merge(a *media.Asset, texts map[locale.Tag]media.Text) bool {
	before := maps.Clone(a.Texts)
	for tag, t := range texts {
		if t == (media.Text{}) {
			delete(a.Texts, tag)
			continue
		}
		if a.Texts == nil {
			a.Texts = make(map[locale.Tag]media.Text)
		}
		a.Texts[tag] = t
	}
	return !maps.Equal(before, a.Texts)
}
