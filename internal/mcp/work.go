package mcp

import (
	"context"
	"time"

	"github.com/diptych-cms/diptych/pkg/client/manage"
)

// WorkIn asks for work.
type WorkIn struct {
	Locale   string   `json:"locale,omitempty" jsonschema:"only translations into this language, such as fr"`
	States   []string `json:"states,omitempty" jsonschema:"only in these states: missing, partial, stale, current; missing, partial and stale by default"`
	Assignee string   `json:"assignee,omitempty" jsonschema:"me for what is assigned to the owner of the token, none for what nobody has"`
	Limit    int      `json:"limit,omitempty" jsonschema:"how many, 20 by default and at most 100"`
	Cursor   string   `json:"cursor,omitempty" jsonschema:"next of the page before"`
}

// WorkOut is a page of work.
type WorkOut struct {
	Items   []WorkLine `json:"items"`
	Next    string     `json:"next,omitempty" jsonschema:"cursor of the next page; none on the last"`
	Pending int        `json:"pending" jsonschema:"translations that changed and are not listed anew yet"`
}

// A WorkLine is a translation that waits.
type WorkLine struct {
	Post         string `json:"post" jsonschema:"id"`
	Title        string `json:"title" jsonschema:"of the source"`
	SourceLocale string `json:"sourceLocale"`
	Locale       string `json:"locale"`
	State        string `json:"state"`
	Status       string `json:"status,omitempty" jsonschema:"draft, in_review or approved; none where the translation is missing"`
	WordsNew     int    `json:"wordsNew" jsonschema:"words of the source with nothing beside them"`
	WordsStale   int    `json:"wordsStale" jsonschema:"words of the source that changed since they were translated"`
	Due          string `json:"due,omitempty"`
	Assignee     string `json:"assignee,omitempty"`
	Comments     int    `json:"comments" jsonschema:"threads that wait for an answer"`
}

func (s *Server) listWork(ctx context.Context, in WorkIn) (WorkOut, error) {
	page, err := s.Client.Work(ctx, manage.WorkQuery{
		Locale: in.Locale, States: in.States, Assignee: in.Assignee, Cut: manage.Cut{Limit: in.Limit, Cursor: in.Cursor},
	})
	out := WorkOut{Items: make([]WorkLine, len(page.Items)), Next: page.Next, Pending: page.Pending}
	for i, item := range page.Items {
		out.Items[i] = WorkLine{
			Post: item.Post, Title: item.Title, SourceLocale: item.SourceLocale, Locale: item.Locale, State: item.State, Status: item.Status,
			WordsNew: item.Words.New, WordsStale: item.Words.Stale, Comments: item.Comments,
		}
		if item.Due != nil {
			out.Items[i].Due = item.Due.Format(time.RFC3339)
		}
		if item.Assignee != nil {
			out.Items[i].Assignee = item.Assignee.Name
		}
	}
	return out, err
}

// CommentIn is something to be said.
type CommentIn struct {
	Post    string `json:"post" jsonschema:"id"`
	Locale  string `json:"locale"`
	Text    string `json:"text" jsonschema:"plain text, at most 4000 characters"`
	Segment string `json:"segment,omitempty" jsonschema:"id of the segment that it is about"`
	ReplyTo string `json:"replyTo,omitempty" jsonschema:"id of the thread that it answers in, instead of segment"`
}

// CommentOut names what was said.
type CommentOut struct {
	Thread string `json:"thread" jsonschema:"id, for replyTo"`
}

func (s *Server) comment(ctx context.Context, in CommentIn) (CommentOut, error) {
	thread, err := s.Client.Comment(ctx, manage.Panel{Post: in.Post, Locale: in.Locale}, manage.NewComment{Text: in.Text, Segment: in.Segment, ReplyTo: in.ReplyTo})
	return CommentOut{Thread: thread.ID}, err
}
