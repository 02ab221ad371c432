package draft_test

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/draft"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/markup"
	"github.com/diptych-cms/diptych/internal/media"
	"github.com/diptych-cms/diptych/internal/store"
)

var _ draft.Finds = (*store.Snapshot)(nil)

const (
	picture = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
	gone    = "0000000000000000000000000000000000000000000000000000000000000000"
)

// newHarbour is a desk with two posts that others link to, a draft, one in the
// trash, and a picture, on a site that moved.
func newHarbour(t testing.TB) desk {
	d := newDesk(t)
	d.write(func(ctx context.Context, tx *store.Tx) error {
		site, err := tx.Site(ctx)
		if err != nil {
			return err
		}
		site.Settings.Hosts = []string{"old.example"}
		if err := tx.SaveSite(ctx, site); err != nil {
			return err
		}
		for tag, base := range map[locale.Tag]string{"en": "https://tides.example", "fr": "https://marees.example"} {
			l, err := tx.Locale(ctx, tag)
			if err != nil {
				return err
			}
			l.Settings.BaseURL, l.Settings.Paths.Post = base, "/"+string(tag)+"/{slug}"
			if err := tx.SaveLocale(ctx, l); err != nil {
				return err
			}
		}
		return tx.AddAsset(ctx, &media.Asset{ID: picture, Type: "image/png", Bytes: 1, Width: 1, Height: 1, Name: "p.png"})
	})
	for _, id := range []content.PostID{"tides", "trash"} {
		d.post(id)
		d.mustSave(id, "en", content.Text{Title: string(id), Body: "<p>A</p>", Aliases: []string{"/2019/03/04/" + string(id) + "/"}}, draft.Options{})
	}
	d.mustSave("tides", "fr", content.Text{Title: "Marées d’été", Slug: "marées", Body: "<p>A</p>"}, draft.Options{})
	d.write(func(ctx context.Context, tx *store.Tx) error {
		p, err := tx.Post(ctx, "trash")
		if err != nil {
			return err
		}
		p.DeletedAt = tx.Now()
		return tx.SavePost(ctx, p)
	})
	d.live("tides")
	return d
}

// live makes what the post holds lead readers to it.
func (d desk) live(id content.PostID) {
	d.write(func(ctx context.Context, tx *store.Tx) error {
		list, err := tx.Addresses(ctx, id)
		for i := range list {
			list[i].State = content.AddressLive
		}
		if err != nil {
			return err
		}
		return tx.PutAddresses(ctx, list)
	})
}

// linked prepares and links a text.
func (d desk) linked(tag locale.Tag, own string, text content.Text) *draft.Prepared {
	d.Helper()
	p, err := draft.Prepare(policy(), tag, "", text)
	if err != nil {
		d.Fatal(err)
	}
	err = d.db.Read(d.Context(), func(r *store.Snapshot) error { return draft.Link(d.Context(), r, own, p) })
	if err != nil {
		d.Fatal(err)
	}
	return p
}

