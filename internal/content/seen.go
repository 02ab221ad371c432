package content

import "reflect"

// SeenBeside reports whether readers can tell the settings from the others.
func (s SiteSettings) SeenBeside(others SiteSettings) bool {
	return !reflect.DeepEqual(s.public(), others.public())
}

// public returns what of the settings answers to readers depend on: the rest, which is
// the team's own, is taken out, so that a new setting counts until it stands here.
func (s SiteSettings) public() SiteSettings {
	s = s.Tidy()
	s.Parity, s.ParityGrace, s.Tolerance = "", "", Tolerance{}
	s.Review, s.ReviewerNotTranslator, s.Checks = false, false, nil
	s.TrashDays, s.Revisions = 0, Retention{}
	s.Machine = nil
	return s
}

// SeenBeside reports whether readers can tell the settings from the others.
func (l LocaleSettings) SeenBeside(others LocaleSettings) bool {
	return !reflect.DeepEqual(l.public(), others.public())
}

// public is as that of [SiteSettings].
func (l LocaleSettings) public() LocaleSettings {
	l = l.Tidy()
	l.Typography, l.PublishRequires, l.Paths.Preview = "", "", ""
	return l
}
