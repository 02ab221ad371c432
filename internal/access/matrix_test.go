package access_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/golden"
	"github.com/diptych-cms/diptych/internal/locale"
)

// A question is one about which permission is asked.
type question struct {
	what    string // what may be done then
	subject access.Subject
	tag     locale.Tag
}

// questions are all that an answer depends on, for somebody with roles in French
// alone: whose post it is, which language is its source, and which one is touched.
func questions() []question {
	return []question{
		{"others’ posts", access.Subject{CreatedBy: "user:other", Source: "fr"}, "fr"},
		{"others’ posts, made from another language", access.Subject{CreatedBy: "user:other", Source: "en"}, "fr"},
		{"own posts", access.Subject{CreatedBy: "token:me", Source: "fr"}, "fr"},
		{"own posts, made from another language", access.Subject{CreatedBy: "token:me", Source: "en"}, "fr"},
		{"others’ posts, in their source, which is another language", access.Subject{CreatedBy: "user:other", Source: "en"}, "en"},
		{"others’ posts, in another language", access.Subject{CreatedBy: "user:other", Source: "fr"}, "en"},
		{"own posts, in their source, which is another language", access.Subject{CreatedBy: "token:me", Source: "en"}, "en"},
		{"own posts, in another language", access.Subject{CreatedBy: "token:me", Source: "fr"}, "en"},
	}
}

// meanings says in words what each operation is.
func meanings() map[access.Operation]string {
	return map[access.Operation]string{
		access.Browse:      "read what is no post: terms, files, settings",
		access.Read:        "see drafts: heads, revisions, what was submitted",
		access.ReadSource:  "see what a translation is made from, segment by segment: asked in the language translated into",
		access.Write:       "save a translation",
		access.Translate:   "write segments of a translation",
		access.Confirm:     "say that a translation is right as it stands",
		access.Review:      "approve a translation, or return it to whoever wrote it",
		access.Assign:      "say who is to do a translation; whoever may save it may take it, and give it back",
		access.Comment:     "say something about a translation to colleagues",
		access.WriteShared: "save the shared part: asked in the post’s source language",
		access.Publish:     "publish or unpublish; of the shared part, asked in every live language. Describe a file, in its language; in every one, to name or delete it and to set its focal point",
		access.Delete:      "delete a translation, or a post in all its languages",
		access.Arrange:     "merge posts, split one",
		access.Override:    "publish or unpublish against the rule of parity, or loosen it for a post: asked in each language concerned",
		access.Preview:     "hand out a link that reads drafts",
		access.Purge:       "delete for good what is in the trash: asked in every language of the post",
		access.Terms:       "name a tag, an author or a series",
		access.Lexicon:     "keep the glossary and the translation memory: asked in the language translated into",
		access.Upload:      "upload a file; delete one that nothing names, if one uploaded it oneself",
		access.CheckLinks:  "ask other servers whether links to them lead somewhere",
		access.Settings:    "change the site and its languages",
		access.Tokens:      "make, list and revoke everybody’s tokens",
		access.Users:       "invite people, give them roles, disable them",
		access.Audit:       "read who did what",
	}
}

// TestMatrixInTheDocs writes the whole table down for people, as the code has it:
// every operation, every role, and every locale that makes a difference.
func TestMatrixInTheDocs(t *testing.T) {
	var b strings.Builder
	b.WriteString(`# Who may do what

Made by the tests of this package from its one table (` + "`go test ./internal/access -update`" + `); every use case asks that table.
A role is held in a language, or in all of them; an admin may do everything. Each table below is about somebody
who holds one role, in French alone.

Operations marked * are about no language: holding the role in any one is enough. What no role allows is the admin’s.

| Operation | What it is |
|---|---|
`)
	for _, row := range access.Matrix() {
		what := meanings()[row.Operation]
		if what == "" {
			t.Errorf("the docs do not say what %s is", row.Operation)
		}
		fmt.Fprintf(&b, "| `%s` | %s |\n", row.Operation, what)
	}
	b.WriteString("\nOf all this a token with the scope `translate`, for machines, leaves its roles only:")
	for _, op := range access.Machines() {
		fmt.Fprintf(&b, " `%s`", op)
	}
	b.WriteString(".\n")
	for _, role := range access.Roles() {
		fmt.Fprintf(&b, "\n## %s\n\n| Operation |", role)
		for _, q := range questions() {
			fmt.Fprintf(&b, " %s |", q.what)
		}
		b.WriteString("\n|---|" + strings.Repeat(":-:|", len(questions())) + "\n")
		for _, row := range access.Matrix() {
			mark := ""
			if row.Extent == access.Anywhere {
				mark = " *"
			}
			fmt.Fprintf(&b, "| `%s`%s |", row.Operation, mark)
			for _, q := range questions() {
				cell := "–"
				if actor(role, "fr").CheckOn(row.Operation, q.subject, q.tag) == nil {
					cell = "yes"
				}
				fmt.Fprintf(&b, " %s |", cell)
			}
			b.WriteString("\n")
		}
	}
	golden.Equal(t, "../MATRIX.md", b.String())
}