func TestLink(t *testing.T) {
	d := newHarbour(t)
	for _, tt := range []struct{ name, in, want string }{
		{"page", `<a href="https://tides.example/en/tides">x</a>`, `<a href="cms:post/tides">x</a>`},
		{"alias", `<a href="/2019/03/04/tides/#why">x</a>`, `<a href="cms:post/tides#why">x</a>`},
		{"another language", `<a href="https://marees.example/fr/mar%C3%A9es/">x</a>`, `<a href="cms:post/tides">x</a>`},
		{"a former host", `<a href="http://old.example/2019/03/04/tides?utm_source=x">x</a>`, `<a href="cms:post/tides">x</a>`},
		{"a dated address that nobody kept", `<a href="/2018/01/tides/">x</a>`, `<a href="cms:post/tides">x</a>`},
		{"at the root", `<a href="/mar%C3%A9es">x</a>`, `<a href="cms:post/tides">x</a>`},
		{"in a map", `<map name="m"><area href="/en/tides" alt="x"/></map>`, ``},
		{"in the trash", `<a href="https://tides.example/en/trash">x</a>`, `<a href="https://tides.example/en/trash">x</a>`},
		{"nobody's", `<a href="/en/nowhere">x</a>`, `<a href="/en/nowhere">x</a>`},
		{"another folder", `<a href="/products/tides">x</a>`, `<a href="/products/tides">x</a>`},
		{"a query", `<a href="/en/tides?page=2">x</a>`, `<a href="/en/tides?page=2">x</a>`},
		{"elsewhere", `<a href="https://example.org/en/tides">x</a>`, `<a href="https://example.org/en/tides">x</a>`},
		{"a place here", `<a href="#tides">x</a>`, `<a href="#tides">x</a>`},
		{"a reference", `<a href="cms:post/tides#x">x</a>`, `<a href="cms:post/tides#x">x</a>`},
		{"a file", `<a href="/content/v1/media/` + picture + `/original">x</a>`, `<a href="cms:asset/` + picture + `">x</a>`},
		{"a size of it", `<a href="/content/v1/media/` + picture + `/w640.webp">x</a>`, `<a href="/content/v1/media/` + picture + `/w640.webp">x</a>`},
		{"a file that is gone", `<a href="/content/v1/media/` + gone + `/original">x</a>`, `<a href="/content/v1/media/` + gone + `/original">x</a>`},
		{"a post is no picture", `<img src="/en/tides" alt="x"/>`, `<img src="/en/tides" alt="x"/>`},
		{"text", `<p>href="/en/tides" &amp; <code>&lt;a href="/en/tides"&gt;</code></p>`, ``},
	} {
		t.Run(tt.name, func(t *testing.T) {
			plain, err := draft.Prepare(policy(), "en", "", content.Text{Title: "T", Body: tt.in})
			if err != nil {
				t.Fatal(err)
			}
			got := d.linked("en", "", content.Text{Title: "T", Body: tt.in})
			want := tt.want
			switch {
			case want == "" && tt.name == "in a map":
				want = strings.ReplaceAll(plain.Text.HTML, "/en/tides", "cms:post/tides")
			case want == "":
				want = plain.Text.HTML
			}
			if got.Text.HTML != want || got.Text.Body != want {
				t.Errorf("HTML %q\nbody %q\nwant %q", got.Text.HTML, got.Text.Body, want)
			}
			if got.Submitted != tt.in {
				t.Errorf("submitted %q", got.Submitted)
			}
			if got.Sense != got.Text.Sense() {
				t.Error("the sense is that of another text")
			}
		})
	}
}

func TestLinkPictures(t *testing.T) {
	d := newHarbour(t)
	at := "/content/v1/media/" + picture
	for _, tt := range []struct{ in, want string }{
		{`<img src="` + at + `/original" alt=""/>`, `<img src="cms:asset/` + picture + `" alt=""/>`},
		{`<img src="` + at + `/w640.webp" srcset="` + at + `/w320.webp 320w, ` + at + `/w640.webp 640w" sizes="100vw" alt=""/>`, `<img src="cms:asset/` + picture + `" alt=""/>`},
		{`<img src="` + at + `/w640h360.webp" alt=""/>`, `<img src="` + at + `/w640h360.webp" alt=""/>`},
	} {
		p := d.linked("en", "", content.Text{Title: "T", Body: tt.in})
		if p.Text.HTML != tt.want {
			t.Errorf("%s\nbecame %s\nwant   %s", tt.in, p.Text.HTML, tt.want)
		}
	}
}

