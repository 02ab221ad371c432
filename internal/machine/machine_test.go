package machine_test

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/machine"
	"github.com/diptych-cms/diptych/internal/machine/standin"
	"github.com/diptych-cms/diptych/internal/outbound"
)

const key = "k-4f1d9c-secret"

// near is a translator that may call this machine, and the pauses that it makes.
func near(o machine.Options) (*machine.Translator, *[]time.Duration) {
	var pauses []time.Duration
	o.Call = outbound.New(outbound.Options{Allow: []string{"127.0.0.1"}})
	o.Wait = func(_ context.Context, d time.Duration) error {
		pauses = append(pauses, d)
		return nil
	}
	return machine.New(o), &pauses
}

func hostOf(s *standin.Service) string {
	host, _, _ := strings.Cut(strings.TrimPrefix(s.URL, "http://"), "/")
	return host
}

func presets() []string { return content.MachinePresets() }

func TestTagsComeBack(t *testing.T) {
	for _, preset := range presets() {
		s := standin.New(t, preset, key)
		m, _ := near(machine.Options{Key: key, Hosts: []string{hostOf(s)}})
		texts := []string{
			"Le vent & la <1>mer</1> : 3 &lt; 5", "", "Une image <1/> et <2>deux <3>pairs</3></2>", "« Été »\u00a0: l’eau", "<1/>",
		}
		want := []string{
			"LE VENT &amp; LA <1>MER</1> : 3 &lt; 5", "", "UNE IMAGE <1/> ET <2>DEUX <3>PAIRS</3></2>", "« ÉTÉ »\u00a0: L’EAU", "<1/>",
		}
		got, err := m.Translate(t.Context(), machine.Job{
			Service: content.Machine{URL: s.URL, Preset: preset, Formality: "more"}, Source: "fr", Target: "en-CA", Texts: texts,
		})
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%s: %q, %v", preset, got, err)
		}
	}
}

// TestWhatIsSent holds each question to the documents of who reads it.
func TestWhatIsSent(t *testing.T) {
	for preset, want := range map[string]string{
		"diptych":        `map[Authorization:Bearer k-4f1d9c-secret formality:more source:fr-CA target:en-CA texts:[<x id="1">Le</x> vent<x id="2"/>]]`,
		"deepl":          `map[Authorization:DeepL-Auth-Key k-4f1d9c-secret formality:prefer_more source_lang:FR tag_handling:xml target_lang:EN-GB text:[<x id="1">Le</x> vent<x id="2"/>]]`,
		"libretranslate": `map[Authorization: api_key:k-4f1d9c-secret format:html q:[<span id="x1">Le</span> vent<img id="x2">] source:fr target:en]`,
	} {
		s := standin.New(t, preset, key)
		m, _ := near(machine.Options{Key: key, Hosts: []string{hostOf(s)}})
		_, err := m.Translate(t.Context(), machine.Job{
			Service: content.Machine{URL: s.URL, Preset: preset, Formality: "more"}, Source: "fr-CA", Target: "en-CA", Texts: []string{"<1>Le</1> vent<2/>"},
		})
		if got := fmt.Sprint(s.Asked()); err != nil || got != "["+want+"]" {
			t.Errorf("%s: %s\n%v", preset, got, err)
		}
	}
}

// TestWhatComesBackIsRead: whatever a service makes of the tags, words are kept, and
// nothing that was not sent becomes a tag.
func TestWhatComesBackIsRead(t *testing.T) {
	for back, want := range map[string]string{
		`<x id="1">wind</x>`:                     "<1>wind</1>",
		`<x id="1"></x>wind`:                     "<1></1>wind",
		`<X ID='1'>wind</X>`:                     "<1>wind</1>",
		`wind`:                                   "wind",
		`<b>wind</b> <x id="7">x</x>`:            "wind <7>x</7>",
		`<x>wind</x>`:                            "wind",
		`<x id="1">wind`:                         "<1>wind",
		`wind</x>`:                               "wind",
		`<x id="-1">wind</x>`:                    "wind",
		`<x id="1"><x>a</x>b</x>`:                "<1>ab</1>",
		`3 &lt; 5 &amp;amp; &eacute; &#233;`:     "3 &lt; 5 &amp;amp; é é",
		`<script>alert(1)</script>a`:             "alert(1)a",
		`&lt;1&gt;wind&lt;/1&gt;`:                "&lt;1&gt;wind&lt;/1&gt;",
		`<!-- x --><?pi?><x id="1" on="y">a</x>`: "<1>a</1>",
	} {
		s := standin.New(t, "diptych", "")
		s.Knows("vent", back)
		m, _ := near(machine.Options{})
		got, err := m.Translate(t.Context(), job(s, "vent"))
		if err != nil || len(got) != 1 || got[0] != want {
			t.Errorf("%s: %q %v, want %q", back, got, err, want)
		}
	}
}

