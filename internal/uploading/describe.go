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

// The limits of what is said of an asset, in characters.
const (
	maxText = 2000 // an alternative text or a caption
	maxLine = 500  // a title or a credit
)

// Describe writes what an asset shows in the languages named, its name and its focus,
// and returns it as it then is. All is live at once: texts take the permission to
// publish in each language, and what is the same in all languages takes it in all of
// them, but for who uploaded a file that no reader sees. A name that says another type
// than the file's is refused, as that of an upload is. Saying what is said already changes
// nothing.
func (s *Service) Describe(ctx context.Context, cmd DescribeCommand) (*media.Asset, error) {
	said, err := tidied(cmd)
	if err != nil {
		return nil, err
	}
	var asset *media.Asset
	err = s.Write(ctx, func(tx Tx) error {
		if asset, err = tx.Asset(ctx, cmd.Asset); err != nil {
			return err
		}
		if said.shared() {
			if err := mayTurn(ctx, tx, cmd.Actor, asset); err != nil {
				return err
			}
		}
		if err := etag.Check("asset.stale", cmd.Version, asset.Version); err != nil {
			return err
		}
		if err := known(ctx, tx, said.tags); err != nil {
			return err
		}
		if said.name != "" && said.name != asset.Name && !media.MayBeCalled(asset.Type, said.name) {
			return fault.Wrong("/name", "media.type_mismatch", "name", said.name, "type", asset.Type)
		}
		if !said.merge(asset) {
			return nil
		}
		if err := tx.SaveAsset(ctx, asset); err != nil {
			return err
		}
		if err := projection.RefreshAsset(ctx, tx, asset.ID); err != nil {
			return err
		}
		return tx.Emit(ctx, event.AssetDescribed{Asset: asset.ID, Locales: said.tags, By: cmd.Actor.ID})
	})
	if err != nil {
		return nil, fmt.Errorf("describe asset %s: %w", cmd.Asset, err)
	}
	return asset, nil
}

// mayTurn asks whether the actor may change what all languages have in common of the
// asset: whoever may publish in all of them, and who uploaded it while no reader sees it.
func mayTurn(ctx context.Context, tx Tx, actor access.Actor, a *media.Asset) error {
	err := everywhere(ctx, tx, actor)
	if err == nil || !owns(actor, a) {
		return err
	}
	uses, fail := tx.AssetUses(ctx, a.ID, 1) // those that readers see come first
	if fail != nil {
		return fail
	}
	if len(uses) > 0 && uses[0].State == media.UseLive {
		return err
	}
	return nil
}

// A description is what a command says, as it is kept.
type description struct {
	tags  []locale.Tag
	texts map[locale.Tag]media.Text // one that says nothing is removed
	name  string
	focus content.Override[*media.Point]
}

// shared reports whether it says something of all languages.
func (d *description) shared() bool { return d.name != "" || d.focus.Set }

// tidied returns what the command says, if the actor may say it somewhere.
func tidied(cmd DescribeCommand) (*description, error) {
	d := &description{tags: slices.Sorted(maps.Keys(cmd.Texts)), focus: cmd.Focus}
	if len(d.tags) > 0 {
		if err := cmd.Actor.Check(access.Publish, d.tags...); err != nil {
			return nil, err
		}
	} else if err := mayLook(cmd.Actor); err != nil {
		return nil, err
	}
	if cmd.Name != "" {
		d.name = media.SafeName(cmd.Name)
	}
	if len(d.tags) == 0 && !d.shared() {
		return nil, fault.Wrong("/texts", "asset.no_texts")
	}
	var wrong []fault.Field
	if p := d.focus.Value; p != nil && !p.Within() {
		wrong = append(wrong, fault.Field{Pointer: "/focus", Code: "asset.focus"})
	}
	d.texts = make(map[locale.Tag]media.Text, len(cmd.Texts))
	for tag, t := range cmd.Texts {
		if t == nil {
			t = &media.Text{}
		}
		wrong = append(wrong, wrongIn("/texts/"+string(tag), *t)...)
		d.texts[tag] = media.Text{
			Alt: content.CleanLine(t.Alt), Caption: content.CleanBlock(t.Caption),
			Title: content.CleanLine(t.Title), Credit: content.CleanLine(t.Credit),
		}
	}
	if len(wrong) > 0 {
		slices.SortFunc(wrong, func(a, b fault.Field) int { return cmp.Compare(a.Pointer, b.Pointer) })
		return nil, &fault.Error{Kind: fault.Invalid, Code: "invalid", Fields: wrong}
	}
	return d, nil
}

// wrongIn returns what is not right in the texts of one language.
func wrongIn(at string, t media.Text) []fault.Field {
	var wrong []fault.Field
	for _, part := range []struct {
		name, text string
		most       int
	}{{"alt", t.Alt, maxText}, {"caption", t.Caption, maxText}, {"title", t.Title, maxLine}, {"credit", t.Credit, maxLine}} {
		pointer := at + "/" + part.name
		switch {
		case !utf8.ValidString(part.text):
			wrong = append(wrong, fault.Field{Pointer: pointer, Code: "text.encoding"})
		case utf8.RuneCountInString(part.text) > part.most:
			wrong = append(wrong, fault.Field{Pointer: pointer, Code: "asset.text_too_long", Args: map[string]any{"most": part.most}})
		}
	}
	return wrong
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

// merge puts what is said into the asset, and reports whether that changed it.
func (d *description) merge(a *media.Asset) bool {
	texts, name, focus := maps.Clone(a.Texts), a.Name, a.Focus
	for tag, t := range d.texts {
		if t == (media.Text{}) {
			delete(a.Texts, tag)
			continue
		}
		if a.Texts == nil {
			a.Texts = make(map[locale.Tag]media.Text)
		}
		a.Texts[tag] = t
	}
	a.Name = cmp.Or(d.name, a.Name)
	a.Focus = d.focus.Or(a.Focus)
	same := focus == a.Focus || focus != nil && a.Focus != nil && *focus == *a.Focus
	return !same || name != a.Name || !maps.Equal(texts, a.Texts)
}