// TestLinkKeepsMarkdown names what links lead to in the HTML alone, and saving says
// that the post is named.
func TestLinkKeepsMarkdown(t *testing.T) {
	d := newHarbour(t)
	body := "See [tides](/en/tides#why), ![](/content/v1/media/" + picture + "/original) and [this](/en/no)."
	p := d.linked("fr", "", content.Text{Title: "T", Format: content.Markdown, Body: body})
	if p.Text.Body != body || !strings.Contains(p.Text.HTML, `href="cms:post/tides#why"`) || !strings.Contains(p.Text.HTML, `href="/en/no"`) {
		t.Errorf("body %q, HTML %q", p.Text.Body, p.Text.HTML)
	}
	d.post("p")
	d.write(func(ctx context.Context, tx *store.Tx) error {
		post, err := tx.Post(ctx, "p")
		if err != nil {
			return err
		}
		_, err = draft.Save(ctx, tx, post, p, draft.Options{Meta: meta(tx)})
		return err
	})
	d.write(func(ctx context.Context, tx *store.Tx) error {
		uses, err := tx.AssetUses(ctx, picture, 10)
		if len(uses) != 1 || uses[0].Post != "p" {
			t.Errorf("uses %+v, %v", uses, err)
		}
		return nil
	})
}

// TestLinkForWhoHasOwnPostsAlone tells such an actor nothing of what readers do not see.
func TestLinkForWhoHasOwnPostsAlone(t *testing.T) {
	d := newHarbour(t)
	d.post("draft")
	d.mustSave("draft", "en", content.Text{Title: "Secret", Body: "<p>A</p>"}, draft.Options{})
	in := `<a href="/en/secret">x</a>`
	if got := d.linked("en", "", content.Text{Title: "T", Body: in}).Text.HTML; got != `<a href="cms:post/draft">x</a>` {
		t.Errorf("to whom all exists: %s", got)
	}
	if got := d.linked("en", "somebody", content.Text{Title: "T", Body: in}).Text.HTML; got != in {
		t.Errorf("to whom it does not exist: %s", got)
	}
	// A post that is not live does not exist to them, though it has an old address.
	if got := d.linked("en", "somebody", content.Text{Title: "T", Body: `<a href="/en/tides">x</a>`}).Text.HTML; got != `<a href="/en/tides">x</a>` {
		t.Errorf("a post that nobody reads: %s", got)
	}
}

// TestSavingLinksIsNoChange saves again what a text says, and something else, after
// the post that it links to came.
func TestSavingLinksIsNoChange(t *testing.T) {
	d := newHarbour(t)
	d.post("p")
	text := content.Text{Title: "T", Body: `<p>A <a href="/en/late">b</a></p>`}
	d.mustSave("p", "en", text, draft.Options{})
	d.mustSave("p", "fr", content.Text{Title: "T", Body: "<p>A</p>"}, draft.Options{})
	d.post("late")
	d.mustSave("late", "en", content.Text{Title: "Late", Body: "<p>A</p>"}, draft.Options{})
	save := func(text content.Text) draft.Saved {
		p := d.linked("en", "", text)
		if !p.Linked() {
			t.Fatalf("not linked: %s", p.Text.HTML)
		}
		var saved draft.Saved
		d.write(func(ctx context.Context, tx *store.Tx) error {
			post, err := tx.Post(ctx, "p")
			if err != nil {
				return err
			}
			saved, err = draft.Save(ctx, tx, post, p, draft.Options{Meta: meta(tx)})
			return err
		})
		return saved
	}
	if got := save(text); got.Changed || got.Revision != 1 {
		t.Errorf("the same text: %+v", got)
	}
	text.Body = `<p>A, <a href="/en/late">b</a></p>` // in form alone
	if got := save(text); !got.Changed || got.Revision != 2 {
		t.Errorf("another form: %+v", got)
	}
	rev, _ := d.head("p", "en")
	if rev.Text.HTML != `<p>A, <a href="cms:post/late">b</a></p>` || rev.Means != 1 {
		t.Errorf("%s means %d, want 1", rev.Text.HTML, rev.Means)
	}
	text.Body = `<p>Not A, <a href="/en/late">b</a></p>`
	save(text)
	if rev, _ := d.head("p", "en"); rev.Means != 3 {
		t.Errorf("another sense means %d, want 3", rev.Means)
	}
	text.Body = `<p>A <a href="/en/late">b</a></p>` // taken back: as it was before the post came
	save(text)
	if rev, _ := d.head("p", "en"); rev.Means != 1 {
		t.Errorf("what was taken back means %d, want 1", rev.Means)
	}
}