func TestFits(t *testing.T) {
	for _, tt := range []struct {
		source, target string
		want           bool
	}{
		{"Le vent", "The wind", true},
		{"Le vent", "", false},
		{"Le vent", " \u00a0", false},
		{"", "", true},
		{"<1/>", "<1/>", true},
		{"Le <1>vent</1><2/>", "<2/>The <1>wind</1>", true},
		{"Le <1>vent</1>", "The wind", false},
		{"Le vent", "The <1>wind</1>", false},
		{"Le <1>vent</1>", "<1>The</1> <1>wind</1>", false},
		{"Le <1>vent</1>", "The wind<1/>", false},
		{"Une image<1/>", "A <1>picture</1>", false},
		{"<1>Le <2>vent</2></1>", "<1>The <2>wind</1></2>", false},
		{"<1>Le <2>vent</2></1>", "<2>The <1>wind</1></2>", true},
		{"Le <1>vent</1>", "The <1>wind", false},
		{"Le <1>vent</1>", "The wind</1>", false},
		{"3 &lt; 5", "3 &lt; 5", true},
	} {
		if got := machine.Fits(tt.source, tt.target); got != tt.want {
			t.Errorf("Fits(%q, %q) = %v", tt.source, tt.target, got)
		}
	}
}

func job(s *standin.Service, texts ...string) machine.Job {
	return machine.Job{Service: content.Machine{URL: s.URL, Preset: "diptych"}, Source: "fr", Target: "en", Texts: texts}
}

func TestManyTextsGoInBatches(t *testing.T) {
	s := standin.New(t, "diptych", "")
	m, _ := near(machine.Options{})
	texts := make([]string, 120)
	for i := range texts {
		texts[i] = fmt.Sprintf("vent %d", i)
	}
	texts[60] = strings.Repeat("mer ", 20_000)
	got, err := m.Translate(t.Context(), job(s, texts...))
	if err != nil || len(got) != 120 || got[119] != "VENT 119" || got[0] != "VENT 0" {
		t.Fatalf("%v", err)
	}
	if n := len(s.Asked()); n != 5 { // 50, 10, the long one, 50, 9
		t.Errorf("asked %d times", n)
	}
	for _, far := range [][]string{make([]string, machine.MaxTexts+1), {strings.Repeat("x", machine.MaxBytes+1)}} {
		far[len(far)-1] += "x"
		if _, err := m.Translate(t.Context(), job(s, far...)); !coded(err, fault.TooLarge, "machine.too_large") {
			t.Errorf("too much: %v", err)
		}
	}
}

func coded(err error, kind fault.Kind, code string) bool {
	f, ok := fault.Of(err)
	return ok && f.Kind == kind && f.Code == code
}

