package httpapi_test

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/event"
)

// A walk does one operation after the other, as somebody who is signed in, and
// finds each in the audit.
type walk struct {
	t    *testing.T
	w    *world
	th   *things
	ops  map[string]operation
	who  *browser
	done map[string]bool
	told func(id string) // after each operation; nil: nobody
}

// does carries out the operation with what its path names, and asks that the audit
// tell of the event, and of who did it. It returns the answer.
func (k *walk) does(id, want string, over map[string]string, body any) answer {
	k.t.Helper()
	k.done[id] = true
	op := k.ops[id]
	c := call{method: op.method, path: k.th.fill(op.path, over), body: body, header: map[string]string{}}
	if strings.Contains(fmt.Sprint(body), "multipart") {
		c.body, c.header["Content-Type"] = file(k.t, "toit.txt", "Un toit.\n")
	}
	if kind := fileType(op); kind != "" {
		c.header["Content-Type"] = kind
	}
	for _, p := range op.Parameters {
		if p.Value.Name == "If-Match" {
			c.header["If-Match"] = k.etag(c)
		}
	}
	before := k.rows()
	a := k.who.call(k.t, c)
	if k.told != nil {
		k.told(id)
	}
	if a.status >= 300 {
		k.t.Errorf("%s: %d\n%s", id, a.status, a.body)
		return a
	}
	var told []string
	for _, r := range k.rows()[len(before):] {
		if r.Actor == "user:"+k.who.id && r.Outcome == event.Succeeded && strings.HasPrefix(r.Origin.Via, "session:") && r.Origin.Address != "" {
			told = append(told, r.Operation)
		}
	}
	if !slices.Contains(told, want) {
		k.t.Errorf("%s: the audit tells of %v, want %s", id, told, want)
	}
	return a
}

// etag returns the entity tag of what the call changes, as who names an old one is
// told of it.
func (k *walk) etag(c call) string {
	k.t.Helper()
	c.header = map[string]string{"If-Match": `"999"`}
	return k.who.call(k.t, c).want(k.t, http.StatusPreconditionFailed, "").header.Get("ETag")
}

// rows returns all of the audit.
func (k *walk) rows() []event.Record {
	k.t.Helper()
	if err := k.w.Accounts.Settle(k.t.Context()); err != nil {
		k.t.Fatal(err)
	}
	var all []event.Record
	err := k.w.Accounts.ExportAudit(k.t.Context(), access.System("cli"), event.Query{}, func(r event.Record) error { all = append(all, r); return nil })
	if err != nil {
		k.t.Fatal(err)
	}
	return all
}

// TestEveryWriteIsAudited walks every operation of the contract that writes.
func TestEveryWriteIsAudited(t *testing.T) {
	w := newWorld(t)
	owner := w.owner(t)
	k := &walk{t: t, w: w, th: w.things(t, w.token(t, "admin")), ops: managed(t), who: owner, done: make(map[string]bool)}
	k.all()
	for id, op := range k.ops {
		if op.method != http.MethodGet && !k.done[id] {
			t.Errorf("%s writes and was not tried", id)
		}
	}
}

func (k *walk) all() {
	k.together()
	k.translators()
	k.posts()
	k.plans()
	k.terms()
	k.settings()
	k.people()
}

type by = map[string]string