// failing finds nothing.
type failing struct{ draft.Finds }

func (failing) Site(context.Context) (*content.Site, error) {
	return nil, fault.New(fault.Unavailable, "database.busy")
}

func TestLinkReadsOnlyWhereThereIsALink(t *testing.T) {
	for body, wants := range map[string]bool{`<p>A <a href="#b">c</a> <a href="mailto:a@b.c">d</a></p>`: false, `<p><a href="/b">c</a></p>`: true} {
		p, err := draft.Prepare(policy(), "en", "", content.Text{Title: "T", Body: body})
		if err != nil {
			t.Fatal(err)
		}
		if err := draft.Link(t.Context(), failing{}, "", p); (err != nil) != wants {
			t.Errorf("%s: %v", body, err)
		}
	}
}

// everybody holds every slug and every file.
type everybody struct{}

func (everybody) Site(context.Context) (*content.Site, error) {
	return &content.Site{Settings: content.SiteSettings{XDefault: "en", Hosts: []string{"old.example"}}}, nil
}

func (everybody) Locales(context.Context) ([]content.Locale, error) {
	return []content.Locale{{Tag: "en", Settings: content.LocaleSettings{Paths: content.Paths{Post: "/{slug}"}}}}, nil
}

func (everybody) Holders(_ context.Context, wanted []content.Address) ([]content.Address, error) {
	for i := range wanted {
		wanted[i].Post, wanted[i].State = "p", content.AddressLive
	}
	return wanted, nil
}

func (everybody) Missing(context.Context, content.Named) (content.Named, error) {
	return content.Named{}, nil
}

// FuzzLink links any HTML: nothing but where links lead becomes another, and linking
// again changes nothing.
func FuzzLink(f *testing.F) {
	for _, s := range []string{
		`<p>a <a href="/x#y" title="&quot;/z&quot;">b</a></p>`, `<img src="/content/v1/media/` + picture + `/w320.webp" srcset="a 1x">`,
		`<a href='//old.example/é'>c</a><pre> <a href="/x">d</a></pre>`, `<iframe src="https://www.youtube.com/embed/x"></iframe>`, "<table><a href=\"/\n x\">",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, in string) {
		p, err := draft.Prepare(policy(), "en", "", content.Text{Title: "T", Body: in})
		if err != nil {
			t.Skip()
		}
		before := p.Text.HTML
		if err := draft.Link(t.Context(), everybody{}, "", p); err != nil {
			t.Fatal(err)
		}
		bare := func(fragment string) string {
			return markup.RewriteURLs(fragment, func(markup.Link) string { return "x" })
		}
		if diff := cmp.Diff(markup.Text(before), markup.Text(p.Text.HTML)); diff != "" {
			t.Errorf("%q: another text: %s", in, diff)
		}
		if !strings.Contains(before, "srcset") && bare(before) != bare(p.Text.HTML) {
			t.Errorf("%q:\n%q\nbecame\n%q", in, before, p.Text.HTML)
		}
		once := p.Text.HTML
		if err := draft.Link(t.Context(), everybody{}, "", p); err != nil || p.Text.HTML != once {
			t.Errorf("%q: linked again %q became %q, %v", in, once, p.Text.HTML, err)
		}
		if again := policy().Body(once); again.HTML != once {
			t.Errorf("%q: sanitized again %q became %q", in, once, again.HTML)
		}
	})
}
