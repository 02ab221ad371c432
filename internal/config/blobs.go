package config

import (
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/diptych-cms/diptych/internal/fault"
)

// Blobs say where the bytes of files stand. The zero value is the data directory.
type Blobs struct {
	Dir    string // a directory of its own
	Bucket string // of an object store that speaks S3

	Endpoint  string // "https://s3.example.org"; empty: Amazon's, in the region
	Region    string
	Prefix    string // of the names in the bucket, without slashes at its ends
	PathStyle bool   // the bucket stands in the path of the address, not in its host
}

const (
	maxBlobs = 500           // characters of the whole setting
	region   = "us-east-1"   // what stores that have no regions take
	amazon   = "https://s3." // then the region
)

// What can be written where. Names of buckets are those that may stand in a host;
// prefixes have the signs that S3 itself calls safe.
var (
	bucketName = regexp.MustCompile(`^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$`)
	prefixName = regexp.MustCompile(`^[A-Za-z0-9!_.*'()-]+(/[A-Za-z0-9!_.*'()-]+)*$`)
	regionName = regexp.MustCompile(`^[a-z0-9-]{1,40}$`)
)

// UnmarshalText takes "dir:PATH" and
// "s3://BUCKET/PREFIX?endpoint=URL&region=NAME&path-style=true". A key in the
// address is refused: it would be seen.
func (b *Blobs) UnmarshalText(text []byte) error {
	s := strings.TrimSpace(string(text))
	read := func() (Blobs, bool) { return Blobs{}, s == "" }
	if dir, ok := strings.CutPrefix(s, "dir:"); ok {
		read = func() (Blobs, bool) { return Blobs{Dir: dir}, dir != "" && !strings.ContainsRune(dir, 0) }
	} else if strings.HasPrefix(s, "s3://") {
		read = func() (Blobs, bool) { return bucketOf(s) }
	}
	got, ok := read()
	if !ok || len(s) > maxBlobs {
		return fault.New(fault.Invalid, "config.blobs", "value", shown(s))
	}
	*b = got
	return nil
}

// shown cuts out of an address where people might have written a key.
func shown(s string) string {
	s, query, asked := strings.Cut(s, "?")
	if at := strings.LastIndexByte(s+query, '@'); at >= 0 {
		return "…" + (s + query)[at:]
	}
	if asked {
		s += "?…"
	}
	return s
}

// bucketOf reads the address of a bucket.
func bucketOf(s string) (Blobs, bool) {
	u, err := url.Parse(s)
	if err != nil || u.User != nil || u.Fragment != "" || u.Opaque != "" || u.Port() != "" {
		return Blobs{}, false
	}
	query, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		return Blobs{}, false
	}
	for name, values := range query {
		if !slices.Contains([]string{"endpoint", "region", "path-style"}, name) || len(values) != 1 || values[0] == "" {
			return Blobs{}, false
		}
	}
	b := Blobs{Bucket: u.Host, Prefix: strings.Trim(u.Path, "/"), Region: query.Get("region"), Endpoint: query.Get("endpoint")}
	// Without an endpoint it is Amazon's, where the bucket stands in the host.
	b.PathStyle = b.Endpoint != ""
	if b.Region == "" {
		b.Region = region
	}
	if b.Endpoint == "" {
		b.Endpoint = amazon + b.Region + ".amazonaws.com"
	}
	switch query.Get("path-style") {
	case "":
	case "true", "false":
		b.PathStyle = query.Get("path-style") == "true"
	default:
		return Blobs{}, false
	}
	return b, b.sound()
}

// sound reports whether every part is what it may be.
func (b *Blobs) sound() bool {
	if !bucketName.MatchString(b.Bucket) || strings.Contains(b.Bucket, "..") || !regionName.MatchString(b.Region) {
		return false
	}
	if b.Prefix != "" && (!prefixName.MatchString(b.Prefix) || slices.ContainsFunc(strings.Split(b.Prefix, "/"), func(s string) bool { return s == "." || s == ".." })) {
		return false
	}
	e, err := url.Parse(b.Endpoint)
	if err != nil || e.Host == "" || e.Hostname() == "" || e.User != nil || e.RawQuery != "" || e.Fragment != "" || strings.Trim(e.Path, "/") != "" {
		return false
	}
	b.Endpoint = e.Scheme + "://" + e.Host
	return e.Scheme == "https" || e.Scheme == "http"
}

// String returns it as it can be written in a flag.
func (b Blobs) String() string {
	switch {
	case b.Dir != "":
		return "dir:" + b.Dir
	case b.Bucket == "":
		return ""
	}
	u := url.URL{Scheme: "s3", Host: b.Bucket}
	if b.Prefix != "" {
		u.Path = "/" + b.Prefix
	}
	u.RawQuery = url.Values{"endpoint": {b.Endpoint}, "region": {b.Region}, "path-style": {strconv.FormatBool(b.PathStyle)}}.Encode()
	return u.String()
}
