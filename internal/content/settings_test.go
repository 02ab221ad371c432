package content_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
)

func places(fields []fault.Field) []string {
	var list []string
	for _, f := range fields {
		list = append(list, f.Pointer+" "+f.Code)
	}
	return list
}

func TestSiteSettingsWrong(t *testing.T) {
	tests := []struct {
		name   string
		change func(*content.SiteSettings)
		want   []string
	}{
		{"fresh", func(*content.SiteSettings) {}, nil},
		{"all in use", func(s *content.SiteSettings) {
			s.TimeZone, s.MediaBaseURL, s.Parity = "America/Toronto", "https://media.example:8443/blog", content.Together
			s.Hosts, s.EmbedHosts = []string{"old.example", "localhost:1313"}, []string{"player.example"}
			s.CORSOrigins, s.DeniedClasses = []string{"*", "https://blog.example"}, []string{"ad", "promo-*"}
		}, nil},
		{"zone", func(s *content.SiteSettings) { s.TimeZone = "Mars/Base" }, []string{"/timeZone settings.time_zone"}},
		{"no zone", func(s *content.SiteSettings) { s.TimeZone = "" }, []string{"/timeZone settings.time_zone"}},
		{"the server's own zone", func(s *content.SiteSettings) { s.TimeZone = "Local" }, []string{"/timeZone settings.time_zone"}},
		{"x-default", func(s *content.SiteSettings) { s.XDefault = "de" }, []string{"/xDefault locale.unknown"}},
		{"media", func(s *content.SiteSettings) { s.MediaBaseURL = "https://media.example/" }, []string{"/mediaBaseURL settings.base_url"}},
		{"media script", func(s *content.SiteSettings) { s.MediaBaseURL = "javascript:alert(1)//x" }, []string{"/mediaBaseURL settings.base_url"}},
		{"media password", func(s *content.SiteSettings) { s.MediaBaseURL = "https://u:p@media.example" }, []string{"/mediaBaseURL settings.base_url"}},
		{"parity", func(s *content.SiteSettings) { s.Parity = "" }, []string{"/parity settings.parity"}},
		{"hosts", func(s *content.SiteSettings) { s.Hosts = []string{"ok.example", "https://no.example", "no/path", ""} },
			[]string{"/hosts/1 settings.host", "/hosts/2 settings.host", "/hosts/3 settings.host"}},
		{"hosts of a kind", func(s *content.SiteSettings) {
			s.Hosts, s.EmbedHosts = []string{"été.example", "[::1]:80", "a:99999", "a:"}, []string{"*", "a b", "a;b"}
		}, []string{"/hosts/2 settings.host", "/hosts/3 settings.host", "/embedHosts/0 settings.host", "/embedHosts/1 settings.host", "/embedHosts/2 settings.host"}},
		{"origins", func(s *content.SiteSettings) { s.CORSOrigins = []string{"https://blog.example/path", "null"} },
			[]string{"/corsOrigins/0 settings.origin", "/corsOrigins/1 settings.origin"}},
		{"classes", func(s *content.SiteSettings) { s.DeniedClasses = []string{"two words", "9", "*"} },
			[]string{"/deniedClasses/0 settings.class", "/deniedClasses/1 settings.class", "/deniedClasses/2 settings.class"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := content.FreshSite()
			tt.change(&s)
			if diff := cmp.Diff(tt.want, places(s.Wrong([]locale.Tag{"en", "fr"}))); diff != "" {
				t.Errorf("Wrong (-want +got):\n%s", diff)
			}
		})
	}
}

func TestLocaleSettingsWrong(t *testing.T) {
	tests := []struct {
		name   string
		change func(*content.LocaleSettings)
		want   []string
	}{
		{"fresh", func(*content.LocaleSettings) {}, nil},
		{"all in use", func(s *content.LocaleSettings) {
			s.Hreflang, s.BaseURL, s.Fallback = "fr-CA", "https://blog.example/sub", []locale.Tag{"en"}
		}, nil},
		{"hreflang", func(s *content.LocaleSettings) { s.Hreflang = "french!" }, []string{"/hreflang locale.malformed"}},
		{"base", func(s *content.LocaleSettings) { s.BaseURL = "blog.example" }, []string{"/baseURL settings.base_url"}},
		{"base with brackets", func(s *content.LocaleSettings) {
			s.BaseURL = `https://blog.example/a>;rel="preload",<https://evil.example/b`
		}, []string{"/baseURL settings.base_url"}},
		{"typography", func(s *content.LocaleSettings) { s.Typography = "de" }, []string{"/typography settings.typography"}},
		{"fallback", func(s *content.LocaleSettings) { s.Fallback = []locale.Tag{"en", "de", "fr", "en"} },
			[]string{"/fallback/1 locale.unknown", "/fallback/2 settings.fallback_twice", "/fallback/3 settings.fallback_twice"}},
		{"paths", func(s *content.LocaleSettings) { s.Paths.Post = "no-slash/{slug}" }, []string{"/paths/post path.relative"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := content.FreshLocale("fr")
			tt.change(&s)
			if diff := cmp.Diff(tt.want, places(s.Wrong("fr", []locale.Tag{"en", "fr"}))); diff != "" {
				t.Errorf("Wrong (-want +got):\n%s", diff)
			}
		})
	}
}

func TestTidy(t *testing.T) {
	if diff := cmp.Diff(content.SiteSettings{}.Tidy(), content.SiteSettings{Hosts: []string{}, Params: map[string]any{}}.Tidy()); diff != "" {
		t.Errorf("none and empty differ:\n%s", diff)
	}
	if diff := cmp.Diff(content.LocaleSettings{}.Tidy(), content.LocaleSettings{Fallback: []locale.Tag{}}.Tidy()); diff != "" {
		t.Errorf("none and empty differ:\n%s", diff)
	}
}
