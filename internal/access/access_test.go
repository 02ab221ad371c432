package access_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
)

// The whole table, written a second time by hand. Of each
// role: what it may do in French to a stranger's post whose source is French, to
// one whose source is English, and to its own with French as source. "y" yes,
// "-" no.
const matrix = `
operation     editor author reviewer translator reader override
browse        yyy    yyy    yyy      yyy        yyy    ---
read          yyy    --y    yyy      yyy        yyy    ---
read_source   yyy    --y    yyy      yyy        ---    ---
write         yyy    --y    ---      -y-        ---    ---
translate     yyy    --y    ---      -y-        ---    ---
confirm       yyy    --y    yyy      -y-        ---    ---
review        yyy    ---    yyy      ---        ---    ---
assign        yyy    ---    yyy      ---        ---    ---
comment       yyy    --y    yyy      yyy        yyy    ---
write_shared  yyy    --y    ---      ---        ---    ---
publish       yyy    ---    ---      ---        ---    ---
delete        yyy    --y    ---      ---        ---    ---
arrange       yyy    ---    ---      ---        ---    ---
override      ---    ---    ---      ---        ---    yyy
preview       yyy    --y    yyy      yyy        ---    ---
purge         yyy    ---    ---      ---        ---    ---
terms         yyy    ---    ---      ---        ---    ---
lexicon       yyy    ---    yyy      ---        ---    ---
upload        yyy    yyy    ---      yyy        ---    ---
check_links   yyy    ---    ---      ---        ---    ---
settings      ---    ---    ---      ---        ---    ---
tokens        ---    ---    ---      ---        ---    ---
users         ---    ---    ---      ---        ---    ---
audit         ---    ---    ---      ---        ---    ---
`

func actor(role access.Role, tags ...locale.Tag) access.Actor {
	a := access.Actor{ID: "token:me", Roles: make(map[locale.Tag][]access.Role)}
	for _, tag := range tags {
		a.Roles[tag] = append(a.Roles[tag], role)
	}
	return a
}

func TestMatrix(t *testing.T) {
	var b strings.Builder
	fmt.Fprintf(&b, "%-13s", "operation")
	for _, role := range access.Roles() {
		fmt.Fprintf(&b, " %s", role)
	}
	subjects := []access.Subject{
		{CreatedBy: "token:other", Source: "fr"},
		{CreatedBy: "token:other", Source: "en"},
		{CreatedBy: "token:me", Source: "fr"},
	}
	for _, row := range access.Matrix() {
		fmt.Fprintf(&b, "\n%-13s", row.Operation)
		for _, role := range access.Roles() {
			cell := ""
			for _, s := range subjects {
				if actor(role, "fr").CheckOn(row.Operation, s, "fr") == nil {
					cell += "y"
				} else {
					cell += "-"
				}
			}
			fmt.Fprintf(&b, " %-*s", len(role), cell)
		}
	}
	squeeze := func(s string) string {
		var lines []string
		for line := range strings.Lines(strings.TrimSpace(s)) {
			lines = append(lines, strings.Join(strings.Fields(line), " "))
		}
		return strings.Join(lines, "\n")
	}
	if diff := cmp.Diff(squeeze(matrix), squeeze(b.String())); diff != "" {
		t.Errorf("the table is not the one meant (-want +got):\n%s", diff)
	}
}

func TestNobodyMayElsewhere(t *testing.T) {
	for _, row := range access.Matrix() {
		if row.Extent != access.PerLocale {
			continue
		}
		for _, role := range access.Roles() {
			s := access.Subject{CreatedBy: "token:me", Source: "fr"}
			if err := actor(role, "en").CheckOn(row.Operation, s, "en", "de"); !fault.Is(err, fault.Forbidden) {
				t.Errorf("%s of en may %s in de too: %v", role, row.Operation, err)
			}
			if err := actor(role, access.Everywhere).CheckOn(row.Operation, s); !fault.Is(err, fault.Forbidden) {
				t.Errorf("%s may %s in no locale: %v", role, row.Operation, err)
			}
			if role == access.RoleTranslator && (row.Operation == access.Read || row.Operation == access.Preview) {
				continue // reads the source that it works from
			}
			if err := actor(role, "en").CheckOn(row.Operation, s, "fr"); !fault.Is(err, fault.Forbidden) {
				t.Errorf("%s of en may %s in fr: %v", role, row.Operation, err)
			}
		}
	}
}

func TestAdminAndNobody(t *testing.T) {
	for _, row := range access.Matrix() {
		if err := access.System("cli").Check(row.Operation); err != nil {
			t.Errorf("an admin may not %s: %v", row.Operation, err)
		}
		if err := (access.Actor{Admin: true}).Check(row.Operation, "fr"); !fault.Is(err, fault.Unauthenticated) {
			t.Errorf("the zero actor, %s: %v, want Unauthenticated", row.Operation, err)
		}
	}
	if err := actor(access.RoleEditor, access.Everywhere).Check("unheard-of", "fr"); !fault.Is(err, fault.Forbidden) {
		t.Errorf("an operation that the table does not have: %v, want Forbidden", err)
	}
}

