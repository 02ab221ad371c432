package check_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/diptych-cms/diptych/internal/bitext/check"
	"github.com/diptych-cms/diptych/internal/bitext/segment"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
)

// FuzzRun holds, for any two texts: nothing panics; a finding's place is in the text
// of its segment; ids are each one's own; a fix takes its finding away and changes
// no word; and mending comes to an end, after which there is nothing to mend.
func FuzzRun(f *testing.F) {
	for _, b := range garden(f) {
		f.Add(b.en, b.fr, byte(0))
		f.Add(b.fr, b.en, byte(2))
	}
	for i, text := range []string{
		"Il y a : 1,500.25 $ « «a» » \"b\" ''c'' ... -- 1ère 2 ème $5 million 9h30 à 10 h 30 — M. X", "%s {a} {{b}} ${c} %(d)s %1$s 100%",
		"<b>a</b> <i>:</i> «<b>x</b>» <a href=\"x\"></a>", "&lt;1&gt; &amp;amp; <code>x</code>!", "\u202f:\u00a0\u202f!", "1 2 3 000 000,5.6", "((])", "«»“”\"\"''", "A partir. Etat",
		"24/7 2018-10-03 10/03/2018 1-800-555-0142 (613) 555 0199 12:60 25h", "the the le le", "XIXème IVe VIIIème", "0,0 00 0.000 .5 5.", "é : è ! ç ? à ; ù « ô »",
	} {
		f.Add(text, text, byte(i))
	}
	f.Fuzz(func(t *testing.T, a, b string, how byte) {
		if len(a) > 4000 || len(b) > 4000 {
			return
		}
		profiles := []struct {
			tag        locale.Tag
			typography string
		}{{"fr", "fr-CA"}, {"fr", "fr-FR"}, {"en", "en"}}
		p := profiles[int(how)%3]
		other := profiles[(int(how)+2)%3]
		source, target := segment.Cut(other.tag, content.Text{HTML: clean(a)}), segment.Cut(p.tag, content.Text{HTML: clean(b)})
		in := inputOf(source, target, other.typography, p.typography)
		in.Target.Locale, in.Source.Locale = p.tag, other.tag
		holds(t, in)
	})
}

// clean makes any text valid, as whatever is cut is.
func clean(s string) string { return strings.ToValidUTF8(strings.ReplaceAll(s, "\x00", ""), "?") }

// holds asks what must hold of what is found, and of the texts after mending.
func holds(t *testing.T, in check.Input) {
	t.Helper()
	found := check.Run(in)
	ids := make(map[string]bool)
	for _, f := range found {
		if ids[f.ID] {
			t.Fatalf("two findings have the id %s", f.ID)
		}
		ids[f.ID] = true
		inside(t, in, f)
		if f.Fix != nil {
			takesAway(t, in, f)
		}
	}
	for round := 0; ; round++ {
		fixes := make(map[int][]check.Fix)
		for _, f := range found {
			if f.Fix != nil {
				fixes[f.Fix.Segment] = append(fixes[f.Fix.Segment], *f.Fix)
			}
		}
		if len(fixes) == 0 {
			return
		}
		if round == 40 {
			t.Fatalf("mending does not end: %+v", fixes)
		}
		in = with(in, fixes)
		found = check.Run(in)
	}
}

// inside asks that the place is in the text of a segment of its side.
func inside(t *testing.T, in check.Input, f check.Finding) {
	t.Helper()
	side := in.Target
	if f.Place.Field == check.InSource {
		side = in.Source
	}
	for _, s := range side.Segments {
		if s.Place == f.Place.Pointer && f.Place.Start >= 0 && f.Place.Length >= 0 && f.Place.Start+f.Place.Length <= utf8.RuneCountInString(s.Text) {
			return
		}
	}
	t.Fatalf("%s %s stands nowhere: %+v", f.Check, f.Code, f.Place)
}

// with returns the input after fixes.
func with(in check.Input, fixes map[int][]check.Fix) check.Input {
	segments := append([]segment.Segment{}, in.Target.Segments...)
	for i, list := range fixes {
		segments[i].Text, _ = check.Apply(segments[i].Text, list)
		segments[i].Hash = segments[i].Text
	}
	in.Target.Segments = segments
	return in
}

// takesAway asks that a fix alone takes its finding away, and leaves all letters and
// digits but those that it says.
func takesAway(t *testing.T, in check.Input, f check.Finding) {
	t.Helper()
	before := in.Target.Segments[f.Fix.Segment].Text
	after := with(in, map[int][]check.Fix{f.Fix.Segment: {*f.Fix}})
	text := after.Target.Segments[f.Fix.Segment].Text
	if text == before {
		t.Fatalf("the fix of %s %s changes nothing in %q", f.Check, f.Code, before)
	}
	count := func(list []check.Finding) (n int) {
		for _, o := range list {
			if o.Code == f.Code && o.Place.Pointer == f.Place.Pointer {
				n++
			}
		}
		return n
	}
	if was, is := count(check.Run(in)), count(check.Run(after)); is >= was && text != before && is > 0 && !again(f) {
		t.Fatalf("%s %s is found again: %d, then %d\n%q\n%q", f.Check, f.Code, was, is, before, text)
	}
	switch f.Check {
	case check.Repeated, check.Ordinal, check.Title, check.Capital:
	default:
		if a, b := letters(before), letters(text); a != b {
			t.Fatalf("the fix of %s changes words: %q, %q", f.Check, a, b)
		}
	}
}

// again says of which findings a fix may bring another of the kind to light: what
// stood in the way of seeing it was mended.
func again(f check.Finding) bool {
	switch f.Check {
	case check.Repeated, check.QuoteMarks, check.Dash, check.UnitSpace:
		return true
	}
	return false
}

// letters returns the letters and digits of a text, in order of sorting out all else.
func letters(text string) string {
	return strings.Map(func(r rune) rune {
		if r < 0x80 && !('a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9') {
			return -1
		}
		if unicode.IsSpace(r) || strings.ContainsRune("\u202f«»“”’…–—", r) {
			return -1
		}
		return r
	}, segment.Plain(text))
}
