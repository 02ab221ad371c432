package httpapi

import (
	"net/http"
	"slices"
	"strings"
	"testing"
)

func TestIfNoneMatch(t *testing.T) {
	const opaque = "abc"
	tests := []struct {
		name  string
		lines []string
		want  bool
	}{
		{"absent", nil, false},
		{"the same", []string{`"abc"`}, true},
		{"another", []string{`"abd"`}, false},
		{"weak", []string{`W/"abc"`}, true},
		{"any", []string{"*"}, true},
		{"any, with blanks", []string{" * "}, true},
		{"any among others", []string{`"x", *`}, false},
		{"in a list", []string{`"x", W/"y","abc"`}, true},
		{"in a second line", []string{`"x"`, `"abc"`}, true},
		{"empty elements", []string{`, ,"abc",`}, true},
		{"a comma in a tag", []string{`"x,abc","y"`}, false},
		{"unquoted", []string{`abc`}, false},
		{"open", []string{`"abc`}, false},
		{"lower-case weak", []string{`w/"abc"`}, false},
		{"no comma between", []string{`"x" "abc"`}, false},
		{"a control sign", []string{"\"\x01\", \"abc\""}, false},
		{"too many", []string{strings.Repeat(`"x",`, maxTags) + `"abc"`}, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h := http.Header{}
			if tt.lines != nil {
				h["If-None-Match"] = tt.lines
			}
			if got := unchanged(h, opaque); got != tt.want {
				t.Errorf("unchanged(%q) = %t, want %t", tt.lines, got, tt.want)
			}
		})
	}
}

func TestVersionsOf(t *testing.T) {
	tests := []struct {
		header string
		want   []int64
		bad    bool
	}{
		{header: "", want: []int64{}},
		{header: "*", want: []int64{}},
		{header: `"4"`, want: []int64{4}},
		{header: `"4", "5"`, want: []int64{4, 5}},
		{header: `W/"4"`, want: []int64{never}},
		{header: `"-1"`, want: []int64{never}},
		{header: `"0"`, want: []int64{never}},
		{header: `"+4"`, want: []int64{never}},
		{header: `"04"`, want: []int64{never}},
		{header: `"99999999999999999999"`, want: []int64{never}},
		{header: `4`, bad: true},
	}
	for _, tt := range tests {
		got, err := versionsOf(http.Header{"If-Match": {tt.header}})
		if (err != nil) != tt.bad || !tt.bad && !slices.Equal(got, tt.want) {
			t.Errorf("versionsOf(%s) = %v, %v, want %v", tt.header, got, err, tt.want)
		}
	}
}

func FuzzTags(f *testing.F) {
	for _, s := range []string{`"a"`, `W/"a", "b"`, "*", `"a`, `,,"a"`, `W/`, `"a""b"`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		tags, any, ok := tagsOf([]string{s})
		if !ok || any {
			if len(tags) > 0 {
				t.Errorf("tagsOf(%q) gives tags and says there are none", s)
			}
			return
		}
		var again []string
		for _, one := range tags {
			written := `"` + one.opaque + `"`
			if one.weak {
				written = "W/" + written
			}
			if !strings.Contains(s, written) {
				t.Errorf("tagsOf(%q) made up %s", s, written)
			}
			again = append(again, written)
		}
		if back, _, ok := tagsOf(again); !ok || !slices.Equal(back, tags) {
			t.Errorf("tagsOf(%q) = %v, and written again %v", s, tags, back)
		}
	})
}
