package httpapi

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/editing"
	"github.com/diptych-cms/diptych/internal/etag"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/httpapi/apigen"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/publishing"
)

// A filterDoc chooses posts, in a body as in the query of a list.
type filterDoc struct {
	Status       content.Status    `json:"status"`
	Live         *bool             `json:"live"`
	Locale       locale.Tag        `json:"locale"`
	Missing      locale.Tag        `json:"missing"`
	Author       content.TermID    `json:"author"`
	Tag          content.TermID    `json:"tag"`
	Series       content.TermID    `json:"series"`
	UpdatedSince *time.Time        `json:"updatedSince"`
	State        content.PostState `json:"state"`
	Text         string            `json:"q"`
}

func (f filterDoc) query() content.PostQuery {
	q := content.PostQuery{Status: f.Status, Live: f.Live, Locale: f.Locale, Missing: f.Missing, State: f.State, Text: f.Text}
	for _, t := range []content.NamedTerm{{Kind: content.Author, ID: f.Author}, {Kind: content.Tag, ID: f.Tag}, {Kind: content.Series, ID: f.Series}} {
		if t.ID != "" {
			q.Terms = append(q.Terms, t)
		}
	}
	if f.UpdatedSince != nil {
		q.UpdatedSince = *f.UpdatedSince
	}
	return q
}

// A bulkDoc asks to do one thing to many posts.
type bulkDoc struct {
	Action  string            `json:"action"`
	Mode    string            `json:"mode"`
	Tag     content.TermID    `json:"tag"`
	Locales []locale.Tag      `json:"locales"`
	Filter  *filterDoc        `json:"filter"`
	Items   []apigen.BulkItem `json:"items"`
}

const each = "each"

// publishes reports whether the action is publishing's.
func (d *bulkDoc) publishes() bool { return d.Action == "publish" || d.Action == "unpublish" }

// judge puts the languages into canonical form and returns what is wrong with the
// document as a whole.
func (d *bulkDoc) judge(dry bool) error {
	var bad wrongs
	switch {
	case d.Filter != nil && d.Items != nil:
		bad.add("/items", "bulk.filter_and_items")
	case d.Filter == nil && d.Items == nil:
		bad.add("/items", "member.required")
	case d.Filter != nil && !dry:
		bad.add("/filter", "bulk.filter_dry")
	}
	if len(d.Locales) > 0 && (d.Filter == nil || !d.publishes()) {
		bad.add("/locales", "bulk.locales")
	}
	if d.Tag != "" && d.Action != "tag" && d.Action != "untag" {
		bad.add("/tag", "bulk.tag")
	}
	for i := range d.Locales {
		d.Locales[i] = bad.tag("/locales/"+strconv.Itoa(i), d.Locales[i])
	}
	if d.Filter != nil {
		d.Filter.Locale = bad.tag("/filter/locale", d.Filter.Locale)
		d.Filter.Missing = bad.tag("/filter/missing", d.Filter.Missing)
	}
	return bad.fault()
}

// BulkPosts answers POST /manage/v1/bulk.
func (a *API) BulkPosts(c echo.Context, p apigen.BulkPostsParams) error {
	var doc bulkDoc
	if err := bodyOf(c).decode(&doc); err != nil {
		return err
	}
	dry := either(p.DryRun)
	if err := doc.judge(dry); err != nil {
		return err
	}
	answer := bulkAnswer{Action: doc.Action, Mode: "all", DryRun: dry, Items: []bulkOutcome{}}
	if doc.Mode == each {
		answer.Mode = each
	}
	var chosen []editing.Chosen
	if doc.Filter != nil {
		var err error
		chosen, answer.More, err = a.Editing.Choose(c.Request().Context(), editing.Choose{Actor: actorOf(c), Query: doc.Filter.query()})
		if err != nil {
			return err
		}
	}
	do := a.bulkEdit
	if doc.publishes() {
		do = a.bulkPublish
	}
	outcomes, err := do(c, doc, chosen, dry)
	if err != nil {
		return err
	}
	for i := range outcomes {
		outcomes[i].name(chosen)
	}
	answer.Items = append(answer.Items, outcomes...)
	return send(c, http.StatusOK, echo.MIMEApplicationJSON, answer)
}

// A bulkAnswer says what was done to many posts, or would be.
type bulkAnswer struct {
	Action string        `json:"action"`
	Mode   string        `json:"mode"`
	DryRun bool          `json:"dryRun"`
	Items  []bulkOutcome `json:"items"`
	More   bool          `json:"more,omitempty"`
}

// A bulkOutcome says what became of one post.
type bulkOutcome struct {
	Post         content.PostID        `json:"post"`
	Titles       map[locale.Tag]string `json:"titles,omitempty"`
	ETag         string                `json:"etag,omitempty"`
	Shared       int                   `json:"shared,omitempty"`
	Translations map[locale.Tag]int    `json:"translations,omitempty"`
	OK           bool                  `json:"ok"`
	Problem      *problem              `json:"problem,omitempty"`
	Blockers     []blockerAnswer       `json:"blockers,omitempty"`
}

// name adds what the post is called, and its entity tag, where it was looked for.
func (o *bulkOutcome) name(chosen []editing.Chosen) {
	i := slices.IndexFunc(chosen, func(c editing.Chosen) bool { return c.Post.ID == o.Post })
	if i < 0 {
		return
	}
	o.Titles = make(map[locale.Tag]string, len(chosen[i].Texts))
	for tag, text := range chosen[i].Texts {
		o.Titles[tag] = text.Title
	}
	if o.ETag == "" {
		o.ETag = etag.Of(chosen[i].Post.Version)
	}
}