func (k *walk) posts() {
	text := `{"title":"Le vent","body":"<p>Le vent.</p>"}`
	k.does("createPost", "post.created", nil, `{"translations":{"fr":`+text+`}}`)
	k.does("putPost", "shared.saved", nil, `{"sourceLocale":"fr","date":"2026-05-05"}`)
	k.does("patchPost", "shared.saved", nil, `{"params":{"n":9}}`)
	k.does("restoreSharedRevision", "shared.saved", nil, `{}`)
	k.does("putTranslation", "translation.saved", nil, text)
	k.does("patchTranslation", "translation.saved", nil, `{"title":"La brise"}`)
	k.does("restoreRevision", "translation.saved", nil, `{"note":"Comme avant"}`)
	k.does("confirmTranslation", "translation.confirmed", by{"locale": "en"}, `{"revision":1,"sourceRevision":4}`)
	k.does("publishPost", "post.published", nil, `{"shared":1,"translations":{"fr":4,"en":1}}`)
	k.does("unpublishPost", "post.unpublished", nil, `{"translations":{"fr":4,"en":1}}`)
	k.does("createPreviewLink", "preview_link.created", nil, `{"locales":["fr"]}`)
	k.does("deletePreviewLink", "preview_link.revoked", nil, nil)
	k.does("uploadAsset", "asset.uploaded", nil, "multipart")
	k.does("patchAsset", "asset.described", nil, `{"texts":{"fr":{"alt":"Un toit"}}}`)
	k.does("fetchAsset", "asset.uploaded", nil, `{"url":"`+elsewhere(k.t)+`/toit.png"}`)
	k.does("deleteAsset", "asset.deleted", nil, nil)
	k.does("checkLinks", "links.check_asked", nil, nil)
	split := k.does("splitPost", "post.split", nil, `{"locale":"en"}`)
	if split.status == http.StatusCreated {
		_, alone, _ := strings.Cut(split.header.Get("Location"), "/posts/")
		k.does("mergePost", "post.merged", nil, `{"post":"`+alone+`"}`)
	}
	copied := k.does("duplicatePost", "post.created", nil, `{}`)
	if copied.status == http.StatusCreated {
		dup := by{"id": into[post](k.t, copied).ID}
		k.does("deleteTranslation", "translation.deleted", by{"id": dup["id"], "locale": "en"}, nil)
		k.does("copyTranslation", "translation.saved", by{"id": dup["id"], "locale": "en"}, `{"from":"fr","mode":"text"}`)
		k.does("deletePost", "post.deleted", dup, nil)
		k.does("purgePost", "post.purged", dup, nil)
	}
	back := k.does("restorePost", "post.restored", nil, nil)
	k.does("bulkPosts", "post.deleted", nil, map[string]any{"action": "delete", "items": []any{
		map[string]any{"post": k.th.of["trash"], "etag": back.header.Get("ETag")},
	}})
}

// together is what colleagues do around a text.
func (k *walk) together() {
	k.does("putAssignment", "assignment.put", nil, `{"assignee":"me","due":"2026-12-01"}`)
	k.does("deleteAssignment", "assignment.ended", nil, nil)
	said := k.does("createComment", "comment.added", nil, `{"text":"Quel vent?"}`)
	k.does("patchComment", "thread.resolved", nil, `{"resolved":true}`)
	if said.status == http.StatusCreated {
		own := by{"comment": into[struct{ ID string }](k.t, said).ID}
		k.does("patchComment", "comment.changed", own, `{"text":"Quelle brise?"}`)
		k.does("deleteComment", "comment.removed", own, nil)
	}
	k.does("reviewTranslation", "translation.submitted", nil, `{"revision":1,"decision":"submit"}`)
	k.does("reviewTranslation", "translation.approved", nil, `{"revision":1,"decision":"approve"}`)
	k.does("reviewTranslation", "translation.returned", nil, `{"revision":1,"decision":"return","comment":"Le vent manque."}`)
}

// plans are what is done later, and together.
func (k *walk) plans() {
	k.does("patchSchedule", "schedule.changed", nil, `{"at":"`+nextYear()+`","onBlocked":"fail"}`)
	k.does("deleteSchedule", "schedule.cancelled", nil, nil)
	item := `{"post":"` + k.th.other.ID + `","action":"publish","shared":1,"translations":{"fr":1}}`
	made := k.does("createRelease", "release.created", nil, `{"name":"Automne","state":"draft","items":[`+item+`]}`)
	k.does("patchRelease", "release.changed", nil, `{"name":"Été"}`)
	k.does("publishRelease", "post.published", nil, `{}`)
	if made.status == http.StatusCreated {
		k.does("deleteRelease", "release.deleted", by{"release": into[struct{ ID string }](k.t, made).ID}, nil)
	}
}