func TestCheckKnowsNoPost(t *testing.T) {
	// Without a post, neither one's own nor "not the source" counts.
	if err := actor(access.RoleAuthor, "fr").Check(access.Write, "fr"); err == nil {
		t.Error("an author may write everybody's posts")
	}
	if err := actor(access.RoleTranslator, "fr").Check(access.Write, "fr"); err == nil {
		t.Error("a translator may write sources")
	}
	for _, role := range []access.Role{access.RoleAuthor, access.RoleTranslator, access.RoleEditor} {
		if err := actor(role, "fr").CheckBest(access.Write, "fr"); err != nil {
			t.Errorf("at best a %s may write: %v", role, err)
		}
		if err := actor(role, "fr").CheckBest(access.Write); err != nil {
			t.Errorf("at best a %s may write somewhere: %v", role, err)
		}
		if err := actor(role, "fr").CheckBest(access.Write, "en"); err == nil {
			t.Errorf("a %s of fr may at best write en", role)
		}
	}
	if err := actor(access.RoleReader, "fr").CheckBest(access.Write); err == nil {
		t.Error("at best a reader may write")
	}
}

func TestView(t *testing.T) {
	me := access.Actor{ID: "token:me", Roles: map[locale.Tag][]access.Role{
		"en": {access.RoleAuthor}, "fr": {access.RoleReader, access.RoleTranslator},
	}}
	want := access.View{Actor: "token:me", Posts: true, Own: true, Source: true, Locales: []locale.Tag{"fr"}, OwnIn: []locale.Tag{"en"}}
	if diff := cmp.Diff(want, me.View()); diff != "" {
		t.Errorf("View (-want +got):\n%s", diff)
	}
	if v := (access.Actor{ID: "x"}).View(); v.All || v.Posts || v.Own {
		t.Errorf("an actor without roles sees %+v", v)
	}
	if v := me.View(); v.Reads("en") || !v.ReadsOwn("en") || !v.Reads("fr") || v.ReadsOwn("de") {
		t.Errorf("view reads the wrong locales: %+v", v)
	}
}

func TestFindsAndShown(t *testing.T) {
	gone := time.Date(2026, 5, 4, 0, 0, 0, 0, time.UTC)
	post := func(change func(*content.Post)) *content.Post {
		p := &content.Post{ID: "p", CreatedBy: "token:other", SourceLocale: "en",
			Translations: []content.Translation{{Locale: "de"}, {Locale: "en"}, {Locale: "fr"}}}
		change(p)
		return p
	}
	author, reader := actor(access.RoleAuthor, access.Everywhere), actor(access.RoleReader, "fr")
	tests := []struct {
		name  string
		actor access.Actor
		post  *content.Post
		code  string
		shown []locale.Tag
	}{
		{"a reader sees its locale", reader, post(func(*content.Post) {}), "", []locale.Tag{"fr"}},
		{"a translator sees the source too", actor(access.RoleTranslator, "fr"), post(func(*content.Post) {}), "", []locale.Tag{"en", "fr"}},
		{"an author sees no post of others", author, post(func(*content.Post) {}), "post.not_found", nil},
		{"an author sees own", author, post(func(p *content.Post) { p.CreatedBy = "token:me" }), "", []locale.Tag{"de", "en", "fr"}},
		{"nobody sees the trash", access.System("cli"), post(func(p *content.Post) { p.DeletedAt = gone }), "post.not_found", []locale.Tag{"de", "en", "fr"}},
		{"an absorbed post leads on", reader, post(func(p *content.Post) { p.MergedInto = "q" }), "post.merged", []locale.Tag{"fr"}},
		{"but not for who may not know of it", author, post(func(p *content.Post) { p.MergedInto = "q" }), "post.not_found", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			code := ""
			if f, ok := fault.Of(tt.actor.Finds(tt.post)); ok {
				code = f.Code
			}
			if code != tt.code {
				t.Errorf("Finds = %q, want %q", code, tt.code)
			}
			if got := tt.actor.Shown(tt.post).Locales(); !slices.Equal(got, tt.shown) {
				t.Errorf("Shown = %v, want %v", got, tt.shown)
			}
			if len(tt.post.Translations) != 3 {
				t.Error("Shown changed the post that it was given")
			}
		})
	}
}

func TestTokenGood(t *testing.T) {
	noon := time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)
	tests := []struct {
		name  string
		token access.Token
		want  bool
	}{
		{"for ever", access.Token{}, true},
		{"not yet", access.Token{ExpiresAt: noon.Add(1)}, true},
		{"at the instant", access.Token{ExpiresAt: noon}, false},
		{"revoked", access.Token{ExpiresAt: noon.Add(1), RevokedAt: noon.Add(-1)}, false},
	}
	for _, tt := range tests {
		if got := tt.token.Good(noon); got != tt.want {
			t.Errorf("%s: Good = %v, want %v", tt.name, got, tt.want)
		}
	}
}
