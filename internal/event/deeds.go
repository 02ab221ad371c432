package event

import (
	"maps"
	"slices"

	"github.com/diptych-cms/diptych/internal/locale"
)

// What the audit tells of the events.

// Deed implements [Event].
func (e PostCreated) Deed() Deed { return Deed{By: e.By, Locales: e.Locales} }

// Deed implements [Event].
func (e SharedSaved) Deed() Deed { return Deed{By: e.By} }

// Deed implements [Event].
func (e TranslationSaved) Deed() Deed { return Deed{By: e.By, Locales: one(e.Locale)} }

// Deed implements [Event].
func (e TranslationDeleted) Deed() Deed { return Deed{By: e.By, Locales: one(e.Locale)} }

// Deed implements [Event].
func (e PostPublished) Deed() Deed {
	return Deed{By: e.By, Locales: slices.Sorted(maps.Keys(e.Translations))}
}

// Deed implements [Event].
func (e PostUnpublished) Deed() Deed { return Deed{By: e.By, Locales: e.Locales} }

// Deed implements [Event].
func (e PostDeleted) Deed() Deed { return Deed{By: e.By} }

// Deed implements [Event].
func (e PostsMerged) Deed() Deed { return Deed{By: e.By, About: "post:" + string(e.Absorbed)} }

// Deed implements [Event].
func (e PostSplit) Deed() Deed {
	return Deed{By: e.By, Locales: one(e.Locale), About: "post:" + string(e.New)}
}

// Deed implements [Event].
func (e TermSaved) Deed() Deed { return Deed{By: e.By, About: string(e.Kind) + ":" + string(e.Term)} }

// Deed implements [Event].
func (e AssetUploaded) Deed() Deed { return Deed{By: e.By, About: "asset:" + string(e.Asset)} }

// Deed implements [Event].
func (e AssetDeleted) Deed() Deed { return Deed{By: e.By, About: "asset:" + string(e.Asset)} }

// Deed implements [Event].
func (e AssetDescribed) Deed() Deed {
	return Deed{By: e.By, Locales: e.Locales, About: "asset:" + string(e.Asset)}
}

// Deed implements [Event].
func (e SettingsSaved) Deed() Deed {
	if e.Locale == "" {
		return Deed{By: e.By, About: "site"}
	}
	return Deed{By: e.By, Locales: one(e.Locale), About: "locale:" + string(e.Locale)}
}

// Deed implements [Event]: it follows from other events.
func (ContentChanged) Deed() Deed { return Deed{} }

func one(tag locale.Tag) []locale.Tag { return []locale.Tag{tag} }
