// Package reading answers readers: which language, which entry, which page of
// which list. It only ever sees live rows, so it cannot leak a draft.
package reading

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/variants"
)

// A Service answers readers.
type Service struct {
	// Live reads outside a snapshot: for answers that one statement gives. Without
	// it everything but media comes from snapshots.
	Live Source
	// Snapshot runs fn over one state of the live tables.
	Snapshot func(ctx context.Context, fn func(Source) error) error
	// Preview says that drafts are shown: nobody is to keep their pages.
	Preview bool
	// Herald tells who waits for changes; without it nobody waits.
	Herald *Herald
	// Variants gives the files of assets.
	Variants *variants.Maker
	// SearchTime bounds what one search may take of the index of words; 0: 60 ms.
	SearchTime time.Duration
}

// over answers from one state of the live tables, which the answer names; a fault
// comes with it too, in an Answer that holds nothing else but the keys of what is absent.
func (s *Service) over(ctx context.Context, fn func(Source) (Answer, error)) (Answer, error) {
	var answer Answer
	err := s.Snapshot(ctx, func(src Source) error {
		g, err := src.Generation(ctx)
		if err != nil {
			return err
		}
		answer, err = fn(src)
		if err != nil {
			answer = Answer{}
		}
		answer.Generation = g
		return err
	})
	return answer, err
}

// A making makes an answer of what was read.
type making func() (Answer, error)

// readThen is [Service.over] in two steps: read reads what the answer is made of, and the
// answer is made once the database is let go. Few may read at once; whoever writes long
// texts anew must not keep them waiting.
func (s *Service) readThen(ctx context.Context, read func(Source) (making, error)) (Answer, error) {
	var write making
	answer, err := s.over(ctx, func(src Source) (Answer, error) {
		var err error
		write, err = read(src)
		return Answer{}, err
	})
	if err != nil {
		return answer, err
	}
	made, err := write()
	if err != nil {
		return answer, err
	}
	made.Generation = answer.Generation
	return made, nil
}

// compose returns the answer with v as its JSON.
func compose(v any) (Answer, error) {
	body, err := encode(v)
	if err != nil {
		return Answer{}, err
	}
	return Answer{Body: body, ETag: entry.ETag(body)}, nil
}

// encode returns v as JSON, with the signs of HTML as they are.
func encode(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, fmt.Errorf("encode answer: %w", err)
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}
