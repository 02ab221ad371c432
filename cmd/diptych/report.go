package main

import (
	"bufio"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/porting"
)

// printReport prints what an import did: each file that has something to tell,
// what may belong together, and the totals.
func (k *console) printReport(r *porting.Report) error {
	w := bufio.NewWriter(k.out)
	for _, f := range r.Files {
		if f.Outcome == porting.Unchanged && len(f.Notes) == 0 {
			continue
		}
		outcome := k.say("report.outcome." + string(f.Outcome))
		if f.Published {
			outcome += ", " + k.say("report.published")
		}
		_, _ = fmt.Fprintf(w, "%s  %s\n", oneLine(f.Path), outcome)
		k.printNotes(w, f.Notes, f.Path)
	}
	if len(r.Notes) > 0 {
		_, _ = fmt.Fprintln(w)
	}
	k.printNotes(w, r.Notes, "")
	if len(r.Suggestions) > 0 {
		_, _ = fmt.Fprintf(w, "\n%s\n", k.say("report.suggestions"))
	}
	for _, s := range r.Suggestions {
		_, _ = fmt.Fprintf(w, "  %s\n", oneLine(k.say("report.suggestion", "path", s.Path, "with", s.With,
			"percent", math.Round(100*s.Score), "reasons", strings.Join(k.reasons(s), "; "))))
	}
	_, _ = fmt.Fprintln(w)
	for _, line := range k.totals(r) {
		_, _ = fmt.Fprintln(w, line)
	}
	return w.Flush()
}

// printNotes prints notes, one a line: place, level, what, and about what. The
// place leaves out the file under whose name the notes stand.
func (k *console) printNotes(w *bufio.Writer, notes []porting.Note, file string) {
	byLine := func(a, b porting.Note) int { return a.Line - b.Line }
	for _, n := range slices.SortedStableFunc(slices.Values(notes), byLine) {
		place := oneLine(n.Path)
		if n.Path == file {
			place = ""
		}
		if n.Line > 0 {
			place += fmt.Sprintf(":%d", n.Line)
		}
		words := oneLine(k.words(n.Code, n.Args))
		if n.Excerpt != "" {
			words += " — " + oneLine(n.Excerpt)
		}
		if place != "" {
			place += "  "
		}
		level := "report.level." + string(n.Level)
		if strings.HasPrefix(n.Code, "sanitize.") {
			level = "report.level.html" // the totals count these apart
		}
		_, _ = fmt.Fprintf(w, "  %s%s  %s\n", place, k.say(level), words)
	}
}

func (k *console) reasons(s porting.Suggestion) []string {
	words := make([]string, len(s.Reasons))
	for i, r := range s.Reasons {
		words[i] = k.words(r.Code, r.Args)
	}
	return words
}

// totals returns the last lines of a report.
func (k *console) totals(r *porting.Report) []string {
	t := r.Totals
	lines := []string{
		k.say("report.total.files", "count", t.Files, "pairs", t.Pairs, "singles", t.Singles),
		k.say("report.total.outcomes", "created", t.Created, "updated", t.Updated, "unchanged", t.Unchanged,
			"kept", t.Kept, "refused", t.Refused, "vanished", t.Vanished),
		k.say("report.total.rest", "published", t.Published, "assets", t.Assets, "warnings", t.Warnings, "repairs", t.Repairs),
	}
	switch {
	case r.DryRun:
		lines = append(lines, k.say("report.dry_run"))
	case !r.Changed():
		lines = append(lines, k.say("report.nothing_changed"))
	}
	return lines
}

// The shapes of the report for programs. Codes are stable, messages are not.
type (
	reportJSON struct {
		Source      string           `json:"source"`
		DryRun      bool             `json:"dryRun"`
		Changed     bool             `json:"changed"`
		Totals      totalsJSON       `json:"totals"`
		Files       []fileJSON       `json:"files"`
		Suggestions []suggestionJSON `json:"suggestions"`
		Notes       []noteJSON       `json:"notes"`
	}
	totalsJSON struct {
		Files     int `json:"files"`
		Created   int `json:"created"`
		Updated   int `json:"updated"`
		Unchanged int `json:"unchanged"`
		Kept      int `json:"kept"`
		Refused   int `json:"refused"`
		Vanished  int `json:"vanished"`
		Published int `json:"published"`
		Pairs     int `json:"pairs"`
		Singles   int `json:"singles"`
		Assets    int `json:"assets"`
		Warnings  int `json:"warnings"`
		Repairs   int `json:"repairs"`
	}
	fileJSON struct {
		Path      string     `json:"path"`
		Locale    locale.Tag `json:"locale"`
		Post      string     `json:"post,omitempty"`
		With      []string   `json:"with"`
		Outcome   string     `json:"outcome"`
		Published bool       `json:"published"`
		Notes     []noteJSON `json:"notes"`
	}
	noteJSON struct {
		Level   string         `json:"level"`
		Code    string         `json:"code"`
		Message string         `json:"message"`
		Args    map[string]any `json:"args,omitempty"`
		Path    string         `json:"path,omitempty"`
		Line    int            `json:"line,omitempty"`
		Excerpt string         `json:"excerpt,omitempty"`
	}
	suggestionJSON struct {
		Path    string   `json:"path"`
		With    string   `json:"with"`
		Score   float64  `json:"score"`
		Codes   []string `json:"codes"`
		Reasons []string `json:"reasons"`
	}
)

func jsonReport(k *console, r *porting.Report) reportJSON {
	out := reportJSON{
		Source: r.Source, DryRun: r.DryRun, Changed: r.Changed(), Totals: totalsJSON(r.Totals),
		Files: []fileJSON{}, Suggestions: []suggestionJSON{}, Notes: jsonNotes(k, r.Notes),
	}
	for _, f := range r.Files {
		out.Files = append(out.Files, fileJSON{
			Path: f.Path, Locale: f.Locale, Post: string(f.Post), With: append([]string{}, f.With...),
			Outcome: string(f.Outcome), Published: f.Published, Notes: jsonNotes(k, f.Notes),
		})
	}
	for _, s := range r.Suggestions {
		codes := make([]string, len(s.Reasons))
		for i, reason := range s.Reasons {
			codes[i] = reason.Code
		}
		out.Suggestions = append(out.Suggestions, suggestionJSON{s.Path, s.With, s.Score, codes, k.reasons(s)})
	}
	return out
}

func jsonNotes(k *console, notes []porting.Note) []noteJSON {
	out := []noteJSON{}
	for _, n := range notes {
		out = append(out, noteJSON{
			Level: string(n.Level), Code: n.Code, Message: k.words(n.Code, n.Args), Args: n.Args,
			Path: n.Path, Line: n.Line, Excerpt: n.Excerpt,
		})
	}
	return out
}