// TestPermissionsAreTheTable compares what an actor is told of with what is
// answered when it asks.
func TestPermissionsAreTheTable(t *testing.T) {
	for _, role := range access.Roles() {
		for _, in := range []locale.Tag{"fr", access.Everywhere} {
			me := actor(role, in)
			told := me.Permissions([]locale.Tag{"en", "fr"})
			for _, row := range access.Matrix() {
				if row.Extent != access.PerLocale {
					if got, want := told[row.Operation][access.Everywhere] == access.Any, me.Check(row.Operation) == nil; got != want {
						t.Errorf("%s in %s: told that it may %s: %v, and it may: %v", role, in, row.Operation, got, want)
					}
					continue
				}
				for _, tag := range []locale.Tag{"en", "fr"} {
					reach := told[row.Operation][tag]
					for _, q := range questions() {
						may := me.CheckOn(row.Operation, q.subject, tag) == nil
						own, notSource := q.subject.CreatedBy == me.ID, q.subject.Source != tag
						want := reach == access.Any || reach == access.Own && own || reach == access.NotSource && notSource
						// Beside the table, a translator reads the source that it works from.
						helps := role == access.RoleTranslator && !notSource && (row.Operation == access.Read || row.Operation == access.Preview)
						if may != (want || helps) {
							t.Errorf("%s in %s, %s %s, %s: told %s, and it may: %v", role, in, row.Operation, tag, q.what, reach, may)
						}
					}
				}
			}
		}
	}
	all := access.System("cli").Permissions([]locale.Tag{"en", "fr"})
	if len(all) != len(access.Matrix()) || all[access.Override]["fr"] != access.Any {
		t.Errorf("an admin is told of %v", all)
	}
	if got := (access.Actor{Admin: true}).Permissions([]locale.Tag{"fr"}); len(got) > 0 {
		t.Errorf("nobody is told of %v", got)
	}
}

// TestMachinesNeverDecide asks for everything with the credential of a machine,
// whatever the roles behind it.
func TestMachinesNeverDecide(t *testing.T) {
	scoped := func(a access.Actor, scopes ...access.Scope) access.Actor { a.Scopes = scopes; return a }
	for _, who := range []access.Actor{access.System("cli"), actor(access.RoleEditor, access.Everywhere), actor(access.RoleTranslator, "fr")} {
		whole, machine := scoped(who, access.ScopeManage, access.ScopeTranslate), scoped(who, access.ScopeTranslate)
		told := machine.Permissions([]locale.Tag{"fr"})
		for _, row := range access.Matrix() {
			tags := []locale.Tag{"fr"}
			if row.Extent != access.PerLocale {
				tags = nil
			}
			of := access.Subject{CreatedBy: "user:other", Source: "en"}
			want := whole.CheckOn(row.Operation, of, tags...) == nil && slices.Contains(access.Machines(), row.Operation)
			if got := machine.CheckOn(row.Operation, of, tags...) == nil; got != want || (told[row.Operation] != nil) != want {
				t.Errorf("a machine of %s may %s: %v, told %v, want %v", who.ID, row.Operation, got, told[row.Operation], want)
			}
		}
	}
	for _, op := range []access.Operation{access.Write, access.Confirm, access.Review, access.Publish, access.Delete, access.Tokens, access.Settings} {
		if slices.Contains(access.Machines(), op) {
			t.Errorf("machines may %s", op)
		}
	}
}

func TestTokensNarrow(t *testing.T) {
	roles := func(list ...string) map[locale.Tag][]access.Role {
		m := make(map[locale.Tag][]access.Role)
		for _, s := range list {
			role, tag, _ := strings.Cut(s, ":")
			m[locale.Tag(tag)] = append(m[locale.Tag(tag)], access.Role(role))
		}
		return m
	}
	for _, tt := range []struct{ token, owner, want map[locale.Tag][]access.Role }{
		{roles("editor:fr"), roles("editor:fr", "editor:en"), roles("editor:fr")},
		{roles("editor:*"), roles("editor:fr"), roles("editor:fr")},
		{roles("editor:fr"), roles("editor:*"), roles("editor:fr")},
		{roles("editor:*"), roles("editor:*"), roles("editor:*")},
		{roles("editor:fr", "reader:fr"), roles("reader:fr"), roles("reader:fr")},
		{roles("editor:fr"), roles("editor:en"), roles()},
		{roles("editor:fr"), roles(), roles()},
	} {
		got := access.Token{ID: "t", Roles: tt.token}.For(access.Actor{ID: "user:u", Roles: tt.owner})
		if fmt.Sprint(got.Roles) != fmt.Sprint(tt.want) || got.Admin || got.ID != "user:u" || got.Via != "token:t" {
			t.Errorf("%v of %v: %+v, want %v", tt.token, tt.owner, got, tt.want)
		}
		if !access.Within(got.Roles, tt.owner) || !access.Within(got.Roles, tt.token) {
			t.Errorf("%v is more than %v or %v", got.Roles, tt.owner, tt.token)
		}
	}
	fallen := access.Token{ID: "t", Admin: true}.For(access.Actor{ID: "user:u", Roles: roles("reader:fr")})
	if fallen.Admin || fmt.Sprint(fallen.Roles) != fmt.Sprint(roles("reader:fr")) {
		t.Errorf("an admin's token outlives the admin: %+v", fallen)
	}
}
