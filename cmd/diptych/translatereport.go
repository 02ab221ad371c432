package main

import (
	"strings"

	"github.com/diptych-cms/diptych/internal/bitext"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/exchanging"
	"github.com/diptych-cms/diptych/internal/locale"
)

// The shapes of the report on exchange files for programs. Codes are stable, messages
// are not.
type (
	exchangeJSON struct {
		DryRun bool                 `json:"dryRun"`
		Posts  []exchangePostJSON   `json:"posts"`
		Units  []exchangeResultJSON `json:"units"`
	}
	exchangePostJSON struct {
		Post     content.PostID             `json:"post"`
		Locale   locale.Tag                 `json:"locale"`
		Revision int                        `json:"revision"`
		Sums     map[exchanging.Outcome]int `json:"sums"`
		Units    []exchangeResultJSON       `json:"units"`
		Warnings []exchangeWarningJSON      `json:"warnings"`
	}
	exchangeResultJSON struct {
		File    string             `json:"file"`
		Line    int                `json:"line"`
		Segment string             `json:"segment"`
		Outcome exchanging.Outcome `json:"outcome"`
		State   bitext.State       `json:"state"`
		Code    string             `json:"code"`
		Message string             `json:"message"`
		Target  string             `json:"target,omitempty"`
		Current string             `json:"current,omitempty"`
	}
	exchangeWarningJSON struct {
		Code    string `json:"code"`
		Message string `json:"message"`
		Excerpt string `json:"excerpt,omitempty"`
	}
)

func jsonExchange(k *console, reports *exchanging.Reports, dry bool) exchangeJSON {
	out := exchangeJSON{DryRun: dry, Posts: []exchangePostJSON{}, Units: jsonResults(k, reports.Units)}
	for i := range reports.Posts {
		r := &reports.Posts[i]
		post := exchangePostJSON{
			Post: r.Post, Locale: r.Locale, Revision: r.Revision, Sums: r.Sums(), Units: jsonResults(k, r.Results), Warnings: []exchangeWarningJSON{},
		}
		for _, w := range r.Warnings {
			post.Warnings = append(post.Warnings, exchangeWarningJSON{Code: w.Code, Message: k.words(w.Code, w.Args), Excerpt: w.Excerpt})
		}
		out.Posts = append(out.Posts, post)
	}
	return out
}

func jsonResults(k *console, list []exchanging.Result) []exchangeResultJSON {
	out := []exchangeResultJSON{}
	for _, r := range list {
		one := exchangeResultJSON{
			File: r.File, Line: r.Line, Segment: r.Segment, Outcome: r.Outcome, State: r.State, Code: r.Code, Target: r.Target, Current: r.Current,
		}
		if r.Code != "" {
			one.Message = strings.Join(k.remedied(r.Code, r.Args), " ")
		}
		out = append(out, one)
	}
	return out
}
