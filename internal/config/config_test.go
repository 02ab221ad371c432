package config

import (
	"encoding"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
)

// environment returns a lookup over name=value pairs.
func environment(pairs ...string) func(string) (string, bool) {
	return func(name string) (string, bool) {
		for _, pair := range pairs {
			if n, v, _ := strings.Cut(pair, "="); n == name {
				return v, true
			}
		}
		return "", false
	}
}

func write(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestValues(t *testing.T) {
	tests := []struct {
		into encoding.TextUnmarshaler
		text string
		want string // as printed; empty: refused
		code string
	}{
		{new(Language), "fr", "fr", ""},
		{new(Language), "FR-ca", "fr", ""},
		{new(Language), "de", "", "config.lang"},
		{new(Language), "", "", "config.lang"},
		{new(LogFormat), "JSON", "json", ""},
		{new(LogFormat), "xml", "", "config.log_format"},
		{new(LogLevel), "warn", "warn", ""},
		{new(LogLevel), "loud", "", "config.log_level"},
		{new(Address), "127.0.0.1:8080", "127.0.0.1:8080", ""},
		{new(Address), ":0", ":0", ""},
		{new(Address), "[::1]:443", "[::1]:443", ""},
		{new(Bytes), "64MiB", "64MiB", ""},
		{new(Bytes), "1048576", "1MiB", ""},
		{new(Bytes), "1000 KiB", "1000KiB", ""},
		{new(Bytes), "1001", "1001", ""},
		{new(Bytes), "0", "0", ""},
		{new(Bytes), "64MB", "", "config.bytes"},
		{new(Bytes), "-1", "", "config.bytes"},
		{new(Bytes), "", "", "config.bytes"},
		{new(Bytes), "2000GiB", "", "config.bytes"},
		{new(Rate), "0", "0", ""},
		{new(Rate), "50", "50", ""},
		{new(Rate), "-1", "", "config.rate"},
		{new(Rate), "1000001", "", "config.rate"},
		{new(Jobs), "2", "2", ""},
		{new(Jobs), "0", "", "config.jobs"},
		{new(Jobs), "65", "", "config.jobs"},
		{new(Jobs), "two", "", "config.jobs"},
		{new(Address), "8080", "", "config.addr"},
		{new(Address), "localhost:http", "", "config.addr"},
		{new(Address), "localhost:65536", "", "config.addr"},
		{new(Address), "localhost:", "", "config.addr"},
		{new(Address), "localhost:080", "", "config.addr"},
		{new(BaseURL), "https://cms.example/", "https://cms.example", ""},
		{new(BaseURL), "http://cms.example:8080/a/", "http://cms.example:8080/a", ""},
		{new(BaseURL), "cms.example", "", "config.base_url"},
		{new(PurgeURL), "http://varnish:6081/{tag}?all=1", "http://varnish:6081/{tag}?all=1", ""},
		{new(PurgeURL), "varnish:6081", "", "config.purge_url"},
		{new(PurgeURL), "http://me:secret@varnish", "", "config.purge_url"},
		{new(BaseURL), "ftp://cms.example", "", "config.base_url"},
		{new(BaseURL), "https://me:secret@cms.example", "", "config.base_url"},
		{new(BaseURL), "https://cms.example/?a", "", "config.base_url"},
		{new(Prefix), "10.1.2.3/8", "10.0.0.0/8", ""},
		{new(Prefix), " ::1", "::1/128", ""},
		{new(Prefix), "10.0.0.0/33", "", "config.prefix"},
		{new(Host), "MT.internal", "mt.internal", ""},
		{new(Host), " 127.0.0.1:5000", "127.0.0.1:5000", ""},
		{new(Host), "[::1]:5000", "[::1]:5000", ""},
		{new(Host), "::1", "::1", ""},
		{new(Host), "https://mt.internal", "", "config.host"},
		{new(Host), "*.internal", "", "config.host"},
		{new(Host), "me@mt.internal", "", "config.host"},
		{new(Host), "mt.internal/translate", "", "config.host"},
		{new(Host), "", "", "config.host"},
		{new(Secret), "k-1 ", "•••", ""},
		{new(Secret), "k-1\r\nX-Evil: 1", "", "config.secret"},
		{new(Secret), "clé", "", "config.secret"},
		{new(Duration), "90d", "90d", ""},
		{new(Duration), "24h", "1d", ""},
		{new(Duration), "1h30m", "1h30m0s", ""},
		{new(Duration), "0", "0s", ""},
		{new(Duration), "-1h", "", "config.duration"},
		{new(Duration), "1.5d", "", "config.duration"},
		{new(Duration), "99999d", "", "config.duration"},
		{new(Duration), "soon", "", "config.duration"},
		{new(Zone), "America/Toronto", "America/Toronto", ""},
		{new(Zone), "Local", "", "config.zone"},
		{new(Zone), "Mars/Olympus", "", "config.zone"},
		{new(Zone), "../etc/passwd", "", "config.zone"},
	}
	for _, tt := range tests {
		t.Run(fmt.Sprintf("%T %s", tt.into, tt.text), func(t *testing.T) {
			err := tt.into.UnmarshalText([]byte(tt.text))
			if tt.code != "" {
				f, ok := fault.Of(err)
				if !ok || f.Code != tt.code || f.Kind != fault.Invalid {
					t.Fatalf("got %v, want the fault %s", err, tt.code)
				}
				if strings.Contains(fmt.Sprint(f.Args), "me:secret") {
					t.Errorf("a password is shown: %v", f.Args)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if got := printed(tt.into); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

// printed returns a value as people are shown it.
func printed(v any) string {
	switch v := v.(type) {
	case *Language:
		return string(*v)
	case *LogFormat:
		return string(*v)
	case *Address:
		return string(*v)
	case *BaseURL:
		return string(*v)
	case *PurgeURL:
		return string(*v)
	case *Zone:
		return string(*v)
	case *Host:
		return string(*v)
	}
	return fmt.Sprint(v)
}

// TestSecretsAreHidden prints one in every way that a slip could.
func TestSecretsAreHidden(t *testing.T) {
	var s Secret
	if err := s.UnmarshalText([]byte("k-4f1d")); err != nil || s.Reveal() != "k-4f1d" {
		t.Fatalf("%q %v", s.Reveal(), err)
	}
	in := struct {
		MachineKey Secret
		Pointer    *Secret
	}{s, &s}
	var log strings.Builder
	slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "key", s, "in", in)
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "key", s, "in", in)
	encoded, _ := json.Marshal(in)
	shown := fmt.Sprintf("%v %+v %#v %s %q %v %+v %#v", s, s, s, s, s, in, in, in) + log.String() + string(encoded)
	if strings.Contains(shown, "4f1d") {
		t.Error(shown)
	}
}

func TestSpeakTo(t *testing.T) {
	tests := []struct {
		args string
		env  []string
		want locale.Tag
	}{
		{"", nil, "en"},
		{"", []string{"LANG=fr_CA.UTF-8"}, "fr"},
		{"", []string{"LANG=fr_CA.UTF-8", "LC_MESSAGES=en_CA.UTF-8"}, "en"},
		{"", []string{"LANG=en_CA.UTF-8", "LC_ALL=fr"}, "fr"},
		{"", []string{"LANG=fr_CA.UTF-8", "LC_ALL=C"}, "en"},
		{"", []string{"LANG=fr_CA.UTF-8", "LC_ALL="}, "fr"},
		{"", []string{"LANG=de_DE.UTF-8"}, "en"},
		{"", []string{"LANG=en_US", "DIPTYCH_LANG=fr"}, "fr"},
		{"", []string{"LANG=fr_FR@euro", "DIPTYCH_LANG=xx"}, "fr"},
		{"serve --lang fr", []string{"LANG=en_US"}, "fr"},
		{"serve --lang=en", []string{"DIPTYCH_LANG=fr"}, "en"},
		{"serve --lang", []string{"LANG=fr"}, "fr"},
		{"serve --lang xx", []string{"LANG=fr"}, "fr"},
	}
	for _, tt := range tests {
		if got := SpeakTo(strings.Fields(tt.args), environment(tt.env...)); got != tt.want {
			t.Errorf("SpeakTo(%q, %q) = %q, want %q", tt.args, tt.env, got, tt.want)
		}
	}
}

func TestSettingPrefersTheStronger(t *testing.T) {
	file := write(t, "diptych.toml", "data = \"/from/file\"\naddr = \":1\"\ntrusted-proxies = [\"10.0.0.0/8\", \"::1\"]\nn = 3\n")
	handed := write(t, "secret", "/from/secret\n")
	tests := []struct {
		name   string
		env    []string
		ask    string
		want   string
		origin Origin
	}{
		{"nobody says", nil, "base-url", "", Default},
		{"the file", nil, "data", "/from/file", File},
		{"a list in the file", nil, "trusted-proxies", "10.0.0.0/8,::1", File},
		{"a number in the file", nil, "n", "3", File},
		{"the environment before the file", []string{"DIPTYCH_DATA=/env"}, "data", "/env", Environment},
		{"an empty variable is none", []string{"DIPTYCH_DATA="}, "data", "/from/file", File},
		{"a variable that names a file", []string{"DIPTYCH_DATA_FILE=" + handed}, "data", "/from/secret", EnvironmentFile},
		{"the variable itself before that", []string{"DIPTYCH_DATA=/env", "DIPTYCH_DATA_FILE=/nowhere"}, "data", "/env", Environment},
		{"a name of two words", []string{"DIPTYCH_BASE_URL=https://a.example"}, "base-url", "https://a.example", Environment},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, err := Open(environment(tt.env...), file)
			if err != nil {
				t.Fatal(err)
			}
			got, origin, err := s.Setting(tt.ask)
			if err != nil || got != tt.want || origin != tt.origin {
				t.Errorf("Setting(%q) = %q, %s, %v; want %q, %s", tt.ask, got, origin, err, tt.want, tt.origin)
			}
		})
	}
}

func TestSettingFromAFileThatIsNotThere(t *testing.T) {
	big := write(t, "big", strings.Repeat("x", maxSecret+1))
	for _, path := range []string{"/nowhere/at/all", big, t.TempDir()} {
		s, err := Open(environment("DIPTYCH_DATA_FILE="+path), "")
		if err != nil {
			t.Fatal(err)
		}
		_, _, err = s.Setting("data")
		if f, ok := fault.Of(err); !ok || f.Code != "config.value_unreadable" || f.Args["path"] != path {
			t.Errorf("a value in %s: got %v, want config.value_unreadable", path, err)
		}
	}
}

func TestOpenRefuses(t *testing.T) {
	tests := []struct {
		name, text, code string
		args             map[string]any
	}{
		{"no TOML", "data = \"a\"\naddr = :8080\n", "config.syntax", map[string]any{"line": 2}},
		{"a name twice", "data = \"a\"\ndata = \"b\"\n", "config.syntax", nil},
		{"a table", "[server]\naddr = \":1\"\n", "config.value", map[string]any{"name": "server"}},
		{"a list of numbers", "data = [1]\n", "config.value", map[string]any{"name": "data"}},
		{"a comma in a list", "trusted-proxies = [\"10.0.0.0/8,::1\"]\n", "config.value", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			path := write(t, "diptych.toml", tt.text)
			_, err := Open(environment(), path)
			f, ok := fault.Of(err)
			if !ok || f.Code != tt.code || f.Args["path"] != path {
				t.Fatalf("got %v, want the fault %s with the path", err, tt.code)
			}
			for name, want := range tt.args {
				if f.Args[name] != want {
					t.Errorf("%s is %v, want %v", name, f.Args[name], want)
				}
			}
		})
	}
	if _, err := Open(environment(), "/nowhere/diptych.toml"); err == nil {
		t.Error("a file that is not there was read")
	}
}

func TestLink(t *testing.T) {
	tests := []struct {
		base      BaseURL
		listening string
		want      string
	}{
		{"", "127.0.0.1:8080", "http://127.0.0.1:8080/livez"},
		{"", "[::]:8080", "http://127.0.0.1:8080/livez"},
		{"", "0.0.0.0:8080", "http://127.0.0.1:8080/livez"},
		{"", "[::1]:8080", "http://[::1]:8080/livez"},
		{"https://cms.example", "[::]:8080", "https://cms.example/livez"},
	}
	for _, tt := range tests {
		if got := (Server{BaseURL: tt.base}).Link(tt.listening, "/livez"); got != tt.want {
			t.Errorf("Link(%q) with base %q = %s, want %s", tt.listening, tt.base, got, tt.want)
		}
	}
}

func TestDurationIsReadAsWritten(t *testing.T) {
	var d Duration
	if err := d.UnmarshalText([]byte("90d")); err != nil || time.Duration(d) != 90*24*time.Hour {
		t.Errorf("90d is %v, %v", time.Duration(d), err)
	}
}