func (k *walk) terms() {
	for kind, name := range map[string]string{"tags": "Tag", "authors": "Author", "series": "Series"} {
		made := k.does("create"+name, "term.saved", nil, `{"translations":{"fr":{"name":"Toit"}}}`)
		k.does("patch"+name, "term.saved", nil, `{"translations":{"en":{"name":"Wind"}}}`)
		k.does("merge"+name, "term.merged", nil, `{"term":"`+into[struct{ ID string }](k.t, made).ID+`"}`)
		spare := k.w.id(k.t, "POST", "/manage/v1/"+kind, k.w.token(k.t, "admin"), `{"translations":{"fr":{"name":"Trop"}}}`)
		k.does("delete"+name, "term.deleted", by{"id": spare}, nil)
	}
}

func (k *walk) settings() {
	k.does("patchSite", "settings.saved", nil, `{"timeZone":"America/Toronto"}`)
	k.does("createLocale", "settings.saved", nil, `{"tag":"de","title":"Das Dach"}`)
	k.does("patchLocale", "settings.saved", nil, `{"title":"Le toit"}`)
	k.does("deleteLocale", "settings.saved", by{"tag": "de"}, nil)
}

func (k *walk) people() {
	k.does("patchUser", "user.changed", nil, `{"roles":{"en":["reader"]}}`)
	k.does("resetUser", "link.made", nil, nil)
	k.does("deleteInvitation", "invitation.withdrawn", nil, nil)
	invited := k.does("createInvitation", "link.made", nil, `{"email":"zoe@example.org","name":"Zoé","role":"reader"}`)
	k.does("createToken", "token.created", nil, `{"name":"CI","scopes":["manage"]}`)
	k.does("deleteToken", "token.revoked", nil, nil)
	k.does("patchMe", "user.changed", nil, `{"name":"Maude T."}`)
	login := `{"email":"maude@example.org","password":"` + goodPassword + `"}`
	k.who.signed(k.t, k.does("login", "session.began", nil, login))
	other := k.w.login(k.t, "maude@example.org", goodPassword)
	k.does("deleteSession", "session.ended", by{"session": k.other(other)}, nil)
	k.does("putPassword", "user.changed", nil, `{"current":"`+goodPassword+`","new":"cinquante bacs, deux ruches"}`)
	k.does("logout", "session.ended", nil, nil)
	zoe := &browser{w: k.w}
	secret := into[struct{ Token string }](k.t, invited).Token
	before := len(k.rows())
	zoe.signed(k.t, k.w.do(k.t, call{method: "POST", path: "/manage/v1/auth/accept", body: map[string]any{"token": secret, "password": goodPassword}}))
	var told []string
	for _, r := range k.rows()[before:] {
		told = append(told, r.Operation+" "+strings.ReplaceAll(r.Actor, zoe.id, "zoe")+" "+r.Name)
	}
	if !slices.Equal(told, []string{"user.joined user:zoe Zoé", "session.began user:zoe Zoé"}) {
		k.t.Errorf("accept: the audit tells of %v", told)
	}
	maps.Copy(k.done, map[string]bool{"accept": true})
}

// other returns the id of the session that the answer began.
func (k *walk) other(began answer) string {
	k.t.Helper()
	b := (&browser{w: k.w}).signed(k.t, began)
	a := b.call(k.t, call{method: "GET", path: "/manage/v1/me/sessions"}).want(k.t, http.StatusOK, "")
	for _, s := range into[struct {
		Items []struct {
			ID      string
			Current bool
		}
	}](k.t, a).Items {
		if s.Current {
			return s.ID
		}
	}
	k.t.Fatal("no session is this one")
	return ""
}