func TestItIsTriedAgain(t *testing.T) {
	second := []time.Duration{time.Second}
	date := http.Header{}
	date.Set("Date", "Mon, 04 May 2026 09:31:00 GMT")
	for name, tt := range map[string]struct {
		hiccups []standin.Hiccup
		pauses  []time.Duration
		code    string
	}{
		"busy once":           {[]standin.Hiccup{{Status: 429}}, second, ""},
		"down thrice":         {[]standin.Hiccup{{Status: 500}, {Status: 503}, {Status: 502}}, []time.Duration{1e9, 2e9, 4e9}, ""},
		"down for long":       {[]standin.Hiccup{{Status: 500}, {Status: 500}, {Status: 500}, {Status: 500}}, []time.Duration{1e9, 2e9, 4e9}, "machine.failed"},
		"it says when":        {[]standin.Hiccup{{Status: 429, Header: map[string]string{"Retry-After": "7"}}}, []time.Duration{7e9}, ""},
		"at an instant":       {[]standin.Hiccup{{Status: 503, Header: map[string]string{"Date": date.Get("Date"), "Retry-After": "Mon, 04 May 2026 09:31:09 GMT"}}}, []time.Duration{9e9}, ""},
		"it says too long":    {[]standin.Hiccup{{Status: 429, Header: map[string]string{"Retry-After": "86400"}}}, nil, "machine.busy"},
		"an absurd number":    {[]standin.Hiccup{{Status: 429, Header: map[string]string{"Retry-After": "9223372036854775807"}}}, nil, "machine.busy"},
		"what is no number":   {[]standin.Hiccup{{Status: 429, Header: map[string]string{"Retry-After": "soon"}}}, second, ""},
		"the key is wrong":    {[]standin.Hiccup{{Status: 403, Body: key}}, nil, "machine.denied"},
		"the quota is spent":  {[]standin.Hiccup{{Status: 456}}, nil, "machine.spent"},
		"a question is wrong": {[]standin.Hiccup{{Status: 400}}, nil, "machine.failed"},
		"no JSON":             {[]standin.Hiccup{{Body: "<html>"}}, nil, "machine.answer"},
		"too few texts":       {[]standin.Hiccup{{Body: `{"texts":[]}`}}, nil, "machine.answer"},
		"sent elsewhere":      {[]standin.Hiccup{{Status: 307, Header: map[string]string{"Location": "http://localhost:1/"}}}, nil, "machine.unreachable"},
	} {
		t.Run(name, func(t *testing.T) {
			s := standin.New(t, "diptych", key)
			m, pauses := near(machine.Options{Key: key, Hosts: []string{hostOf(s)}})
			s.Stumbles(tt.hiccups...)
			got, err := m.Translate(t.Context(), job(s, "vent"))
			f, _ := fault.Of(err)
			switch {
			case tt.code == "" && (err != nil || got[0] != "VENT"):
				t.Errorf("%q %v", got, err)
			case tt.code != "" && (f == nil || f.Code != tt.code):
				t.Errorf("%v, want %s", err, tt.code)
			case err != nil && strings.Contains(err.Error(), key):
				t.Errorf("the key stands in %v", err)
			}
			if !slices.Equal(*pauses, tt.pauses) {
				t.Errorf("pauses %v, want %v", *pauses, tt.pauses)
			}
		})
	}
}

// TestTheKeyStaysAtHome points a site's settings at a server that collects keys.
func TestTheKeyStaysAtHome(t *testing.T) {
	thief := standin.New(t, "diptych", key)
	for _, hosts := range [][]string{nil, {"api.deepl.com"}, {"127.0.0.1"}, {"127.0.0.1:1"}} { // by its bare name only over https
		m, _ := near(machine.Options{Key: key, Hosts: hosts})
		if _, err := m.Translate(t.Context(), job(thief, "vent")); !coded(err, fault.Conflict, "machine.host") {
			t.Errorf("with %v: %v", hosts, err)
		}
	}
	if len(thief.Asked()) > 0 {
		t.Errorf("it was asked: %v", thief.Asked())
	}
	// Where an address names no port, the bare name of a host is all of it.
	m, _ := near(machine.Options{Key: key, Hosts: []string{"127.0.0.1"}})
	plain := job(thief, "vent")
	plain.Service.URL = "http://127.0.0.1/translate"
	if _, err := m.Translate(t.Context(), plain); !coded(err, fault.Conflict, "machine.host") {
		t.Errorf("over an open line: %v", err)
	}
}

func TestWhereItIsNotAsked(t *testing.T) {
	far := machine.New(machine.Options{Call: outbound.New(outbound.Options{})})
	s := standin.New(t, "diptych", "")
	if _, err := far.Translate(t.Context(), job(s, "vent")); !coded(err, fault.Conflict, "machine.address") {
		t.Errorf("a near machine: %v", err)
	}
	for url, code := range map[string]string{"": "machine.url", "ftp://example.org": "machine.url", "https://me:pw@example.org": "machine.url", "http://[::1": "machine.url"} {
		j := job(s, "vent")
		j.Service.URL = url
		if _, err := far.Translate(t.Context(), j); !coded(err, fault.Conflict, code) {
			t.Errorf("%s: %v", url, err)
		}
	}
	j := job(s, "vent")
	j.Service.Preset = "babel"
	if _, err := far.Translate(t.Context(), j); !coded(err, fault.Conflict, "machine.preset") {
		t.Errorf("an unknown service: %v", err)
	}
	if len(s.Asked()) > 0 {
		t.Error("it was asked")
	}
}
