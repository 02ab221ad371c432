package proofreading

import (
	"context"
	"fmt"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/bitext"
	"github.com/diptych-cms/diptych/internal/bitext/check"
	"github.com/diptych-cms/diptych/internal/bitext/segment"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/proof"
	"github.com/diptych-cms/diptych/internal/standing"
	"github.com/diptych-cms/diptych/internal/work"
)

// MostFindings bounds a list.
const MostFindings = 5000

// A Find asks what checks find in a translation.
type Find struct {
	Actor    access.Actor
	Post     content.PostID
	Locale   locale.Tag
	Basis    Basis          // empty: the heads
	Severity check.Severity // only these; empty: all
	Check    check.Name     // only what this one finds; empty: all
}

// A Found is one finding, with the texts that a fix would change and whose word
// stands against it.
type Found struct {
	check.Finding
	Before, After string // of the piece; both empty where there is no fix
	Dismissed     *Dismissed
}

// A Dismissed is whose word stands against a finding.
type Dismissed struct {
	bitext.Dismissal
	Person work.Person
}

// Findings are what checks found.
type Findings struct {
	Revision       int
	SourceRevision int // 0 where the source itself was looked at
	Errors         int // of all, whatever was asked for
	Warnings       int
	Dismissals     int // counted in neither
	Items          []Found
}

// Find looks at a translation beside its source; at the source by itself.
func (s *Service) Find(ctx context.Context, cmd Find) (Findings, error) {
	found, err := s.find(ctx, cmd)
	if err != nil {
		return Findings{}, fmt.Errorf("check translation %s of post %s: %w", cmd.Locale, cmd.Post, err)
	}
	return found, nil
}

func (s *Service) find(ctx context.Context, cmd Find) (found Findings, err error) {
	if err := cmd.Actor.CheckBest(access.Read, cmd.Locale); err != nil {
		return found, err
	}
	if cmd.Check != "" && !check.Known(cmd.Check) {
		return found, fault.New(fault.Malformed, "checks.unknown", "name", string(cmd.Check))
	}
	err = s.Read(ctx, func(r Snapshot) error {
		p, err := known(ctx, r, cmd.Actor, about{access.Read, cmd.Post, cmd.Locale})
		if err != nil {
			return err
		}
		look, err := lookAt(ctx, r, p, cmd.Locale, cmd.Basis)
		if err != nil {
			return err
		}
		people, err := r.People(ctx, look.dismissers())
		if err != nil {
			return err
		}
		found = look.findings(people, cmd)
		return nil
	})
	return found, err
}

// A look is what was looked at, and what was found.
type look struct {
	of     bitext.Pairing
	texts  proof.Texts
	proved *proof.Proof
}

// lookAt checks a translation of the post.
func lookAt(ctx context.Context, r Snapshot, p *content.Post, tag locale.Tag, basis Basis) (*look, error) {
	of := standing.Heads(p, tag)
	if basis == Live {
		of.SourceN, of.TargetN = p.Translation(p.SourceLocale).Live, p.Translation(tag).Live
	}
	if of.TargetN == 0 {
		return nil, fault.New(fault.NotFound, "translation.not_live", "locale", string(tag))
	}
	l := &look{of: of, texts: proof.Texts{Post: p.ID}}
	shared, err := r.SharedRevision(ctx, p.ID, sharedOf(p, basis))
	if err != nil {
		return nil, err
	}
	l.texts.Resources = shared.Shared.Resources
	if tag == p.SourceLocale || of.SourceN == 0 {
		l.of.SourceN = 0
		rev, err := r.Revision(ctx, p.ID, tag, of.TargetN)
		if err != nil {
			return nil, err
		}
		l.texts.Target = segment.Cut(tag, rev.Text)
	} else {
		pair, err := standing.Of(ctx, r, of)
		if err != nil {
			return nil, err
		}
		l.texts.Source, l.texts.Target, l.texts.Beads = pair.Source, pair.Target, pair.Beads
	}
	l.proved, err = proof.Of(ctx, r, l.texts)
	return l, err
}

// sharedOf returns the revision of the shared part that is looked at.
func sharedOf(p *content.Post, basis Basis) int {
	if basis == Live {
		return p.Live
	}
	return p.Head
}

// dismissers returns the ids of those whose word stands.
func (l *look) dismissers() []string {
	var ids []string
	for _, f := range l.proved.Findings {
		if d, ok := l.proved.Dismissed[f.ID]; ok {
			ids = append(ids, d.By)
		}
	}
	return ids
}

// findings returns what was found, as it was asked for.
func (l *look) findings(people map[string]work.Person, cmd Find) Findings {
	all := Findings{Revision: l.of.TargetN, SourceRevision: l.of.SourceN}
	for _, f := range l.proved.Findings {
		_, dismissed := l.proved.Dismissed[f.ID]
		switch {
		case dismissed:
			all.Dismissals++
		case f.Severity == check.Error:
			all.Errors++
		default:
			all.Warnings++
		}
		if (cmd.Severity == "" || cmd.Severity == f.Severity) && (cmd.Check == "" || cmd.Check == f.Check) && len(all.Items) < MostFindings {
			all.Items = append(all.Items, l.found(f, people))
		}
	}
	return all
}

func (l *look) found(f check.Finding, people map[string]work.Person) Found {
	one := Found{Finding: f}
	one.Before, one.After = l.texts.Mended(&f)
	if d, ok := l.proved.Dismissed[f.ID]; ok {
		one.Dismissed = &Dismissed{Dismissal: d, Person: people[d.By]}
	}
	return one
}
