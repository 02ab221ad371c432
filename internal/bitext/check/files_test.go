package check_test

import (
	"testing"

	"github.com/diptych-cms/diptych/internal/bitext/check"
	"github.com/diptych-cms/diptych/internal/bitext/segment"
	"github.com/diptych-cms/diptych/internal/content"
)

// TestFiles looks at pictures beside the body, whose texts may be the file's own.
func TestFiles(t *testing.T) {
	own := func(text string) check.Alt { return check.Alt{Text: text, Own: true} }
	file := func(text string) check.Alt { return check.Alt{Text: text} }
	for _, tt := range []struct {
		name           string
		source, target check.Alt
		want           check.Name
	}{
		{"said in both", own("A garden on the roof"), own("Un jardin sur le toit"), ""},
		{"said of the file", file("A garden on the roof"), file("Un jardin sur le toit"), ""},
		{"said by nobody", check.Alt{}, check.Alt{}, check.AltMissing},
		{"said in the source alone", own("A garden on the roof"), check.Alt{}, check.AltMissing},
		{"nothing but spaces", own("A garden on the roof"), own("  "), check.AltMissing},
		{"the source's words, of the file", file("A garden on the roof"), file("A garden on the roof"), check.AltSame},
		{"the source's words, against the file's", own("A garden on the roof"), file("a garden  on the roof"), check.AltSame},
		{"a name", file("Kubernetes"), file("Kubernetes"), ""},
		{"with signs of markup", file("<1> & <2> of the garden beds"), file("<1> & <2> of the garden beds"), check.AltSame},
	} {
		t.Run(tt.name, func(t *testing.T) {
			body := content.Text{HTML: "<p>Le vent se lève.</p>"}
			in := check.Input{
				Source: check.SideOf(segment.Cut("en", content.Text{HTML: "<p>The wind rises.</p>"}), "en"), Target: check.SideOf(segment.Cut("fr", body), "fr-CA"),
				Beads: []check.Bead{{Source: []int{0}, Target: []int{0}}},
				Files: []check.File{{Name: "a/b", Shows: "toit.jpg", Source: tt.source, Target: tt.target}},
				// What is said of a file never blocks, whatever the site says.
				Severities: map[check.Name]check.Severity{check.AltMissing: check.Error, check.AltSame: check.Error},
			}
			found := check.Run(in)
			switch {
			case tt.want == "" && len(found) > 0:
				t.Fatalf("found %+v", found)
			case tt.want != "" && (len(found) != 1 || found[0].Check != tt.want):
				t.Fatalf("found %+v, want %s", found, tt.want)
			}
			if tt.want == "" {
				return
			}
			if f := found[0]; f.Severity != check.Warning || f.Bead != -1 || f.Segment != "" || f.Place.Pointer != "/resources/a~1b/alt" {
				t.Errorf("finding = %+v", f)
			}
			if again := check.Run(in); again[0].ID != found[0].ID {
				t.Error("the same finding has another id")
			}
			in.Severities = map[check.Name]check.Severity{tt.want: check.Off}
			if found := check.Run(in); len(found) > 0 {
				t.Errorf("found though it is off: %+v", found)
			}
		})
	}
	two := check.Input{Target: check.SideOf(segment.Cut("fr", content.Text{}), "fr-CA"), Files: []check.File{{Name: "a"}, {Name: "b"}}}
	if found := check.Run(two); len(found) != 2 || found[0].ID == found[1].ID {
		t.Errorf("of two pictures by themselves: %+v", found)
	}
}
