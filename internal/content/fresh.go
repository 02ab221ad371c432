package content

import "github.com/diptych-cms/diptych/internal/locale"

// FreshSite returns the settings that a new site begins with.
func FreshSite() SiteSettings {
	return SiteSettings{
		TimeZone:    "UTC",
		XDefault:    locale.English,
		Parity:      Independent,
		CORSOrigins: []string{"*"},
		ParityGrace: "0",
		TrashDays:   30,
	}
}

// FreshLocale returns the settings that a locale begins with: paths below its
// tag, in the words of its language where Diptych speaks it.
func FreshLocale(tag locale.Tag) LocaleSettings {
	root := "/" + string(tag)
	s := LocaleSettings{
		Typography: "en",
		Paths: Paths{
			Post: root + "/{slug}/", Tag: root + "/tags/{slug}/", Author: root + "/authors/{slug}/",
			Series: root + "/series/{slug}/", List: root + "/", Feed: root + "/feed.xml",
		},
	}
	if tag.Base() == string(locale.French) {
		s.Typography = "fr-CA"
		s.Paths.Tag, s.Paths.Author = root+"/mots-cles/{slug}/", root+"/auteurs/{slug}/"
	}
	if tag == "fr-FR" {
		s.Typography = "fr-FR"
	}
	return s
}
