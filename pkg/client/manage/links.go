package manage

import (
	"context"
	"iter"
	"time"

	"github.com/diptych-cms/diptych/pkg/client/rest"
)

// A ReportedLink is a link in a live text, and where it leads.
type ReportedLink struct {
	Post   string `json:"post"`
	Title  string `json:"title"`
	Locale string `json:"locale"`
	Text   string `json:"text"`   // the words of the link, cut
	Href   string `json:"href"`   // as the text has it
	State  string `json:"state"`  // "broken", "falls_back", "unpublished", "wrong_language" or "external"
	Reason string `json:"reason"` // for people, in the client's language

	Target        *LinkTarget `json:"target"`   // nil: it leads to no post of the site
	Fragment      string      `json:"fragment"` // the place in the page
	FragmentFound *bool       `json:"fragmentFound"`
	Count         int         `json:"count"`   // how often it stands in the text
	Checked       *LinkAnswer `json:"checked"` // nil: the other server was not asked
}

// A LinkTarget is the post that a link leads to.
type LinkTarget struct {
	Post   string `json:"post"`
	Locale string `json:"locale"` // in which the reader gets it; empty while none is live
	URL    string `json:"url"`
}

// A LinkAnswer is what another server said of a link to it.
type LinkAnswer struct {
	At     time.Time `json:"at"`
	Status int       `json:"status"` // 0: no answer
	Error  string    `json:"error"`  // why there was none

	MovedTo string `json:"movedTo"` // where the answer came from, if the server redirected
}

// A LinkQuery chooses links. The zero value means all of them.
type LinkQuery struct {
	Locale string // of the text
	State  string
	Post   string // id
	Cut
}

// A LinkPage is one page of links.
type LinkPage struct {
	Page[ReportedLink]
	Sums    map[string]int `json:"sums"`    // by state, whatever the query's
	Pending int            `json:"pending"` // what changed, and whose many links are not looked at again yet
}

// Links returns one page of the report on links of live texts.
func (c *Client) Links(ctx context.Context, q LinkQuery) (LinkPage, error) {
	r, err := rest.NewReportLinksRequest(c.server, &rest.ReportLinksParams{
		Locale: given(q.Locale), State: given(rest.LinkState(q.State)), Post: given(q.Post), Limit: given(q.Limit), Cursor: given(q.Cursor),
	})
	return answer[LinkPage](c.get(ctx, r, err))
}

// EachLink returns the links of all pages of the report from the query's on, asking for
// one at a time. It ends at the first error, which comes with a zero link.
func (c *Client) EachLink(ctx context.Context, q LinkQuery) iter.Seq2[ReportedLink, error] {
	return All(ctx, func(cursor string) (Page[ReportedLink], error) {
		if cursor != "" {
			q.Cursor = cursor
		}
		page, err := c.Links(ctx, q)
		return page.Page, err
	})
}

// A LinkCheck says how many links other servers will be asked about.
type LinkCheck struct {
	Links int `json:"links"`
	Hosts int `json:"hosts"`
}

// CheckLinks has other servers asked whether links to them lead somewhere. The report
// fills up meanwhile. The server must allow it.
func (c *Client) CheckLinks(ctx context.Context) (LinkCheck, error) {
	r, err := rest.NewCheckLinksRequest(c.server, nil)
	return answer[LinkCheck](c.post(ctx, "", r, err))
}