// explain says why nothing was done to the post.
func (o *bulkOutcome) explain(why *content.Outcome, s speaker) {
	if o.OK = why == nil; why != nil {
		p := problemOf(why.Fault(), s)
		o.Problem = &p
	}
}

// bulkEdit tags posts, or deletes them.
func (a *API) bulkEdit(c echo.Context, doc bulkDoc, chosen []editing.Chosen, dry bool) ([]bulkOutcome, error) {
	cmd := editing.Bulk{Actor: actorOf(c), Action: editing.BulkAction(doc.Action), Tag: doc.Tag, Each: doc.Mode == each, DryRun: dry}
	for _, post := range chosen {
		cmd.Items = append(cmd.Items, editing.BulkItem{Post: post.Post.ID, Version: post.Post.Version})
	}
	if doc.Filter != nil && len(cmd.Items) == 0 {
		return nil, nil
	}
	for i, item := range doc.Items {
		version, err := versionIn(item.Etag, "/items/"+strconv.Itoa(i)+"/etag")
		if err != nil {
			return nil, err
		}
		cmd.Items = append(cmd.Items, editing.BulkItem{Post: content.PostID(item.Post), Version: version})
	}
	var err error
	if cmd.Once, err = a.onceOf(c); err != nil {
		return nil, err
	}
	done, err := a.Editing.Bulk(c.Request().Context(), cmd)
	if err != nil {
		return nil, err
	}
	outcomes := make([]bulkOutcome, len(done))
	for i, d := range done {
		o := bulkOutcome{Post: d.Post, Shared: d.Shared}
		if d.Version > 0 {
			o.ETag = etag.Of(d.Version)
		}
		if dry { // it is as it was: the tag to send is the one that was looked at
			o.ETag, o.Shared = etag.Of(cmd.Items[i].Version), 0
		}
		o.explain(d.Problem, a.speakerOf(c))
		outcomes[i] = o
	}
	return outcomes, nil
}

// versionIn reads the entity tag of an item; without one it names no version.
func versionIn(tag *string, pointer string) (int64, error) {
	if tag == nil {
		return 0, nil
	}
	versions, err := versionsOf(http.Header{"If-Match": {*tag}})
	switch {
	case err != nil || len(versions) != 1:
		return 0, fault.Wrong(pointer, "header.if_match")
	case versions[0] == never:
		return 0, fault.Wrong(pointer, "header.if_match_unknown")
	}
	return versions[0], nil
}

// bulkPublish publishes posts, or takes them away from readers.
func (a *API) bulkPublish(c echo.Context, doc bulkDoc, chosen []editing.Chosen, dry bool) ([]bulkOutcome, error) {
	cmd := publishing.Many{Actor: actorOf(c), Each: doc.Mode == each, DryRun: dry}
	var bad wrongs
	for _, post := range chosen {
		if item, ok := doc.item(post); ok {
			cmd.Items = append(cmd.Items, item)
		}
	}
	for i, item := range doc.Items {
		var translations apigen.Revisions
		if item.Translations != nil {
			translations = *item.Translations
		}
		cmd.Items = append(cmd.Items, content.Item{
			Post: content.PostID(item.Post), Action: content.Action(doc.Action),
			Publication: publicationIn(item.Shared, translations, "/items/"+strconv.Itoa(i), &bad),
		})
	}
	if err := bad.fault(); err != nil || len(cmd.Items) == 0 {
		return nil, err
	}
	// What a filter finds is told of post by post: one that cannot be does not hide
	// the others.
	cmd.Each = cmd.Each || doc.Filter != nil
	var err error
	if cmd.Once, err = a.onceOf(c); err != nil {
		return nil, err
	}
	results, err := a.Publishing.Many(c.Request().Context(), cmd)
	if err != nil {
		return nil, err
	}
	s := a.speakerOf(c)
	outcomes := make([]bulkOutcome, len(results))
	for i, r := range results {
		o := bulkOutcome{Post: r.Item.Post, Shared: r.Item.Publication.Shared, Translations: r.Item.Publication.Translations}
		if r.Result.Post != nil {
			o.ETag = etag.Of(r.Result.Post.Version)
		}
		o.explain(r.Problem, s)
		if len(r.Result.Blockers) > 0 {
			o.OK, o.Blockers = false, blockersOf(r.Result.Blockers, s)
		}
		outcomes[i] = o
	}
	return outcomes, nil
}

// item returns what there is to publish of a post that a filter found, or to take
// away: of the translations that it asked for, those that it would change.
func (d *bulkDoc) item(post editing.Chosen) (content.Item, bool) {
	item := content.Item{Post: post.Post.ID, Action: content.Action(d.Action)}
	item.Publication.Translations = make(map[locale.Tag]int)
	publish := item.Action == content.ToPublish
	if publish && post.Post.Head != post.Post.Live {
		item.Publication.Shared = post.Post.Head
	}
	for _, tag := range post.Matched {
		t := post.Post.Translation(tag)
		if t == nil || len(d.Locales) > 0 && !slices.Contains(d.Locales, tag) {
			continue
		}
		switch {
		case publish && (t.Head != t.Live || item.Publication.Shared > 0):
			item.Publication.Translations[tag] = t.Head
		case !publish && t.Live > 0:
			item.Publication.Translations[tag] = t.Live
		}
	}
	return item, len(item.Publication.Translations) > 0
}
