package content

import "reflect"

// SeenBeside reports whether readers can tell the settings from the others.
func (s SiteSettings) SeenBeside(others SiteSettings) bool {
	return !reflect.DeepEqual(s.public(), others.public())
}

// MovesTerms reports whether the pages of terms, or what they say of their languages and
// pictures, are elsewhere under the other settings.
func (s SiteSettings) MovesTerms(others SiteSettings) bool {
	s, others = s.Tidy(), others.Tidy()
	return s.XDefault != others.XDefault || s.MediaBaseURL != others.MediaBaseURL
}

// public returns what of the settings answers to readers depend on: the rest, which is
// the team's own, is taken out, so that a new setting counts until it stands here.
func (s SiteSettings) public() SiteSettings {
	s = s.Tidy()
	s.Parity, s.ParityGrace, s.Tolerance = "", "", Tolerance{}
	s.Review, s.ReviewerNotTranslator, s.Checks = false, false, nil
	s.TrashDays, s.Revisions = 0, Retention{}
	s.Machine = nil
	s.Media.SiteQuota, s.Media.UserQuota = 0, 0
	return s
}

// SeenBeside reports whether readers can tell the settings from the others.
func (l LocaleSettings) SeenBeside(others LocaleSettings) bool {
	return !reflect.DeepEqual(l.public(), others.public())
}

// MovesTerms reports whether the pages of terms are elsewhere under the other settings.
func (l LocaleSettings) MovesTerms(others LocaleSettings) bool {
	l, others = l.Tidy(), others.Tidy()
	is, was := l.Paths, others.Paths
	return l.BaseURL != others.BaseURL || l.Hreflang != others.Hreflang ||
		is.Tag != was.Tag || is.Author != was.Author || is.Series != was.Series
}

// public is as that of [SiteSettings].
func (l LocaleSettings) public() LocaleSettings {
	l = l.Tidy()
	l.Typography, l.PublishRequires, l.Paths.Preview = "", "", ""
	return l
}
