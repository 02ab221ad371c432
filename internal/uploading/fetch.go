package uploading

import (
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"path"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/media"
	"github.com/diptych-cms/diptych/internal/once"
	"github.com/diptych-cms/diptych/internal/outbound"
)

// maxURL is the longest address that is called, in bytes.
const maxURL = 2048

// Fetch takes a file in from another server, as [Service.Upload] does from the one who
// asks. Where nothing is fetched it is Forbidden "upload.fetch_off". Whatever keeps the
// other server from answering is the same Invalid "upload.unreachable": to tell a closed
// door from a wall would tell of the machines around ours. A server that answers
// something else than a file is "upload.fetch_status", and one that breaks off
// "upload.fetch_broken".
func (s *Service) Fetch(ctx context.Context, cmd FetchCommand) (a *media.Asset, fresh bool, err error) {
	if err := cmd.Actor.Check(access.Upload); err != nil {
		return nil, false, err
	}
	if s.Outside == nil {
		return nil, false, fault.New(fault.Forbidden, "upload.fetch_off")
	}
	from, err := addressOf(cmd.URL)
	if err != nil {
		return nil, false, err
	}
	done, again, err := s.before(ctx, cmd.Actor.ID, cmd.Once)
	if again || err != nil {
		return done.Asset, done.Fresh, err
	}
	answer, err := s.call(ctx, cmd.Actor, from)
	if err != nil {
		return nil, false, fmt.Errorf("fetch %s: %w", from.Redacted(), err)
	}
	defer func() { _ = answer.Body.Close() }() // it was read, or nobody wants it
	file := media.File{Name: media.SafeName(cmd.Name), Content: &fetched{answer.Body, from.Host}, Eyes: s.Eyes}
	if cmd.Name == "" {
		file.Name = nameOf(answer)
	}
	if a, err = media.Take(ctx, s.Blobs, file, s.limits()); err != nil {
		return nil, false, fmt.Errorf("fetch %s: %w", from.Redacted(), err)
	}
	told := url.URL{Scheme: from.Scheme, Host: from.Host, Path: from.Path} // a query may hold what opens it
	return s.record(ctx, a, arrival{by: cmd.Actor.ID, from: told.String(), once: cmd.Once})
}

// addressOf reads an address that may be called.
func addressOf(text string) (*url.URL, error) {
	u, err := url.Parse(text)
	if err != nil || len(text) > maxURL || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" || u.User != nil {
		return nil, fault.Wrong("/url", "upload.url")
	}
	return u, nil
}

// before returns what the key's request was answered, if it was.
func (s *Service) before(ctx context.Context, by string, key once.Key) (done uploaded, again bool, err error) {
	if key.Name == "" {
		return done, false, nil
	}
	err = s.Write(ctx, func(tx Tx) error {
		done, again, err = once.Again[uploaded](ctx, tx, by, key)
		return err
	})
	return done, again, err
}

// call asks the other server, and looks at what it says before anything is read.
func (s *Service) call(ctx context.Context, actor access.Actor, from *url.URL) (*outbound.Stream, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, from.String(), http.NoBody)
	if err != nil {
		return nil, fault.Wrong("/url", "upload.url")
	}
	r.Header.Set("User-Agent", "Diptych")
	r.Close = true // what a server sends behind its answer would stand in our log
	answer, err := s.Outside.Open(r, s.limits().Bytes)
	if err != nil {
		if ctx.Err() != nil {
			return nil, err
		}
		return nil, errors.Join(fault.New(fault.Invalid, "upload.unreachable", "host", from.Host), err)
	}
	switch most := s.limits().Bytes; {
	case answer.Status != http.StatusOK:
		err = fault.New(fault.Invalid, "upload.fetch_status", "host", from.Host, "status", answer.Status)
	case answer.Length > most:
		err = fault.New(fault.TooLarge, "upload.too_large", "max", most)
	default:
		err = s.room(ctx, actor, answer.Length+wrapping)
	}
	if err != nil {
		return nil, errors.Join(err, answer.Body.Close())
	}
	return answer, nil
}

// nameOf returns what the other server calls the file (RFC 6266), else the last part of
// its address. An ending that is of no type of file that is taken, such as ".php", says
// nothing of it.
func nameOf(answer *outbound.Stream) string {
	name := path.Base(answer.URL.Path)
	if _, says, err := mime.ParseMediaType(answer.Header.Get("Content-Disposition")); err == nil && says["filename"] != "" {
		name = says["filename"]
	}
	if name == "/" || name == "." {
		name = "" // of the page that the host begins with
	}
	return media.Unclaimed(media.SafeName(name))
}

// A fetched file is what comes from another server, whose faults are not ours.
type fetched struct {
	from io.Reader
	host string
}

// Read implements [io.Reader].
func (f *fetched) Read(b []byte) (int, error) {
	n, err := f.from.Read(b)
	if err == nil || errors.Is(err, io.EOF) {
		return n, err
	}
	if large, ok := errors.AsType[*outbound.SizeError](err); ok {
		return n, fault.New(fault.TooLarge, "upload.too_large", "max", large.Most)
	}
	return n, errors.Join(fault.New(fault.Invalid, "upload.fetch_broken", "host", f.host), err)
}
